"""nginx: its lexical structure, as nginx's own configuration reader takes it.

`crossplane` was looked at: it reads files only, not text, and an unclosed quote ends its
lexer without a word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from skillrun.rules.comments import line_starts
from skillrun.rules.syntax.problem import SyntaxProblem

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>\#[^\n]*)
      | (?P<sign>[{};])
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<open>["'])
      | (?P<word>(?:\\.|\$\{[^}\s]*\}?|[^\s{};\\])+|\\)
    """,
    re.VERBOSE | re.DOTALL,
)
# A new line that begins with one of these begins a directive: the one before has lost its `;`.
_DIRECTIVE = re.compile(
    r"access_log|add_header|alias|allow|auth_basic|charset|client_body_timeout"
    r"|client_max_body_size|default_type|deny|error_log|error_page|events|expires|gzip"
    r"|gzip_comp_level|gzip_min_length|gzip_proxied|gzip_types|gzip_vary|http|include|index"
    r"|keepalive_timeout|limit_req|limit_req_zone|listen|location|log_format|log_not_found"
    r"|proxy_buffering|proxy_cache|proxy_connect_timeout|proxy_http_version|proxy_pass"
    r"|proxy_read_timeout|proxy_redirect|proxy_send_timeout|proxy_set_header|resolver"
    r"|return|rewrite|root|sendfile|server_name|server_tokens|ssl_certificate"
    r"|ssl_certificate_key|ssl_ciphers|ssl_prefer_server_ciphers|ssl_protocols"
    r"|ssl_session_cache|ssl_session_timeout|tcp_nodelay|tcp_nopush|try_files|types"
    r"|underscores_in_headers|upstream|worker_connections|worker_processes"
)


@dataclass(slots=True)
class _State:
    """Where the reader is: open blocks and the words of the directive under way."""

    depth: int = 0
    words: list[str] = field(default_factory=list)


def check(text: str) -> SyntaxProblem | None:
    """Read an nginx configuration and say what is wrong with it."""
    starts = line_starts(text)
    state = _State()
    line = 1
    for line, kind, token in tokens(text):
        if state.words and state.words[0].endswith("_by_lua_block"):
            return None  # Lua follows, which is not nginx's own language
        problem = _step(state, kind, token, partial(_is_fresh, text, starts, line, token))
        if problem:
            return SyntaxProblem(problem, line, _column(text, starts, line, token))
    if state.words:
        return SyntaxProblem('unexpected end of file, expecting ";" or "}"', line)
    if state.depth:
        return SyntaxProblem('unexpected end of file, expecting "}"', line)
    return None


def tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind (`sign`, `string`, `open`, `word`) and text of each token, comments left out."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match[0]
        if kind not in {"space", "comment"}:
            yield line, kind, token
        if "\n" in token:
            line += token.count("\n")


def _is_fresh(text: str, starts: list[int], line: int, token: str) -> bool:
    """Whether a token is the first of its line."""
    return text.startswith(token, _indent_end(text, starts[line - 1]))


def _indent_end(text: str, start: int) -> int:
    while text[start : start + 1] in {" ", "\t"}:
        start += 1
    return start


def _column(text: str, starts: list[int], line: int, token: str) -> int:
    found = text.find(token, starts[line - 1])
    return found - starts[line - 1] + 1 if found >= 0 else 1


def _step(state: _State, kind: str, word: str, is_fresh: Callable[[], bool]) -> str | None:
    if kind == "open":
        return f"unexpected end of file, expecting closing {word}"
    if kind != "sign":
        if state.words and _DIRECTIVE.fullmatch(word) and is_fresh():
            return f'"{state.words[0]}" is not terminated by ";"'
        state.words.append(word)
        return None
    ends_well = bool(state.words) is not (word == "}")
    state.words.clear()
    state.depth += {"{": 1, "}": -1}.get(word, 0)
    return None if ends_well and state.depth >= 0 else f'unexpected "{word}"'
