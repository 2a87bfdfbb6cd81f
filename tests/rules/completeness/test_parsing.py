"""CMP008: files that do not parse, and the parser's own words and place."""

import pytest

from tests.rules.completeness.support import found

BAD = [
    ("a.py", "def f(:\n", 1, "invalid syntax"),
    ("a.py", "x = (\n", 1, "never closed"),
    ("a.py", "if a:\nb = 1\n", 2, "expected an indented block"),
    ("a.py", 'x = f"{a b}"\n', 1, "f-string"),
    ("a.py", "a = 1\0\n", 1, "null bytes"),
    ("a.py", "type X = \n", 1, "invalid syntax"),
    ("a.py", "# -*- coding: nosuch -*-\na = 1\n", 1, "unknown encoding: nosuch"),
    ("a.py", "-" * 100_000 + "1\n", 1, "nested too deeply"),
    ("pyproject.toml", "[a]\nb = \n", 2, "Invalid value"),
    ("pyproject.toml", "[a]\nb = [\n    1,\n\n", 3, "Invalid value"),
    ("pyproject.toml", "[a]\n[a]\n", 2, "Cannot declare"),
    ("a.yml", "a: [1\nb: 2\n", 2, "flow sequence"),
    ("a.yml", "a: 1\n b: 2\n", 2, "mapping values"),
    ("a.yml", "a: *b\n", 1, "undefined alias"),
    ("a.yml", "[" * 100_000, 1, "nested too deeply"),
    ("a.json", '{"a": 1,}\n', 1, "double quotes"),
    ("a.json", "[" * 100_000, 1, "nested too deeply"),
    ("Dockerfile", "FROM a\nRUM b\n", 2, "unknown instruction: RUM"),
    ("Dockerfile", "RUN b\n", 1, "before the first FROM"),
    ("Dockerfile", "FROM a b\n", 1, "one or three arguments"),
    ("Dockerfile", "FROM a\nCOPY b\n", 2, "at least 2"),
    ("Dockerfile", "FROM a\nRUN <<EOF\nb\n", 2, "unterminated heredoc"),
    ("Dockerfile", "# nothing\n", 1, "no FROM"),
    ("nginx/nginx.conf", "events {\n", 1, "expecting"),
    ("nginx/nginx.conf", "events {}\n}\n", 2, 'unexpected "}"'),
    ("nginx/nginx.conf", "http { server { listen 80 } }\n", 1, 'unexpected "}"'),
    ("nginx/nginx.conf", "server {\n  listen 80\n  server_name a;\n}\n", 3, "not terminated"),
    ("nginx/nginx.conf", 'add_header A "b;\n', 1, "closing"),
]
GOOD = [
    ("a.py", "# -*- coding: latin-1 -*-\na = 'é'\n"),
    ("a.py", "a = 'no coding: here'\n"),
    ("a.py", "def f[T](a: T) -> T:\n    return a\n"),
    ("a.py", "class A[T: int]:\n    a: T\n"),
    ("a.py", "type X[T] = list[T]\n"),
    ("a.py", "a = f\"{b[\"c\"]} {'x'.join(d)}\"\n"),
    ("a.py", 'a = f"{\n    b\n}"\n'),
    ("a.py", 'f"{a["b"]}".strip()\n'),
    ("a.py", "a = f\"{b} {f'{c} {f\"{d}\"}'}\"\n"),
    ("a.py", "match a:\n    case {'b': [*c]}:\n        d = 1\n"),
    ("a.py", 'a = "\\d"\n'),
    ("a.py", "\ufeffa = 1\n"),
    ("a.py", "\f\na = 1\n"),
    ("a.py", ""),
    ("a.yml", "a: !tag {b: 1}\n---\nc: &d 1\ne: *d\nf:\n  <<: *d\n"),
    ("a.yml", "on:\n  push:\njobs:\n  a:\n    run: |\n      echo ${{ a.b }}\n"),
    ("a.jsonc", "// a\n{}\n"),
    ("tsconfig.json", "// a\n{}\n"),
    (".vscode/settings.json", "// a\n{}\n"),
    ("Dockerfile", "# syntax=docker/dockerfile:1\nARG A=1\nFROM a:${A} AS b\nRUN a \\\n  # why\n\n  && b\n"),
    ("Dockerfile", 'FROM a\nCOPY --from=b --chown=1:1 ["c", "d"]\nCMD []\nHEALTHCHECK NONE\n'),
    ("Dockerfile", "FROM a\nRUN <<-'EOF' cat\n\tFOO bar\n\tEOF\nUSER b\n"),
    ("Dockerfile", "# escape=`\nFROM a\nRUN b `\n  c\n"),
    ("nginx/nginx.conf", "events {}\nhttp {\n  log_format a '$b '\n    '\"$c\"';\n  server {\n    location ~ \\.js$ { return 404; }\n    set $a ${b}c;\n  }\n}\n"),
    ("nginx/nginx.conf", "# only a comment {\n"),
    ("postgresql.conf", "a = {\n"),
    ("a.txt", "((((\n"),
    ("chart/templates/app.yaml", "{{- if .Values.app }}\nkind: Service\n{{- end }}\n"),
    ("{{project}}/urls.py", "from {{ project }}.views import a\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "line", "words"), BAD)
def test_a_file_that_does_not_parse_is_flagged(path: str, text: str, line: int, words: str) -> None:
    (violation,) = found("CMP008", text, path)
    assert violation.line == line
    assert words in violation.message


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_a_file_that_parses_is_not_flagged(path: str, text: str) -> None:
    assert found("CMP008", text, path) == ()


def test_newer_syntax_is_judged_at_its_own_places() -> None:
    text = 'def f[T](a: T) -> str:\n    return f"й{a["b"]}" if a else g(pass_=1)\n\n\nclass A[T]: pass\n'
    assert [(v.line, v.column) for v in found("CMP002", text)] == [(5, 13)]
