"""SCP: an edit of a project that is there changes what the request asks for, and nothing else."""

from skillrun.rules.model import Rule
from skillrun.rules.packs.scope.behaviour import LogicChanged, SignatureChanged
from skillrun.rules.packs.scope.files import ExistingCodeModified, NotMinimal, OutOfScopeFile
from skillrun.rules.packs.scope.recommending import RecommendationsSection
from skillrun.rules.packs.scope.structure import ModelChanged, RouteChanged, SchemaChanged

RULES: tuple[type[Rule], ...] = (
    ModelChanged,
    SchemaChanged,
    RouteChanged,
    SignatureChanged,
    LogicChanged,
    OutOfScopeFile,
    ExistingCodeModified,
    NotMinimal,
    RecommendationsSection,
)
