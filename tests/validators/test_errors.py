"""ERR: what is seen beyond the mutations, and what must not be."""

import pytest

from tests.validators.judging import judged, lines

REGISTERED = (
    "INSTALLED_APPS = []\n"
    'REST_FRAMEWORK = {"EXCEPTION_HANDLER": "apps.core.exceptions.custom_exception_handler"}\n'
)
HANDLER = "def custom_exception_handler(exc, context):\n    return answer(exc)\n"


@pytest.mark.parametrize(
    "handler",
    [
        HANDLER,
        "def custom_exception_handler(exc, context, extra=None):\n    return answer(exc)\n",
        "def custom_exception_handler(*args):\n    return answer(args)\n",
        "from apps.core.handlers import custom_exception_handler\n",
        "custom_exception_handler = make_handler()\n",
    ],
)
def test_the_handler_may_be_made_in_many_ways(handler: str) -> None:
    files = {
        "manage.py": "",
        "config/settings.py": REGISTERED,
        "apps/core/exceptions.py": handler,
    }
    assert judged("ERR001", files) == []


def test_the_default_under_the_name_of_the_handler_is_none() -> None:
    text = "from rest_framework.views import exception_handler as custom_exception_handler\n"
    assert judged("ERR001", {"apps/core/exceptions.py": text}) == [("apps/core/exceptions.py", 1)]


def test_a_project_without_both_is_told_both() -> None:
    files = {"manage.py": "", "config/settings.py": "INSTALLED_APPS = []\n"}
    assert judged("ERR001", files) == [("apps/core/exceptions.py", 1), ("config/settings.py", 1)]


def test_a_registration_that_cannot_be_seen_is_accepted() -> None:
    text = "INSTALLED_APPS = []\nREST_FRAMEWORK = {**load(), 'PAGE_SIZE': 1}\n"
    assert judged("ERR001", {"config/settings.py": text}) == []


START = (
    "import logging\nimport traceback\nfrom http import HTTPStatus\nfrom django.conf import settings\n"
    "from django.core.exceptions import ValidationError\nfrom django.http import HttpResponseBadRequest, JsonResponse\n"
    "from rest_framework import exceptions, status\nfrom rest_framework.response import Response\n"
    "from rest_framework.views import APIView\nfrom django.contrib import messages\nfrom django.shortcuts import render\n"
    "from apps.shop.errors import PaidError, ShopError\n\n"
    "logger = logging.getLogger(__name__)\n\n\n"
)
ERRORS = {
    "apps/shop/errors.py": "from rest_framework.exceptions import APIException\n\n\n"
    "class ShopError(Exception):\n    code = 'x'\n\n\nclass PaidError(APIException):\n    code = 'x'\n"
}


def found(code: str, body: str, path: str = "apps/shop/views.py") -> int:
    """How many findings there are in a function of a view module."""
    inner = "".join(f"        {line}\n" for line in body.splitlines())
    text = f"{START}class V(APIView):\n    def get(self, request, **options):\n{inner}"
    return len(judged(code, {**ERRORS, path: text}))


@pytest.mark.parametrize(
    "body",
    [
        "return Response({'a': 1})",
        "return Response({'error': 1}, status=status.HTTP_202_ACCEPTED)",
        "return Response(error_body('x'), status=400)",
        "body = {}\nbody['type'] = 'x'\nreturn Response(body, status=400)",
        "errors = []\nerrors.append(one)\nreturn Response({'type': 'x', 'errors': errors}, status=400)",
        "return Response({'type': 'x', 'errors': [{**e, 'attr': None} for e in es]}, status=400)",
        "body = {'type': 'x'}\nbody['errors'] = []\nreturn Response(body, status=400)",
        "body = {'type': 'x'}\nbody.update(errors=[])\nreturn Response(body, status=400)",
        "body = {'type': 'x'}\nbody |= errors\nreturn Response(body, status=400)",
        "return Response({'type': 'x', 'errors': errors}, status=400)",
        "return Response({**base, 'x': 1}, status=400)",
        "return Response({'x': 1}, status=code)",
        "return Response({'x': 1}, **options)",
        "return Response({'x': 1}, status=200 if ok else 500)",
        "answer = Response({'x': 1})\nanswer.status_code = 201\nreturn answer",
        "answer = Response({'x': 1})\nif no:\n    answer.status_code = 400\nreturn answer",
        "answer = Response()\nanswer.status_code = 400\nanswer.data = {'type': 'x', 'errors': []}\nreturn answer",
        "def yes(data, code=200):\n    return Response({'data': data}, status=code)",
        "raise exceptions.NotFound('No.')",
        "return JsonResponse({'type': 'x', 'errors': [{'code': 'a', 'detail': 'b', 'attr': None, 'more': 1}]}, status=400)",
        "return Response({'type': 'x', 'errors': [one]}, status=HTTPStatus.CONFLICT)",
        "return Response({'type': exc.error_type, 'errors': exc.errors}, status=409)",
        "return render(request, 'x.html', status=404)",
        "return Response(status=status.HTTP_204_NO_CONTENT)",
    ],
)
def test_answers_in_the_form_and_answers_that_are_no_errors_are_left_alone(body: str) -> None:
    assert found("ERR002", body) == 0


@pytest.mark.parametrize(
    "body",
    [
        "return Response({'error': 'x'}, status=400)",
        "return Response({'error': 'x'}, 404)",
        "return Response(data={'type': 'x'}, status=status.HTTP_500_INTERNAL_SERVER_ERROR)",
        "return Response(['x'], status=HTTPStatus.BAD_REQUEST)",
        "return Response(f'no {x}', status=HTTPStatus.BAD_REQUEST.value)",
        "return Response(None, status=403)",
        "return Response(form.errors, status=400)",
        "return HttpResponseBadRequest('no')",
        "return JsonResponse({'detail': 'x'}, status=429)",
        "data = {'detail': 'x'}\nreturn JsonResponse(data, status=429)",
        "return Response({'type': 'x', 'errors': {'a': ['b']}}, status=400)",
        "return Response({'type': 'x', 'errors': 'no'}, status=400)",
        "return Response({'type': 'x', 'errors': [{'detail': e} for e in es]}, status=400)",
        "errors = []\nerrors.append({'field': 'x'})\nreturn Response({'type': 'x', 'errors': errors}, status=400)",
        "body = {'error': 'x'}\nif more:\n    body['details'] = more\nreturn Response(body, status=400)",
        "if a:\n    body = {'error': 'x'}\nelse:\n    body = {'detail': 'x'}\nreturn Response(body, status=400)",
        "return Response({'type': 'x', 'errors': form.errors}, status=400)",
        "return Response(exc.detail, status=404)",
        "code = 404\nreturn Response({'error': 'x'}, status=code)",
        "return Response({'error': 'x'}, status=404 if missing else 400)",
        "answer = Response({'error': 'x'})\nanswer.status_code = 400\nreturn answer",
        "answer = Response(status=400)\nanswer.data = {'error': 'x'}\nreturn answer",
        "def no(text, code=400):\n    return Response({'error': text}, status=code)",
        "def no(text, *, code=status.HTTP_409_CONFLICT):\n    return Response({'error': text}, code)",
    ],
)
def test_errors_in_another_form_are_seen(body: str) -> None:
    assert found("ERR002", body) == 1


def test_pages_of_django_and_the_health_check_have_forms_of_their_own() -> None:
    page = f"{START}def page(request):\n    return HttpResponseBadRequest('no')\n"
    assert lines("ERR002", page, "apps/shop/views.py") == []
    health = f"{START}def health(request):\n    return JsonResponse({{'status': 'unhealthy'}}, status=503)\n"
    assert lines("ERR002", health, "apps/core/healthcheck.py") == []


HANDLER = (
    "from rest_framework.response import Response\n"
    "from rest_framework.views import exception_handler, exception_handler as handler\n\n\n"
    "def custom_exception_handler(exc, context):\n"
)
ASKED = "    response = exception_handler(exc, context)\n    if response is not None:\n"


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        ("    response = exception_handler(exc, context)\n    return response\n", 7),
        ("    return handler(exc, context)\n", 6),
        (f"{ASKED}        response.data['status_code'] = 400\n    return response\n", 9),
        (f"{ASKED}        response.data.update(status_code=400)\n    return response\n", 9),
        (f"{ASKED}        logger.error('no', response.data)\n    return response\n", 9),
        (f"{ASKED}        response.data = {{'error': response.data}}\n    return response\n", 8),
        (
            f"{ASKED}        response = Response()\n        response.status_code = 400\n        response.data = {{'a': 1}}\n    return response\n",
            10,
        ),
        (
            f"{ASKED}        body = {{'a': 1}}\n        response.data = body\n    return response\n",
            9,
        ),
        (
            f"{ASKED}        response.data = {{'type': 'x', 'errors': response.data['a']}}\n    else:\n        return Response({{'a': 1}}, status=500)\n    return response\n",
            10,
        ),
    ],
)
def test_the_default_s_answer_in_another_form_is_seen(rest: str, line: int) -> None:
    assert lines("ERR002", f"{HANDLER}{rest}", "apps/core/exceptions.py") == [line]


@pytest.mark.parametrize(
    "rest",
    [
        f"{ASKED}        reshape(response)\n    return response\n",
        f"{ASKED}        response.data = body_of(response.data)\n    return response\n",
        f"{ASKED}        if more:\n            response.data = {{'detail': response.data}}\n"
        "        response.data = {'type': 'x', 'errors': []}\n    return response\n",
        f"{ASKED}        response.data['errors'] = []\n    return response\n",
        f"{ASKED}        data = response.data\n        data['errors'] = []\n    return response\n",
        f"{ASKED}        response.data.update({{'type': 'x', 'errors': []}})\n    return response\n",
        f"{ASKED}        response.data = {{}}\n        response.data['type'] = 'x'\n        response.data['errors'] = []\n    return response\n",
        "    response = Response()\n    response.status_code = 400\n    response.data = {}\n    response.data['type'] = 'x'\n"
        "    response.data['errors'] = []\n    return response\n",
        "    response = exception_handler(exc, context)\n    if response is None:\n        return response\n"
        "    return Response(body_of(response.data), status=response.status_code)\n",
    ],
)
def test_the_default_s_answer_reshaped_in_many_ways_is_left_alone(rest: str) -> None:
    assert lines("ERR002", f"{HANDLER}{rest}", "apps/core/exceptions.py") == []


def test_what_a_handler_answers_is_an_error_whatever_its_status() -> None:
    text = f"{START}def custom_exception_handler(exc, context):\n    return Response({{'error': 'x'}}, status=exc.status)\n"
    assert len(lines("ERR002", text, "apps/core/exceptions.py")) == 1


def test_the_default_s_answer_reshaped_is_left_alone() -> None:
    text = (
        "from rest_framework.views import exception_handler\n\n\n"
        "def custom_exception_handler(exc, context):\n    response = exception_handler(exc, context)\n"
        "    if response is None:\n        return None\n"
        "    response.data = {'type': 'x', 'errors': flatten(response.data)}\n    return response\n"
    )
    assert lines("ERR002", text, "apps/core/exceptions.py") == []


def caught(types: str, answer: str) -> str:
    """A body that catches and answers."""
    return f"try:\n    pay()\nexcept {types} as exc:\n    {answer}"


@pytest.mark.parametrize(
    "body",
    [
        caught("Exception", "return Response({'detail': str(exc)}, status=500)"),
        caught("(KeyError, OSError)", "return Response({'detail': repr(exc)})"),
        caught("OSError", "raise exceptions.APIException(str(exc)) from exc"),
        caught("(ValidationError, OSError)", "return Response({'detail': str(exc)})"),
        caught("OSError", "raise exceptions.ValidationError({'a': [f'no: {exc}']})"),
        caught("OSError", "return Response({'detail': 'no: %s' % exc})"),
        caught("OSError", "return Response({'detail': 'no: {}'.format(exc)})"),
        caught("OSError", "return Response({'detail': exc.args[0]})"),
        caught("OSError", "return Response({'detail': 'a' + str(exc) if verbose else 'b'})"),
        caught("OSError", "return Response({'detail': exc.message})"),
        caught("OSError", "raise PaidError(f'no: {exc}') from exc"),
        caught("OSError", "raise PaidError(detail=str(exc)) from exc"),
        caught("OSError", "messages.error(request, f'no: {exc}')"),
        caught("OSError", "return render(request, 'x.html', {'error': str(exc)})"),
        caught("OSError", "messages.add_message(request, messages.ERROR, str(exc))"),
        caught(
            "OSError",
            "body = {'type': 'x'}\n    body['detail'] = str(exc)\n    return Response(body)",
        ),
        caught(
            "OSError",
            "errors = []\n    errors.append({'detail': str(exc)})\n    return Response({'errors': errors})",
        ),
        caught("OSError", "response = Response({})\n    response.data['detail'] = str(exc)"),
        "return Response({'file': os.path.abspath(__file__)})",
        "return Response({'databases': settings.DATABASES})",
        caught("OSError", "message = str(exc)\n    return Response(error_body('x', message))"),
        "return Response({'trace': traceback.format_exc().splitlines()})",
        "return JsonResponse({'file': __file__})",
        "return Response({'root': str(settings.BASE_DIR)})",
        "return Response({'db': os.environ.get('DATABASE_URL')})",
        "return Response({'all': dict(os.environ)})",
    ],
)
def test_internals_in_an_answer_are_seen(body: str) -> None:
    assert found("ERR003", body) == 1


@pytest.mark.parametrize(
    "body",
    [
        caught(
            "Exception",
            "logger.error('no: %s', str(exc))\n    raise exceptions.APIException from exc",
        ),
        caught("ValidationError", "return Response({'detail': str(exc)})"),
        caught("ShopError", "return Response({'detail': str(exc), 'code': exc.code})"),
        caught("exceptions.APIException", "return Response({'detail': str(exc.detail)})"),
        caught("OSError", "return Response(error_body(exc))"),
        caught("OSError", "raise ShopError(str(exc)) from exc"),
        caught("ShopError", "raise PaidError(str(exc)) from exc"),
        caught("OSError", "return Response({'detail': str(exc) if settings.DEBUG else 'no'})"),
        caught(
            "OSError",
            "body = {'type': 'x'}\n    if settings.DEBUG:\n        body['trace'] = traceback.format_exc()\n    return Response(body)",
        ),
        caught("OSError", "messages.error(request, 'no')"),
        caught("OSError", "return render(request, 'x.html', {'error': exc})"),
        "return Response({'token': jwt.encode(payload, settings.SECRET_KEY)})",
        "return Response({'title': str(book), 'path': book.path})",
        "return HttpResponse((settings.BASE_DIR / 'x.txt').read_text())",
        "return Response({'root': settings.SITE_ROOT})",
        "e = 1\nreturn Response({'e': str(e)})",
        "return Response({'docs': os.environ.get('DOCS_URL')})",
        caught("OSError", "log(str(exc))\nreturn Response({'x': 1})"),
    ],
)
def test_what_is_logged_or_meant_for_clients_is_left_alone(body: str) -> None:
    assert found("ERR003", body) == 0


def test_the_handler_s_exception_is_internal_until_it_is_told_apart() -> None:
    text = (
        f"{START}def custom_exception_handler(exc: Exception, context):\n"
        "    if isinstance(exc, ShopError):\n        return Response({'detail': str(exc)})\n"
        "    if isinstance(exc, (ShopError, OSError)):\n        return Response({'detail': str(exc)})\n"
        "    return Response({'detail': str(exc)})\n"
    )
    files = {**ERRORS, "apps/core/exceptions.py": text}
    start = START.count("\n")
    assert [line for _, line in judged("ERR003", files)] == [start + 5, start + 6]


@pytest.mark.parametrize(
    ("body", "lines_after"),
    [
        ("    if not isinstance(exc, ShopError):\n        return None\n", []),
        ("    if isinstance(exc, OSError):\n        return None\n", [2]),
        ("    if not isinstance(exc, ShopError):\n        return Response(str(exc))\n", [1]),
        ("    if isinstance(exc, ShopError):\n        return None\n", [2]),
        (
            "    if isinstance(exc, ShopError):\n        code = 1\n    elif isinstance(exc, PaidError):\n        code = 2\n"
            "    else:\n        return None\n",
            [],
        ),
        (
            "    if isinstance(exc, ShopError):\n        code = 1\n    elif isinstance(exc, OSError):\n        code = 2\n"
            "    else:\n        return None\n",
            [6],
        ),
        ("    if isinstance(exc, ShopError):\n        code = 1\n", [2]),
        (
            "    match exc:\n        case ShopError() | PaidError():\n            return Response(str(exc))\n"
            "        case ShopError() | OSError():\n            return Response(str(exc))\n",
            [4, 5],
        ),
        (
            "    if isinstance(exc, ShopError) or context:\n        return Response(str(exc))\n",
            [1, 2],
        ),
    ],
)
def test_an_exception_is_told_apart_by_leaving_too(body: str, lines_after: list[int]) -> None:
    text = f"{START}def custom_exception_handler(exc: Exception | None, context):\n{body}    return Response(str(exc))\n"
    files = {**ERRORS, "apps/core/exceptions.py": text}
    start = START.count("\n") + 2
    assert [line - start for _, line in judged("ERR003", files)] == lines_after


@pytest.mark.parametrize(
    ("rest", "internal"),
    [
        ("    if response is not None:\n        response.data = {'a': str(exc)}\n", False),
        ("    if response:\n        return Response({'a': str(exc)})\n", False),
        (
            "    if response is None:\n        return None\n    return Response({'a': str(exc)})\n",
            False,
        ),
        ("    if response is None:\n        return Response({'a': str(exc)})\n", True),
        ("    if not response:\n        return Response({'a': str(exc)})\n", True),
    ],
)
def test_what_the_default_handler_answers_is_written_for_clients(
    rest: str, *, internal: bool
) -> None:
    text = (
        f"{START}from rest_framework.views import exception_handler\n\n\n"
        f"def custom_exception_handler(exc, context):\n    response = exception_handler(exc, context)\n{rest}"
    )
    assert bool(lines("ERR003", text, "apps/core/exceptions.py")) is internal


@pytest.mark.parametrize(
    "function",
    [
        "def process_exception(self, request, exception):\n    return JsonResponse({'a': str(exception)})\n",
        "def body_of(exc):\n    return {'a': str(exc)}\ndef answer(exc):\n    return Response(body_of(exc))\n",
        "class C(AsyncJsonWebsocketConsumer):\n    async def receive_json(self, content):\n        try:\n"
        "            pay()\n        except OSError as exc:\n            await self.send_json({'a': str(exc)})\n",
        "def custom_exception_handler(exc, context):\n    response = exception_handler(exc, context)\n"
        "    response.data['a'] = repr(exc)\n    return response\n",
    ],
)
def test_internals_that_others_than_views_say_are_seen(function: str) -> None:
    imports = (
        "from channels.generic.websocket import AsyncJsonWebsocketConsumer\n"
        "from rest_framework.views import exception_handler\n"
    )
    assert len(lines("ERR003", f"{START}{imports}{function}", "apps/core/errors.py")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "self.stdout.write('x')",
        "from rich import print\nprint('x')",
        "def print(x): return x\nprint(1)",
        "def f(print): print(1)",
        "console.print('x')",
        "blueprint('x')\nfingerprint = 'print'",
        "x = '''print(1)'''",
    ],
)
def test_other_functions_called_print_are_left_alone(text: str) -> None:
    assert lines("ERR004", text + "\n") == []


LOGGING = """INSTALLED_APPS = []
LOGGING = {{
    "version": 1,
    "formatters": {formatters},
    "handlers": {{"console": {{"class": "logging.StreamHandler", "formatter": "json"}}}},
    "root": {{"handlers": ["console"], "level": LEVEL}},
}}
"""


@pytest.mark.parametrize(
    "formatters",
    [
        '{"json": {"()": "pythonjsonlogger.jsonlogger.JsonFormatter"}}',
        '{"json": {"class": "apps.core.logs.Formatter"}}',
        '{"json": {"()": Formatter}}',
        '{"json": {"()": "ecs_logging.StdlibFormatter"}}',
        '{"json": {"()": JsonFormatter}}',
        '{"json": {"()": structlog.stdlib.ProcessorFormatter, "processor": structlog.processors.JSONRenderer()}}',
        "FORMATTERS",
        "make_formatters()",
    ],
)
def test_a_json_formatter_may_be_named_in_many_ways(formatters: str) -> None:
    files = {
        "config/settings.py": "from apps.core.logs import Formatter\n"
        + LOGGING.format(formatters=formatters)
        + 'FORMATTERS = {"json": {"()": "a.JSONFormatter"}}\n',
        "apps/core/logs.py": "import json\nimport logging\n\n\nclass Formatter(logging.Formatter):\n"
        "    def format(self, record):\n        return json.dumps(record)\n",
    }
    assert judged("ERR005", files) == []


def test_the_configuration_may_be_imported() -> None:
    text = LOGGING.format(formatters='{"json": {"()": "a.JsonFormatter"}}')
    files = {
        "config/settings.py": "from config.logs import LOGGING\nINSTALLED_APPS = []\n",
        "config/logs.py": text.removeprefix("INSTALLED_APPS = []\n"),
    }
    assert judged("ERR005", files) == []


def test_the_configuration_may_be_filled_step_by_step() -> None:
    text = LOGGING.format(formatters="{}")
    later = 'LOGGING["formatters"]["json"] = {"()": "a.JsonFormatter"}\n'
    assert judged("ERR005", {"config/settings.py": text + later}) == []
    later = 'LOGGING["formatters"]["json"] = {"format": "%(message)s"}\n'
    assert len(judged("ERR005", {"config/settings.py": text + later})) == 1


def test_of_several_dicts_one_that_will_do_is_enough() -> None:
    good = LOGGING.format(formatters='{"json": {"()": "a.JsonFormatter"}}').removeprefix(
        "INSTALLED_APPS = []\n"
    )
    inner = "".join(f"    {line}\n" for line in good.splitlines())
    text = f"INSTALLED_APPS = []\nif enabled():\n{inner}else:\n    LOGGING = {{}}\n"
    assert judged("ERR005", {"config/settings.py": text}) == []


@pytest.mark.parametrize(
    "formatters",
    [
        '{"json": {"format": "%(message)s"}}',
        '{"json": {"class": "logging.Formatter"}}',
        '{"plain": {"()": "a.JsonFormatter"}}',
        '{"json": {"()": "apps.core.logs.Plain"}}',
        "{}",
    ],
)
def test_logs_that_no_collector_reads_are_seen(formatters: str) -> None:
    files = {
        "config/settings.py": LOGGING.format(formatters=formatters),
        "apps/core/logs.py": "class Plain:\n    def format(self, record):\n        return str(record)\n",
    }
    assert len(judged("ERR005", files)) == 1


LEVELS = 'LEVELS = {"local": "DEBUG", "staging": "INFO", "production": "WARNING"}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LEVELS + "LEVEL = LEVELS[env.environment]\n", 0),
        ("LEVEL = env.log_level\n", 1),
        ("LEVEL = 'INFO'\n", 1),
        (LEVELS + "LEVEL = 'INFO'\n", 1),
        ("LEVEL = 'DEBUG' if local else 'INFO' if staging else 'WARNING'\n", 0),
        ("LEVEL = 'DEBUG' if local else 'INFO'\n", 1),
        ("LEVEL = env.log_level\nALLOWED = {'DEBUG', 'INFO', 'WARNING', 'ERROR'}\n", 1),
        (
            "class L(StrEnum):\n    DEBUG = 'DEBUG'\n    INFO = 'INFO'\n    WARNING = 'WARNING'\nLEVEL = env.log_level\n",
            1,
        ),
        ("LEVEL = {1: L.DEBUG, 2: L.INFO, 3: L.WARNING}[env.n]\n", 0),
        (
            "import logging\nLEVEL = {1: logging.DEBUG, 2: logging.INFO, 3: logging.WARNING}[env.n]\n",
            0,
        ),
    ],
)
def test_the_level_is_read_and_told_apart(text: str, expected: int) -> None:
    settings = LOGGING.format(formatters='{"json": {"()": "a.JsonFormatter"}}') + text
    assert len(judged("ERR006", {"config/settings.py": settings})) == expected


def test_a_level_is_shown_in_the_module_that_says_it() -> None:
    base = LOGGING.format(formatters='{"json": {"()": "a.JsonFormatter"}}') + "LEVEL = 'INFO'\n"
    files = {
        "manage.py": "",
        "config/settings/base.py": base,
        "config/settings/staging.py": 'from .base import *\nLOGGING["loggers"]["a"]["level"] = "DEBUG"\n',
    }
    assert judged("ERR006", files) == [("config/settings/base.py", 6)]
    files["config/settings/base.py"] = base.replace(
        '"root": {"handlers"', '"loggers": {"": {"handlers"'
    ).replace("LEVEL}", '"INFO"}}')
    assert judged("ERR006", files) == [("config/settings/base.py", 6)]


def test_a_settings_class_of_another_module_may_choose_the_level() -> None:
    files = {
        "config/settings.py": "from config.environment import env\nLEVEL = env.effective_level\n"
        + LOGGING.format(formatters="{}"),
        "config/environment.py": "from pydantic_settings import BaseSettings\n\n\nclass Environment(BaseSettings):\n"
        "    @property\n    def effective_level(self):\n"
        "        return {'local': 'DEBUG', 'staging': 'INFO'}.get(self.stage, 'WARNING')\n\n\nenv = Environment()\n",
    }
    assert judged("ERR006", files) == []


@pytest.mark.parametrize(
    "text",
    [
        "import logging\nlogger = logging.getLogger(__name__)\nlogger.info('x')",
        "import logging\nlogger = logging.getLogger(f'{__name__}.audit')",
        "import logging\nlogger = logging.getLogger(name)",
        "import logging\nlogging.captureWarnings(True)",
        "from structlog import get_logger\nlogger = get_logger()",
        "logging.info('x')",
        "self.logging.info('x')",
        "import logging\nclass A(logging.Handler):\n    root = 1",
    ],
)
def test_loggers_of_the_module_are_left_alone(text: str) -> None:
    assert lines("ERR007", text + "\n") == []


def test_a_test_may_fetch_any_logger() -> None:
    text = "import logging\nlogging.getLogger('django.request').propagate = True\n"
    assert lines("ERR007", text, "apps/shop/tests/test_x.py") == []
    assert lines("ERR007", text) == [2]
