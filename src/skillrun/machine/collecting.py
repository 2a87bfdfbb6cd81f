"""Doing without the garbage collector while many objects grow that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Look for no garbage for a while; one inside another is safe.

    Syntax trees are millions of objects of which none is garbage before the verdict, and looking
    takes a third of the time.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
