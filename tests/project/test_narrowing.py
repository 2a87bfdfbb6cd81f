"""What narrows a request, in many words, and what only sounds like it."""

import pytest

from skillrun.project.narrowing import narrowed_by

_SAID = [
    ("Do not modify existing code", (1, 0)),
    ("Add app x. Please don't touch any existing files!", (1, 0)),
    ("add payments without modifying the existing code", (1, 0)),
    ("You may modify existing code", (0, 0)),
    ("Do not hesitate to modify existing code", (0, 0)),
    ("don't be afraid to change existing code", (0, 0)),
    ("Не изменяй существующий код", (1, 0)),
    ("Добавь приложение оплаты, не меняя существующий код", (1, 0)),
    ("добавь поле phone, существующий код не трогай", (1, 0)),
    ("Можно менять существующий код", (0, 0)),
    ("Измени существующий код", (0, 0)),
    ("не вноси изменений в существующий код", (1, 0)),
    ("Make minimal changes", (0, 1)),
    ("Fix the bug, making only minimal changes, and add tests", (0, 1)),
    ("don't make minimal changes, refactor everything", (0, 0)),
    ("Внеси минимальные изменения", (0, 1)),
    ("исправь баг минимальными изменениями", (0, 1)),
    ("не ограничивайся минимальными изменениями", (0, 0)),
    ("keep changes minimal", (0, 1)),
    ("Keep the diff as small as possible", (0, 1)),
    ("Do not modify existing code unless necessary", (0, 1)),
    ("Leave the existing code untouched", (1, 0)),
    ("The existing code must not be changed", (1, 0)),
    ("Do not modify existing tests", (0, 0)),
    ("оставь существующий код без изменений", (1, 0)),
    ("Do\nnot modify\nexisting code", (1, 0)),
    ("add a field minimum_order to Order", (0, 0)),
    ("Do not modify existing code in apps/users", (0, 1)),
    ("Do not modify existing code in this project", (1, 0)),
    ("сделай минимум изменений", (0, 1)),
    ("You don't have to make minimal changes", (0, 0)),
    ("There is no need to keep existing code unchanged", (0, 0)),
    ("I never said do not modify existing code", (0, 0)),
    ("Do not change anything else", (0, 1)),
    ("больше ничего не трогай", (0, 1)),
    ("Refactor existing code", (0, 0)),
    ("Existing code may be modified; do not make minimal changes", (0, 0)),
    ("не бойся менять существующий код", (0, 0)),
    ("Changes should be minimal", (0, 1)),
    ("Не трогай существующие файлы", (1, 0)),
    ("Never edit existing files.", (1, 0)),
    ("Add min_length validation minimal 5 changes", (0, 0)),
    ("change only the lines you need", (0, 1)),
    ("Не обязательно оставлять существующий код без изменений", (0, 0)),
    ("don't limit yourself to minimal changes", (0, 0)),
    ("You can change existing code, but make minimal changes", (0, 1)),
]


@pytest.mark.parametrize(("request_text", "expected"), _SAID, ids=lambda value: str(value)[:50])
def test_a_request_is_read_by_what_it_means(request_text: str, expected: tuple[int, int]) -> None:
    assert narrowed_by(request_text) == (bool(expected[0]), bool(expected[1]))
