"""Verdicts that need not be reached twice: kept by the content of all that they follow from."""

from skillrun.rules.cache.fingerprint import fingerprint
from skillrun.rules.cache.verdicts import key_of, recalled

__all__ = ["fingerprint", "key_of", "recalled"]
