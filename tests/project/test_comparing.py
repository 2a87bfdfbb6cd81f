"""What is the same, however it is written, and what is not."""

import pytest

from skillrun.project.comparing import ChangeKind, compare

_SAME = [
    ("x: Optional[int] = 1", "x = 1"),
    ("class A(object):\n    def f(self): return super(A, self).f()", "class A:\n    def f(self):\n        return super().f()"),
    ("def f(a, b):\n    return '%s-%d' % (a, b)", 'def f(a, b):\n    return f"{a}-{b}"'),
    ("def f(a):\n    return 'x {} y'.format(a)", 'def f(a):\n    return f"x {a} y"'),
    ("def f(a):\n    return 'x ' + str(a)", 'def f(a):\n    return f"x {a}"'),
    ("def f(a):\n    if a == None: return 1", "def f(a):\n    if a is None:\n        return 1"),
    ("def f(a):\n    return not a in [1, 2]", "def f(a):\n    return a not in (1, 2)"),
    ("def f(a):\n    return list([x for x in a])", "def f(a):\n    return list(a)"),
    ("def f(a):\n    return dict([(x, 1) for x in a])", "def f(a):\n    return {x: 1 for x in a}"),
    ("def f(a, b=[]):\n    return b", "def f(a, b=None):\n    if b is None:\n        b = []\n    return b"),
    ("def f(a):\n    print('x', a)\n    return a", "def f(a):\n    logger.info('x %s', a)\n    return a"),
    ("def f(a):\n    try:\n        g()\n    except IOError:\n        pass", "def f(a):\n    with contextlib.suppress(OSError):\n        g()\nimport contextlib"),
    ("import os\ndef f(a):\n    return os.path.join(a, 'b')", "from pathlib import Path\ndef f(a):\n    return Path(a) / 'b'"),
    ("from django.db import models\nx = models.Q()", "from django.db.models import Q\nx = Q()"),
    ("def f(a):\n    return Response(status=400)", "def f(a):\n    return Response(status=status.HTTP_400_BAD_REQUEST)"),
    ("def f(a):\n    return a > 5", "_MOST = 5\ndef f(a):\n    return a > _MOST"),
    ("def f(a):\n    if a:\n        return 1\n    else:\n        return 2", "def f(a):\n    if a:\n        return 1\n    return 2"),
    ("def f(l):\n    for i in l:\n        g(i)", "def f(l):\n    for item in l:\n        g(item)"),
    ("def f(a):\n    try:\n        g()\n    except KeyError as e:\n        raise ValueError(a)", "def f(a):\n    try:\n        g()\n    except KeyError as error:\n        raise ValueError(a) from error"),
    ("def f(a):\n    raise ValueError('x' + a)", "def f(a):\n    message = 'x' + a\n    raise ValueError(message)"),
    ("class A:\n    fields = ['a', 'b']", "class A:\n    fields: ClassVar[tuple[str, ...]] = ('a', 'b')"),
    ("def f(a, b):\n    return a", "def f(a, _b):\n    return a"),
    ("def f(a):\n    return open(a, 'r')", "def f(a):\n    return Path(a).open(encoding='utf-8')\nfrom pathlib import Path"),
]  # fmt: skip
_OTHER = [
    ("def f(a):\n    return a + 1", "def f(a):\n    return a - 1"),
    ("def f(a):\n    return a > 5", "_MOST = 6\ndef f(a):\n    return a > _MOST"),
    ("def f(a):\n    return '%s-%d' % (a, a)", 'def f(a):\n    return f"{a}_{a}"'),
    ("def f(a):\n    x = g(a)\n    y = h(a)\n    return x - y", "def f(a):\n    x = g(a)\n    y = h(a)\n    return y - x"),
    ("def f(a):\n    if a is None:\n        return 1", "def f(a):\n    if a:\n        return 1"),
    ("from a import b\ndef f():\n    return b()", "from c import b\ndef f():\n    return b()"),
    ("def f(a):\n    return a in (1, 2)", "def f(a):\n    return a in (1, 3)"),
    ("class A:\n    fields = ['a', 'b']", "class A:\n    fields = ['a']"),
    ("@login_required\ndef f(a):\n    return a", "def f(a):\n    return a"),
    ("def f(a):\n    try:\n        g()\n    except KeyError:\n        raise ValueError", "def f(a):\n    try:\n        g()\n    except KeyError:\n        raise TypeError"),
]  # fmt: skip


def _kinds(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    changes = compare(before, after).changes
    return [(c.kind.value, c.old.name) for c in changes if c.kind is not ChangeKind.ADDED]


@pytest.mark.parametrize(("before", "after"), _SAME)
def test_another_spelling_is_no_change(before: str, after: str) -> None:
    assert _kinds({"a.py": before}, {"a.py": after}) == []


@pytest.mark.parametrize(("before", "after"), _OTHER)
def test_another_behaviour_is_a_change(before: str, after: str) -> None:
    assert [kind for kind, _ in _kinds({"a.py": before}, {"a.py": after})] == ["behaviour"]


_BODY = (
    "    result = []\n    for item in items:\n        result.append(item.price * item.quantity)\n"
    "    return sorted(result)\n"
)


def test_a_rename_is_seen_by_the_body_and_its_callers_follow() -> None:
    caller = "from a import prices\ndef f(x):\n    return prices(x)\n"
    before = {"a.py": f"def prices(items):\n{_BODY}", "b.py": caller}
    after = {path: text.replace("prices", "sums") for path, text in before.items()}

    assert _kinds(before, after) == [("renamed", "prices")]


def test_a_move_is_seen_and_its_callers_follow() -> None:
    caller = "from {} import prices\ndef f(x):\n    return prices(x)\n"
    before = {"a.py": f"def prices(items):\n{_BODY}", "b.py": caller.format("a")}
    after = {"a.py": "", "c.py": before["a.py"], "b.py": caller.format("c")}

    assert _kinds(before, after) == [("moved", "prices")]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("def f(a: int, b: int = 2) -> int: return a", []),
        ("def f(a, b=3): return a", [("signature", "f")]),
        ("def f(a, *, b=2): return a", [("signature", "f")]),
        ("def f(b=2): return a", [("signature", "f")]),
        ("async def f(a, b=2): return a", [("signature", "f")]),
        ("@property\ndef f(a, b=2): return a", [("signature", "f")]),
    ],
)
def test_a_signature_is_its_parameters_and_defaults(
    after: str, expected: list[tuple[str, str]]
) -> None:
    assert _kinds({"a.py": "def f(a, b=2): return a"}, {"a.py": after}) == expected


def test_what_cannot_be_read_is_not_compared() -> None:
    compared = compare({"a.py": "def f(): return 1"}, {"a.py": "def f(:"})

    assert compared.changes == ()
    assert compared.unread == {"a.py"}
