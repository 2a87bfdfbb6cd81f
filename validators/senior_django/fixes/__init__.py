"""What of the pack's findings a program mends, by code."""

from collections.abc import Mapping

from skillrun.rules.fixes import Fix

from .class_values import CLASS_VALUES
from .ignores import DOCKERIGNORE, ENV_LINE, GITIGNORE, MISSING
from .loggers import ROOT_LOGGER
from .printing import PRINT_CALL
from .tools import PYTEST_CONFIG, RUFF_CONFIG

FIXES: Mapping[str, Fix] = {
    "DEP004": RUFF_CONFIG,
    "DEP005": PYTEST_CONFIG,
    "ERR004": PRINT_CALL,
    "ERR007": ROOT_LOGGER,
    "OPS008": GITIGNORE,
    "OPS009": DOCKERIGNORE,
    "SEC002": ENV_LINE,
    "STR001": MISSING,
    "STY006": CLASS_VALUES,
}
