"""What a project declares that it needs: pyproject.toml, requirements files, setup.cfg, setup.py."""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from skillrun.project.index.model import Dependency
from skillrun.project.index.reading import parsed

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_REQUIREMENTS = re.compile(r"(?:^|/)(?:requirements[^/]*|[^/]*[-_]requirements)\.(?:txt|in)\Z")
_REQUIREMENTS_FOLDER = re.compile(r"(?:^|/)requirements/[^/]+\.(?:txt|in)\Z")
_OPTION = re.compile(r"\s*(?:#|-|$)")


def declares(path: str) -> bool:
    """Whether a file is one in which a project declares what it needs."""
    name = path.rpartition("/")[2]
    return name in {"pyproject.toml", "setup.cfg", "setup.py"} or _is_requirements(path)


def dependencies_of(texts: Mapping[str, str]) -> Iterator[Dependency]:
    """List what files declare, file after file.

    Args:
        texts: The files that `declares` names, by path.
    """
    for path, text in sorted(texts.items()):
        name = path.rpartition("/")[2]
        if name == "pyproject.toml":
            found = _pyproject(text)
        elif name == "setup.cfg":
            found = _setup_cfg(text)
        elif name == "setup.py":
            found = _setup_py(text)
        else:
            found = _requirements(path, text)
        lines = text.splitlines()
        for group, requirement, line in found:
            match = _NAME.match(requirement)
            if match:
                yield Dependency(
                    _normal(match[1]),
                    requirement.strip(),
                    group,
                    path,
                    line or _line(lines, requirement),
                )


_Found = Iterable[tuple[str, str, int]]


def _is_requirements(path: str) -> bool:
    return bool(_REQUIREMENTS.search(path) or _REQUIREMENTS_FOLDER.search(path))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _line(lines: list[str], requirement: str) -> int:
    """The line that holds a requirement as written; 1 where it is spelled over several."""
    held = (number for number, line in enumerate(lines, 1) if requirement in line)
    return next(held, 1)


def _pyproject(text: str) -> _Found:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    project = _table(data, "project")
    yield from (("", item, 0) for item in _texts(project.get("dependencies")))
    for group, items in _table(project, "optional-dependencies").items():
        yield from ((group, item, 0) for item in _texts(items))
    for group, items in _table(data, "dependency-groups").items():
        yield from ((group, item, 0) for item in _texts(items))
    poetry = _table(_table(data, "tool"), "poetry")
    yield from (("", name, 0) for name in _table(poetry, "dependencies") if name != "python")
    for group, table in _table(poetry, "group").items():
        inner = _table(table, "dependencies") if isinstance(table, dict) else {}
        yield from ((group, name, 0) for name in inner)


def _table(data: Mapping[str, object], key: str) -> dict[str, object]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _texts(items: object) -> list[str]:
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


def _requirements(path: str, text: str) -> _Found:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    group = "" if stem in {"requirements", "base", "production", "prod"} else stem
    for number, line in enumerate(text.splitlines(), 1):
        if not _OPTION.match(line):
            yield group, re.split(r"\s+#|\s+--|\s*\\$", line)[0], number


def _setup_cfg(text: str) -> _Found:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError):
        return
    listed = parser.get("options", "install_requires", fallback="")
    yield from (("", line, 0) for line in listed.splitlines() if line.strip())
    if parser.has_section("options.extras_require"):
        for group, lines in parser.items("options.extras_require"):
            yield from ((group, line, 0) for line in lines.splitlines() if line.strip())


def _setup_py(text: str) -> _Found:
    tree = parsed(text)[0]
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.keyword) and node.arg == "install_requires":
            yield from (("", *one) for one in _literals(node.value))
        elif isinstance(node, ast.keyword) and node.arg == "extras_require":
            table = node.value
            if isinstance(table, ast.Dict):
                for key, value in zip(table.keys, table.values, strict=True):
                    group = key.value if isinstance(key, ast.Constant) else ""
                    yield from ((str(group), *one) for one in _literals(value))


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value, item.lineno
