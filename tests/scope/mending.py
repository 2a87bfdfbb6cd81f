"""What a model mends in a file that it edits: docstrings, annotations, and what Ruff mends."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator

from skillrun.rules.ruff.process import find_ruff

# Section 5 of the standard.
_SELECTED = "F,E,W,I,N,UP,B,S,A,C4,T10,SIM,TCH,ARG,PTH,ERA,PL,RUF,DJ,PERF,FBT"
_RULES = ("check", "--fix", "--unsafe-fixes", "--exit-zero", "--quiet", "--select", _SELECTED)
_ALONE = ("--isolated", "--no-cache", "--target-version", "py312", "--stdin-filename", "x.py", "-")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Addition = tuple[int, int, str]


def mended(text: str) -> str:
    """Bring a Python file up to the standard as far as that goes without thinking."""
    return _ruff(_ruff(_documented(text), *_RULES), "format", "--quiet")


def _ruff(text: str, *command: str) -> str:
    done = subprocess.run(
        [find_ruff(), *command, *_ALONE],
        check=False,
        input=text,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _documented(text: str) -> str:
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    additions = [*_of_module(tree), *_of_definitions(tree, text)]
    for line, column, added in sorted(additions, reverse=True):
        content = lines[line - 1].encode()
        lines[line - 1] = (content[:column] + added.encode() + content[column:]).decode()
    return "".join(lines)


def _of_module(tree: ast.Module) -> Iterator[_Addition]:
    said = ast.get_docstring(tree, clean=False) is not None
    if not said and tree.body:
        yield tree.body[0].lineno, 0, '"""What this module is for."""\n\n'
    rest = tree.body[1:] if said else tree.body
    later = [s for s in rest if not (isinstance(s, ast.ImportFrom) and s.module == "__future__")]
    if later and isinstance(later[0], ast.Import | ast.ImportFrom):
        yield later[0].lineno, 0, "from typing import Any\n"


def _of_definitions(tree: ast.Module, text: str) -> Iterator[_Addition]:
    colons = dict(_colons(text))
    imported = any(True for _ in _of_module(tree) if _[2].startswith("from typing"))
    methods = {
        id(member) for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for member in c.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | _Function) and ast.get_docstring(node) is None:
            yield from _docstring(node)
        if isinstance(node, _Function):
            if imported:
                yield from _parameters(node, bound=id(node) in methods)
            start = node.lineno, node.col_offset
            if node.returns is None and (imported or not _gives(node)):
                yield *colons[start], " -> Any" if _gives(node) else " -> None"


def _docstring(node: ast.ClassDef | _Function) -> Iterator[_Addition]:
    first = node.body[0]
    decorators = first.decorator_list if isinstance(first, ast.ClassDef | _Function) else []
    line = min([first.lineno, *(d.lineno for d in decorators)])
    if line > node.lineno and first.col_offset:
        indent = " " * first.col_offset
        yield line, 0, f'{indent}"""Keep what {node.name} stands for."""\n'


def _parameters(node: _Function, *, bound: bool) -> Iterator[_Addition]:
    given = node.args
    named = [*given.posonlyargs, *given.args][bool(bound) :]
    for parameter in [*named, *given.kwonlyargs, given.vararg, given.kwarg]:
        if parameter is not None and parameter.annotation is None:
            yield parameter.end_lineno or 0, parameter.end_col_offset or 0, ": Any"


def _gives(node: _Function) -> bool:
    pending = list(node.body)
    found: list[ast.AST] = []
    while pending:
        current: ast.AST = pending.pop()
        found.append(current)
        if not isinstance(current, ast.ClassDef | _Function | ast.Lambda):
            pending += ast.iter_child_nodes(current)  # type: ignore[arg-type]
    return any(
        isinstance(n, ast.Yield | ast.YieldFrom)
        or (isinstance(n, ast.Return) and n.value is not None)
        for n in found
    )


def _colons(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each definition begins, and the colon that ends its head, in bytes."""
    begun: tuple[int, int] | None = None
    depth = 0
    before = None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        place = token.start[0], len(token.line[: token.start[1]].encode())
        if token.type == tokenize.NAME and token.string == "def":
            is_async = before is not None and before.string == "async"
            column = before.start[1] if is_async and before else token.start[1]
            begun, depth = (token.start[0], column), 0
        elif begun and token.string in {"(", "["}:
            depth += 1
        elif begun and token.string in {")", "]"}:
            depth -= 1
        elif begun and depth == 0 and token.string == ":":
            yield begun, place
            begun = None
        if token.type not in {tokenize.NL, tokenize.COMMENT}:
            before = token
