"""SCP004 signature-changed, SCP005 logic-changed."""

from skillrun.rules.model import Example
from skillrun.rules.packs.scope.structure import NO_REQUEST, Scoped

_SERVICES = "apps/shop/services.py"
_TOTAL = "def total(prices, rate=2):\n    return sum(prices) * rate\n\n\ndef tax(price):\n    return price / 5\n"


class SignatureChanged(Scoped):
    """A public function or method that is gone, or called in another way."""

    code = "SCP004"
    name = "signature-changed"
    directive = (
        "Keep the parameters, defaults and names of public functions, methods and classes as they are unless "
        "the request names them; annotations and docstrings are always welcome."
    )
    decisions = (
        "Public is what can be imported by a name without a leading underscore. Decorators that change how a function is "
        "called (`property`, `staticmethod`) and `async` are part of its signature. An unused parameter may be given "
        "an underscore, a default that can be changed may become None: linters ask for both. A function that another "
        "module defines now and the old one imports is still there. A parameter that the request names may be added. "
        "Tests may be changed freely." + NO_REQUEST
    )
    bad = Example(
        _TOTAL.replace("rate=2", "rate"), _SERVICES, {_SERVICES: _TOTAL}, "add docstrings"
    )
    good = Example(
        _TOTAL.replace("(prices, rate=2)", "(prices: list[int], rate: int = 2) -> int"),
        _SERVICES,
        {_SERVICES: _TOTAL},
        "add type annotations",
    )
    view = "code:signature_outcomes"


class LogicChanged(Scoped):
    """A function, or what a class or module declares, that behaves in another way."""

    code = "SCP005"
    name = "logic-changed"
    directive = (
        "Never alter what existing code does where the request does not ask for it: mend form, types, docstrings and "
        "lint, and leave the behaviour alone."
    )
    decisions = (
        "Both syntax trees are compared without docstrings, annotations, comments, imports and formatting, local names "
        "numbered; what still differs is mended by Ruff on both sides under the standard's rules and compared again. "
        "Log output, the cause of an exception, a literal that got a name, HTTP statuses by name, explicit permission "
        "classes and explicit serializer fields are no change of behaviour. What a class or a module declares "
        "(`queryset`, `MIDDLEWARE`) behaves too. A function that the request names may change as a whole; elsewhere each "
        "changed statement must have to do with what is asked for: it holds a name that the request names, that the answer "
        "introduces, or that changed with approval. A wish for something new that the answer brings says where it belongs, not that "
        "what stands there may change. A first `ordering` is no change of behaviour, another one is; a member that raises "
        "NotImplementedError may become abstract. A request for a fix or a rework of an app, file or model covers what is in it. "
        "A parameter that changed is SCP004's. Where no request is known the rule is silent."
    )
    bad = Example(
        _TOTAL.replace("/ 5", "/ 4"), _SERVICES, {_SERVICES: _TOTAL}, "fix the bug in total"
    )
    good = Example(
        _TOTAL.replace("* rate", "* rate / 100"),
        _SERVICES,
        {_SERVICES: _TOTAL},
        "fix the function total",
    )
    view = "code:logic_outcomes"
