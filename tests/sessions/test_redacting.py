"""Keys and passwords are found by value and by shape, and ordinary text stays."""

from pathlib import Path

import pytest

from skillrun.sessions.redacting import REDACTED, known_secrets, redact

_JWT = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
)
_PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc\n-----END RSA PRIVATE KEY-----"
SHAPES = [
    "sk-proj-abcdefghijklmnop1234",
    "sk-ant-api03-abcdefghijklmnop-1234_AA",
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_11ABCDEFG0abcdefghijklmn_opqrst",
    "glpat-abcdefghijklmnopqrst",
    "xoxb-123456789012-abcdefghijkl",
    "xapp-1-A0123456789-abcdef",
    "sk_live_abcdefghijklmnop12345678",
    "whsec_abcdefghijklmnopqrstuvwx",
    "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234",
    "SG.abcdefghijklmnopqrst.uvwxyzabcdefghijklmnop",
    "hf_abcdefghijklmnopqrstuvwxyz0123",
    _JWT,
    _PEM,
    _PEM.replace("RSA ", ""),
    _PEM.replace("RSA ", "OPENSSH "),
]


@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("around", ["{}", 'KEY = "{}"', "Bearer {}\n", "key={}&x=1", "({}),"])
def test_well_known_shapes(key: str, around: str) -> None:
    assert redact(around.format(key)) == around.format(REDACTED)


def test_a_private_key_that_is_cut_off() -> None:
    assert redact(f"before {_PEM[:60]}") == f"before {REDACTED}"
    assert redact(f'{{"key": "{_PEM[:40]}", "x": 1}}') == f'{{"key": "{REDACTED}", "x": 1}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://shop:s3cr3t!x@db:5432/shop", "postgres://shop:[redacted]@db:5432/shop"),
        ("https://:tok3n-value@host/v1", "https://:[redacted]@host/v1"),
        ("redis://default:pw123456@cache", "redis://default:[redacted]@cache"),
    ],
)
def test_passwords_inside_of_addresses(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "postgres://postgres:postgres@localhost/db",
        "postgres://user:password@localhost:5432/shop",
        "postgres://${DB_USER}:${DB_PASSWORD}@db/shop",
        'f"redis://:{password}@{host}:6379/0"',
        "amqp://%s:%s@host",
        "http://localhost:8000/@user",
        "https://example.com/a:b/c",
        "see https://host:8000/path and mail bob@example.com",
        "the sk-learn task-runner of a risk-management-desk-application",
        "ask-something-very-long-with-dashes-in-it",
        "a ghp_short and xoxo- kisses, AKIA alone",
        "path = 'apps/shop/eyJ.py'",
        "class SG.Model: disk-usage-of-something-or-other",
        "KEY = env('SECRET_KEY')\n-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


def test_values_of_secret_variables() -> None:
    env = {
        "SHOP_API_KEY": "abcdefgh",
        "DJANGO_SECRET": " spaced-value ",
        "SHORT_TOKEN": "1234567",
        "PGPASSWORD": "postgres",
        "EDITOR": "not-a-secret",
        "DATABASE_URL": "postgres://shop:inside-url@db/shop",
        "LONG_TOKEN": "abcdefgh-and-more",
    }
    found = known_secrets(env)
    assert set(found) == {"abcdefgh", "spaced-value", "inside-url", "abcdefgh-and-more"}
    assert redact("x abcdefgh-and-more y", found) == f"x {REDACTED} y"
    assert redact("inside-url here, not-a-secret", found) == f"{REDACTED} here, not-a-secret"


def test_where_a_key_lies_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("x", encoding="utf-8")
    env = {"SSL_KEY_FILE": str(tmp_path / "key.pem"), "SECRETS_DIR": str(tmp_path)}
    assert known_secrets(env) == ()
    assert known_secrets({"A_TOKEN": "/not/a/place/at/all"}) == ("/not/a/place/at/all",)


def test_redacting_twice_is_redacting_once() -> None:
    text = "\n".join([*SHAPES, "postgres://shop:s3cr3t!x@db"])
    assert redact(redact(text)) == redact(text)


def test_a_long_text_is_read_in_linear_time() -> None:
    import time

    text = "word://" * 20_000 + "a" * 200_000 + ":" * 1000 + "-----BEGIN PRIVATE KEY" * 500
    started = time.perf_counter()
    redact(text)
    assert time.perf_counter() - started < 5
