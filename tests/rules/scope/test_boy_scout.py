"""Mending that Ruff and LibCST do is no change of behaviour: no SCP004, no SCP005."""

from pathlib import Path
from typing import TypeVar

import libcst as cst
import pytest

from skillrun.rules.ruff import Question, Stage, rewrite
from tests.rules.scope.shop import PROJECT, codes, found
from tests.validators.clean import clean_files

_CONFIG = (Path(__file__).parents[3] / "skill/assets/pyproject-ruff.toml").read_text("utf-8")
_Holder = TypeVar("_Holder", cst.FunctionDef, cst.ClassDef)


class _Documented(cst.CSTTransformer):
    """Gives every function annotations, and everything a docstring."""

    def leave_FunctionDef(  # noqa: N802
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        anything = cst.Annotation(cst.Name("object"))
        parameters = updated_node.params.params
        given = [p.with_changes(annotation=p.annotation or anything) for p in parameters]
        params = updated_node.params.with_changes(params=given)
        returns = updated_node.returns or anything
        return _documented(updated_node.with_changes(params=params, returns=returns))

    def leave_ClassDef(  # noqa: N802
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        return _documented(updated_node)


def _documented(node: _Holder) -> _Holder:
    if node.get_docstring() is not None or not isinstance(node.body, cst.IndentedBlock):
        return node
    text = cst.SimpleString('"""Do what it says."""')
    body = [cst.SimpleStatementLine([cst.Expr(text)]), *node.body.body]
    return node.with_changes(body=node.body.with_changes(body=body))


def _mended(files: dict[str, str], *, unsafe: bool) -> dict[str, str]:
    code = {path: text for path, text in files.items() if path.endswith(".py")}
    texts = {path: cst.parse_module(text).visit(_Documented()).code for path, text in code.items()}
    fixes = "--unsafe-fixes" if unsafe else "--no-unsafe-fixes"
    lint = Question("lint", ("check", "--fix-only", fixes, "--exit-zero"), _CONFIG)
    fixed = rewrite(Stage(texts), lint)
    return dict(rewrite(Stage(fixed), Question("format", ("format",), _CONFIG)))


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("project", [PROJECT, dict(clean_files())], ids=["ordinary", "canonical"])
def test_mending_is_no_change(project: dict[str, str], unsafe: bool) -> None:
    mended = _mended(project, unsafe=unsafe)

    assert sum(project[path] != text for path, text in mended.items()) > 10
    request = "Add docstrings and type hints everywhere"
    assert codes(found(mended, request, before=project)) == []
