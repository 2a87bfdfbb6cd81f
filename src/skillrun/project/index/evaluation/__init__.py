"""Working out what modules of URLs and settings say, without importing them."""

from skillrun.project.index.evaluation.interpreter import Interpreter
from skillrun.project.index.evaluation.values import (
    Included,
    Instance,
    Made,
    Pattern,
    Ref,
    plain,
)

__all__ = ["Included", "Instance", "Interpreter", "Made", "Pattern", "Ref", "plain"]
