"""Edits of real projects: each overreach has its code and target, honest ones are not stopped."""

import os
from collections.abc import Mapping

import pytest

from tests.scope.judging import judged, overreaches, scope, without
from tests.scope.model import Edit
from tests.scope.projects import lacking
from tests.scope.suite import HONEST, OVERREACHING


def _cases(edits: Mapping[str, tuple[Edit, ...]]) -> list[object]:
    return [
        pytest.param(project, edit, id=f"{project}-{edit.name}".replace(" ", "-"))
        for project, of_project in edits.items()
        for edit in of_project
    ]


@pytest.fixture(autouse=True)
def _brought(project: str) -> None:
    if lacking(project):
        told = f"{project} has not been brought: .ci/install does"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)


@pytest.mark.parametrize(("project", "edit"), _cases(HONEST))
def test_an_honest_edit_is_not_stopped(project: str, edit: Edit) -> None:
    assert overreaches(judged(project, edit, scope())) == ()


@pytest.mark.parametrize(("project", "edit"), _cases(OVERREACHING))
def test_an_overreach_has_its_code_and_target(project: str, edit: Edit) -> None:
    assert overreaches(judged(project, edit, scope())) == tuple(sorted(edit.expected))


@pytest.mark.parametrize(("project", "edit"), _cases(OVERREACHING))
def test_what_is_approved_is_done(project: str, edit: Edit) -> None:
    asked = [f"{code}:{target}" for code, target in edit.expected if target]
    left = overreaches(judged(project, without(edit, *asked), scope()))
    assert all(not target for _code, target in left)
