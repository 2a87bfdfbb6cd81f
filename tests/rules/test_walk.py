"""The walk over a tree: all nodes, each once, as `ast` itself hands them out."""

import ast
from pathlib import Path

from skillrun.rules.walk import NodeIndex, children, descend

SHARED = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop)
EVERY_KIND = '''
"""All kinds of nodes."""
from __future__ import annotations
import a.b as c
@d
async def f(a, /, b: int = 1, *c, d, e=2, **g) -> None:
    global x, y
    nonlocal z
    async with a as b, c: await d
    async for i in j: yield i
    else: del k[1:2, ::3], l.m
    return (n := 1), *o
class A(B, metaclass=C):
    x: int
    y: int = 1
    z += 1
    def m(self, *, k, l=1): return
def g():
    try: raise E from e
    except (A, B) as exc: pass
    except: assert a, b
    else: yield from c
    finally: continue_ = lambda x, *y, z=1: x if y else z
    while a and b or not c: break
    for a, b in c: continue
    with a: ...
    match x:
        case [1, *rest] | {"k": v, **others} if a: pass
        case Point(x=0, y=1) as p: pass
        case None | True | _: pass
    d = {**a, "b": c, None: {e for e in f if g}, **{k: v for k, v in h}}
    return [f"{a!r:>{b}}" for a in b], (i for i in j), -a + b @ c < d is not e, f(*a, b=c, **d), 1j
try: pass
except* A: pass
'''


def trees() -> list[ast.Module]:
    here = Path(__file__).parent
    texts = [file.read_text(encoding="utf-8") for file in sorted(here.glob("*.py"))]
    return [ast.parse(text) for text in (EVERY_KIND, *texts)]


def below(node: ast.AST) -> list[ast.AST]:
    return [child for child in ast.iter_child_nodes(node) if not isinstance(child, SHARED)]


def test_children_are_those_of_ast() -> None:
    for tree in trees():
        for node in ast.walk(tree):
            assert children(node) == below(node)


def test_the_walk_finds_every_node_once_with_its_parent() -> None:
    for tree in trees():
        index = NodeIndex(tree)
        every = [node for node in ast.walk(tree) if not isinstance(node, SHARED)]
        assert {id(n) for n in descend(tree)} == {id(n) for n in every}
        for kind in {type(node) for node in every}:
            found = index.of_type(kind)
            assert found == [n for n in descend(tree) if type(n) is kind]
            assert len(found) == sum(type(n) is kind for n in every)
        assert index.parents == {child: n for n in ast.walk(tree) for child in below(n)}


def test_no_depth_is_too_deep() -> None:
    value: ast.expr = ast.Name("a", ast.Load())
    for _ in range(100_000):
        value = ast.UnaryOp(ast.Not(), value)
    tree = ast.Module([ast.Expr(value)], [])
    assert len(list(descend(tree))) == len(NodeIndex(tree).parents) + 1 == 100_003
    # Taken apart from outside, it is not taken apart level by level inside the interpreter.
    while isinstance(value, ast.UnaryOp):
        inner = value.operand
        value.operand = ast.Name("a", ast.Load())
        value = inner
