"""All edits, by project."""

from collections.abc import Mapping

from tests.scope.edits import blueprint, helpdesk, modoboa, oscar, postorius, pretalx, wiki
from tests.scope.model import Edit

_MODULES = {
    "blueprint": blueprint,
    "helpdesk": helpdesk,
    "modoboa": modoboa,
    "oscar": oscar,
    "postorius": postorius,
    "pretalx": pretalx,
    "wiki": wiki,
}
HONEST: Mapping[str, tuple[Edit, ...]] = {name: m.HONEST for name, m in _MODULES.items()}
OVERREACHING: Mapping[str, tuple[Edit, ...]] = {
    name: m.OVERREACHING for name, m in _MODULES.items()
}
