"""Where things stand: the layers of an app, and files as a request spells them."""

from skillrun.rules.packs.scope.request import Clause

LAYERS = (
    "models",
    "views",
    "serializers",
    "services",
    "selectors",
    "admin",
    "permissions",
    "tasks",
    "forms",
    "signals",
    "urls",
)


def names_path(clause: Clause, path: str) -> bool:
    """Whether a wish spells a file or a folder that holds it."""
    for spelled in clause.paths:
        plain = spelled.strip("/.").removeprefix("./")
        if not plain:
            continue
        if path == plain or path.endswith(f"/{plain}") or path.startswith(f"{plain}/"):
            return True
        if f"/{plain}/" in f"/{path}":
            return True
    dotted = path.removesuffix(".py").replace("/", ".")
    return any(
        word.dotted and ".".join((*word.dotted, word.text)) == dotted for word in clause.words
    )
