"""The two rules of the standard for services."""

from .process import ProcessEnd
from .state import ModuleState

RULES = (ProcessEnd, ModuleState)
