"""CMP007: values that someone else was to fill in."""

import pytest

from tests.rules.completeness.support import found

BAD = [
    ("apps/a.py", 'A = settings.ENDPOINT + "your-api-key-here"\n'),
    ("config/settings.py", 'SECRET_KEY = "your-secret-key"\n'),
    ("config/settings.py", 'SECRET_KEY = "your-secret-key-here"\n'),
    ("config/settings.py", 'API_KEY = "YOUR_API_KEY"\n'),
    ("config/settings.py", 'KEY: str = Field(default="changeme")\n'),
    ("config/settings.py", 'KEY = "change-me-in-production"\n'),
    ("config/settings.py", 'HOST = f"{scheme}://your-domain.com"\n'),
    ("apps/a.py", 'TEXT = "<INSERT TEXT HERE>"\n'),
    ("apps/a.py", 'TEXT = "Lorem ipsum dolor sit amet"\n'),
    ("apps/a.py", 'MAIL = "foo@bar.com"\n'),
    ("apps/a.py", 'TOKEN = "replace-me"\n'),
    ("docker-compose.yml", "services:\n  app:\n    environment:\n      KEY: ${KEY:-changeme}\n"),
    ("Dockerfile", "FROM a\nENV SECRET_KEY=changeme\n"),
    (".env", "SECRET_KEY=your-secret-key\n"),
    ("pyproject.toml", '[project]\nauthors = [{name = "A", email = "foo@bar.com"}]\n'),
    ("templates/a.html", "<p>Lorem ipsum dolor sit amet</p>\n"),
    ("templates/a.html", "<p>lorem ipsum dolor sit amet</p>\n"),
    ("nginx/nginx.conf", "server { server_name your-domain.com; }\n"),
    ("config/settings.py", 'A = "https://yourdomain.com"\n'),
    ("config/settings.py", 'A = "sk_test_xxxxxxxx"\n'),
    ("setup.sh", 'echo "SECRET_KEY=changeme" >> .env\n'),
    ("config/settings.py", 'KEYS = ["changeme"]\n'),
    ("config/settings.py", 'INSECURE_KEY = "changeme"\n'),
]
GOOD = [
    (".env.example", "SECRET_KEY=your-secret-key\nA=changeme\n"),
    ("apps/shop/tests/test_a.py", 'A = "changeme"\nB = "foo@bar.com"\n'),
    ("apps/shop/tests/factories.py", 'A = "lorem ipsum"\n'),
    ("tests/conftest.py", 'A = "your-secret-key"\n'),
    ("apps/a.py", '"""Put your-secret-key into the environment."""\n'),
    ("apps/a.py", "# never changeme\nA = 1\n"),
    ("apps/a.py", 'if key == "changeme":\n    raise ValueError\n'),
    ("apps/a.py", 'if key in {"changeme", "secret"}:\n    raise ValueError\n'),
    ("apps/a.py", 'A = CharField(help_text="Your API key, such as your-api-key")\n'),
    ("apps/a.py", 'A = TextInput(attrs={"placeholder": "foo@bar.com"})\n'),
    ("apps/a.py", 'A = "Your password was changed"\n'),
    ("apps/a.py", 'A = "Enter your secret key to go on"\n'),
    ("apps/a.py", 'A = "user@example.com"\nB = "exchangement"\n'),
    ("apps/a.py", 'URL = "/change-membership/"\n'),
    ("templates/a.html", '<input placeholder="foo@bar.com">\n'),
    ("deploy.sh", 'if [[ "$KEY" == *"changeme"* ]]; then exit 1; fi\n'),
    ("deploy.sh", 'if [ "$KEY" = changeme ]; then exit 1; fi\n'),
    ("apps/a.py", 'A = settings.ENDPOINT + "your-id-here"\n'),
    ("static/dialog.stories.tsx", "<p>Lorem ipsum dolor</p>\n"),
    ("static/list.min.js", 'a="12345,changeme,qwerty"\n'),
    ("README.md", "Set SECRET_KEY to your-secret-key.\n"),
    ("setup.sh", 'echo "Usage: $0 yourdomain.com"\n'),
    ("config/settings.py", 'if key.startswith("change-me"):\n    fail()\n'),
    ("config/settings.py", 'INSECURE_KEYS = ("changeme", "your-secret-key")\n'),
    ("config/settings.py", 'WEAK: frozenset[str] = frozenset(["changeme"])\n'),
    (".github/workflows/ci.yml", "env:\n  SECRET_KEY: changeme\n"),
    ("config/settings.py", 'A = "sk_test_"\nB = "your domain"\n'),
]


@pytest.mark.parametrize(("path", "text"), BAD)
def test_a_placeholder_is_flagged(path: str, text: str) -> None:
    assert len(found("CMP007", text, path)) == 1


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_examples_tests_and_words_are_not_flagged(path: str, text: str) -> None:
    assert found("CMP007", text, path) == ()
