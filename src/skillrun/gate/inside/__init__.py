"""Programs that run in the project's own environment, inside the sandbox: standard library alone.

They are handed to an interpreter as text, so that the sandbox needs no way to skillrun's folders.
"""
