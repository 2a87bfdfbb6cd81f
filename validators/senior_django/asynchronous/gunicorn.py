"""ASY005 gunicorn-config."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.classes import body_of
from .servers import Word, finding_at, servers_in

_CONFIG = re.compile(r"gunicorn[._-]conf(?:ig)?\.py$")
_WORKER = "uvicorn.workers.UvicornWorker"
_CPUS = frozenset({"multiprocessing.cpu_count", "os.cpu_count", "os.process_cpu_count"})
# Any number does: two expressions that agree on it for sums and products of one unknown are equal.
_SOME_CPUS = 97


class GunicornConfig(TreeRule):
    """The settings of the server."""

    code = "ASY005"
    name = "gunicorn-config"
    directive = (
        "The file `config/gunicorn.conf.py` holds every setting of the skill's `gunicorn.conf.py` asset with its "
        "value, and no command line gives another worker class or leaves the file out."
    )
    decisions = (
        "Values are compared as data, `workers` as a formula of the number of processors. Further "
        "settings may stand beside. A value that is read from elsewhere is another value. That a "
        "command leaves the file out is said where the project has the file and Gunicorn would not find it by itself."
    )
    bad = Example('worker_class = "sync"\n', "config/gunicorn.conf.py")
    good = Example(asset("gunicorn.conf.py"), "config/gunicorn.conf.py")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield settings that are missing or other, and command lines that undo them."""
        for source in subject.files.values():
            if is_gunicorn_config(source) and source.tree is not None:
                for finding in _compared(source):
                    yield replace(finding, path=source.path)
            for finding in _command_lines(source, subject):
                yield replace(finding, path=source.path)


def is_gunicorn_config(source: Source) -> bool:
    """Whether a file is Gunicorn's configuration."""
    return bool(_CONFIG.match(source.name))


@cache
def _reference() -> Mapping[str, ast.expr]:
    return _settings(Source("gunicorn.conf.py", asset("gunicorn.conf.py")))


@cache
def _reference_source() -> Source:
    return Source("gunicorn.conf.py", asset("gunicorn.conf.py"))


def _settings(source: Source) -> dict[str, ast.expr]:
    """What the module's names are assigned last, in whatever block."""
    found: dict[str, ast.expr] = {}
    for node in body_of(source.tree.body if source.tree else []):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update((t.id, node.value) for t in targets if isinstance(t, ast.Name))
    return found


def _compared(source: Source) -> Iterator[Finding]:
    held = _settings(source)
    for name, wanted in _reference().items():
        written = f"`{name} = {ast.unparse(wanted)}`"
        if name not in held:
            yield Finding(f"The setting `{name}` is missing: add {written}.", 1)
        elif _value(held[name], source) != _value(wanted, _reference_source()):
            yield source.at_node(held[name], f"`{name}` is not the reference's: write {written}.")


def _value(node: ast.expr, source: Source, depth: int = 0) -> object:
    """An expression as data, the number of processors being some number; its text where that ends."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and depth < 5 and node.id in _settings(source):
        return _value(_settings(source)[node.id], source, depth + 1)
    if isinstance(node, ast.Call) and source.qualified(node.func) in _CPUS:
        return _SOME_CPUS
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _value(node.values[0], source, depth + 1)
    parts = [_value(part, source, depth + 1) for part in _operands(node)]
    if len(parts) == 2 and isinstance(parts[0], int) and isinstance(parts[1], int):
        is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
        return parts[0] * parts[1] if is_product else parts[0] + parts[1]
    return ast.dump(node)


def _operands(node: ast.expr) -> tuple[ast.expr, ...]:
    """The two sides of a sum or a product."""
    is_known = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult)
    return (node.left, node.right) if is_known and isinstance(node, ast.BinOp) else ()


def _command_lines(source: Source, subject: Subject) -> Iterator[Finding]:
    for server in servers_in(source, subject):
        if server.program != "gunicorn":
            continue
        worker = server.option("-k", "--worker-class")
        if worker is not None and worker.text != _WORKER:
            message = f"Gunicorn gets the worker class `{worker.text}`: it is `{_WORKER}`."
            yield finding_at(worker, source, message)
        config = server.option("-c", "--config")
        if config is None and "GUNICORN_CMD_ARGS" not in source.text and _is_left_out(subject):
            message = "Gunicorn does not read its configuration: add `-c config/gunicorn.conf.py`."
            yield finding_at(Word(server.program, server.line), source, message)


def _is_left_out(subject: Subject) -> bool:
    """Whether the project has the configuration in a folder, where Gunicorn does not look by itself."""
    found = [path for path in subject.paths if _CONFIG.match(path.rsplit("/", 1)[-1])]
    return bool(found) and all("/" in path for path in found)
