"""What an edited file broke before the edit is told and does not block it."""

from collections.abc import Mapping

import pytest

from skillrun.protocol.parsing import parse
from skillrun.rules.inherited import hold_answer
from skillrun.rules.model import Violation
from skillrun.rules.registry import catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.subject import subject_of_answer
from skillrun.skills.loading import load_skill
from tests.engine.scripted import answer

VIEW = '''"""Views of orders."""

from rest_framework import permissions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.orders.models import Order


class OrderView(APIView):
    """Orders."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)

    def post(self, request: Request) -> Response:
        """Make an order.

        Args:
            request: The request.

        Returns:
            An empty response.
        """
        Order.objects.create(total=request.data["total"])
        return Response(status=status.HTTP_201_CREATED)
'''
SECOND = '''
    def put(self, request: Request) -> Response:
        """Make another order.

        Args:
            request: The request.

        Returns:
            An empty response.
        """
        Order.objects.create(total=request.data["other"])
        return Response(status=status.HTTP_201_CREATED)
'''
PATH = "apps/orders/views.py"
RULES = catalogue(load_skill(None).packs)


def held(
    text: str, disk: Mapping[str, str], *, codes: str, minimal: bool = False
) -> list[Violation]:
    parsed = parse([answer((PATH, text))], load_skill(None).grammar)
    subject = subject_of_answer(
        parsed, on_disk=disk.get, root_listing=disk, request="change orders", minimal=minimal
    )
    verdict = hold_answer(subject, RULES.select([codes]), RuleSettings())
    return list(verdict.violations)


def test_what_was_there_before_is_a_warning() -> None:
    (found,) = held(VIEW.replace("Orders.", "All orders."), {PATH: VIEW}, codes="ARC001")
    assert found.severity == "warning"
    assert "was there before" in found.message


def test_what_is_new_is_an_error() -> None:
    (found,) = held(VIEW, {}, codes="ARC001")
    assert found.severity == "error"
    clean = VIEW.replace('        Order.objects.create(total=request.data["total"])\n', "")
    (found,) = held(VIEW, {PATH: clean}, codes="ARC001")
    assert found.severity == "error"


def test_one_more_of_the_same_is_an_error() -> None:
    found = held(VIEW + SECOND, {PATH: VIEW}, codes="ARC001")
    assert sorted(v.severity for v in found) == ["error", "warning"]


def test_what_is_told_by_a_new_name_was_there_before() -> None:
    renamed = VIEW.replace("Order.objects", "Purchase.objects").replace("Order\n", "Purchase\n")
    (found,) = held(renamed, {PATH: VIEW}, codes="ARC001")
    assert found.severity == "warning"


@pytest.mark.parametrize(("minimal", "severity"), [(False, "error"), (True, "warning")])
def test_style_is_mended_in_every_file_that_is_edited(minimal: bool, severity: str) -> None:
    """Unless the person wants only what was asked for."""
    untyped = VIEW.replace("request: Request) -> Response", "request)")
    found = held(
        untyped.replace("Orders.", "All orders."), {PATH: untyped}, codes="STY001", minimal=minimal
    )
    assert found
    assert {v.severity for v in found} == {severity}


FLAG = '''"""Helpers."""


def show(name, active=True):
    """Show a name."""
    return name if active else ""
'''
TYPED = '''"""Helpers."""


def show(name: str, active: bool = True{more}) -> str:
    """Show a name."""
    return name if active else ""{rest}
'''


@pytest.mark.parametrize(
    ("more", "rest", "errors"),
    [
        ("", "", []),
        (", loud: bool = False", "", ["FBT001", "FBT002"]),
        ("", "\n\n\ndef hide(active: bool) -> bool:\n    return not active", ["FBT001"]),
    ],
)
def test_lint_that_only_another_signature_would_mend(
    more: str, rest: str, errors: list[str]
) -> None:
    # STY001 wants the annotation that FBT001 then finds; SCP004 forbids the `*` that would mend it.
    found = held(TYPED.format(more=more, rest=rest), {PATH: FLAG}, codes="STY006")
    wrong = [v.message.split()[1].strip(":") for v in found if v.severity == "error"]
    assert [code for code in wrong if code.startswith("FBT")] == errors
    assert any("FBT001" in v.message and v.severity == "warning" for v in found)
