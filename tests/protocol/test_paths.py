"""Names that must never be written, and names that must never be refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillrun.protocol.paths import case_clashes, normalize, path_problem

HOSTILE = {
    "empty": ["", " ", ".", "./", "\t", "apps/", "apps/.", "a/b/"],
    "absolute": ["/", "/etc/passwd", "//server/share", "/a", "///a", "/./a"],
    "home": ["~", "~/x.py", "~root/.ssh/authorized_keys", "./~/x", "~x"],
    "climbing": [
        "..",
        "../x",
        "a/../../x",
        "a/..",
        "./../x",
        "a/b/../../../x",
        "..//x",
        "a/../b",
        "apps/core/../../.git/config",
    ],
    "drive": ["C:", "C:x", "C:/x", "c:/windows", "Z:a/b", "file:///etc/passwd", "a.py:stream"],
    "backslash": ["a\\b", "\\", "..\\x", "C:\\x", "\\\\server\\share", "apps\\..\\..\\x"],
    "control": ["a\0b", "a\nb", "a\rb.py", "\x1b[2Ja", "a\x7f", "a\x85b", "a\tb", "\0"],
    "vcs": [
        ".git",
        ".git/config",
        ".git/hooks/pre-commit",
        "./.git/config",
        "sub/.git/hooks/post-checkout",
        ".GIT/config",
        ".Git/HEAD",
        ".git./config",
        ".git /config",
        "git~1/config",
        "GIT~1/config",
        "a//.git/x",
        ".hg/hgrc",
        ".svn/x",
        ".jj/repo",
        ".g\u0131t\u200c/x",
        ".gi\u200bt/config",
        ".g\u200cit/config",
    ],
    "ours": [".skillrun/lock", ".SkillRun/x"],
    "environment": [
        ".env",
        "./.env",
        "config/.env",
        ".ENV",
        ".env.local",
        ".env.production",
        ".env.example.local",
        ".envrc",
        "uv.toml",
        "pip.conf",
        "_netrc",
        "sub/.env.prod",
        ".env/x",
    ],
    "device": [
        "con",
        "CON",
        "aux.py",
        "apps/nul.txt",
        "prn.tar.gz",
        "com1",
        "COM9.log",
        "lpt1/x.py",
        "com¹.txt",
        "LPT³",
        "conin$",
        "CONOUT$.txt",
        "nul .txt",
        "aux",
    ],
    "windows": ["a<b", "a>b", 'a"b', "a|b", "a?b", "a*b", "apps/*.py"],
    "ends": ["a.", "a..", "a ", "a /b", "a./b", "...", " a", "a/ b", "apps/x.py ", "a/..."],
    "look-alike": [
        "．．/x",
        "‥/x",
        "․․/x",
        "…/x",
        "a／b",
        "a∕b",
        "a⁄b",
        "a＼b",
        "a∖b",
        "C：/x",
        "C∶/x",
        "。env",
        "．git/config",
        ".ｇｉｔ/config",
        "～/x",
        ".еnv",
        "аpps/models.py",
        "apps/сore/views.py",
        "apps/cοre/x.py",
        "a\u00a0b",
        "a\u3000b",
        "a\u2003.py",
    ],
    "invisible": [
        "a\u200b.py",
        "a\u200d.py",
        "\ufeffa.py",
        "a\u202egpj.py",
        "a\u2066b",
        "a\u00ad.py",
        "a\u2028b",
        "a\u3164.py",
        "a\ufe0f.py",
        "a\U000e0041.py",
        "a\uf05c.py",
        "a\ud800.py",
        "a\u115f.py",
        "a\u034f.py",
    ],
    "uncomposed": ["cafe\u0301.py", "и\u0306.md"],
    "long": ["a" * 256, "a/" + "я" * 128, "/".join(["abcdefgh"] * 120)],
}

SAFE = [
    "manage.py",
    "./manage.py",
    "a//b.py",
    "apps/./core/x.py",
    "apps/__init__.py",
    ".gitignore",
    ".gitattributes",
    ".gitkeep",
    "media/.gitkeep",
    ".github/workflows/ci.yml",
    ".dockerignore",
    ".env.example",
    "deploy/.env.example",
    ".env.sample",
    ".env.prod.example",
    ".python-version",
    ".pre-commit-config.yaml",
    ".vscode/settings.json",
    ".environment",
    "env.py",
    "environ/.envs/readme.md",
    "docker-compose.yml",
    "Dockerfile",
    "config/gunicorn.conf.py",
    "locale/ru/LC_MESSAGES/django.po",
    "документы/Отчёт №1.md",
    "docs/Django-проект.md",
    "docs/отчёт_v2.md",
    "docs/日本語.md",
    "docs/café.md",
    "my file.md",
    "a~",
    "backup~1.txt",
    "static/js/app.min.js",
    "templates/[slug].html",
    "@types/x.d.ts",
    "a+b=c,d;e.py",
    "console.py",
    "config/aux_settings.py",
    "auxiliary.py",
    "nullable.py",
    "com10.py",
    "communication/com.py",
    "..a/b",
    "a..b",
    "...a",
    "%2e%2e/x",
    "a" * 255,
]


@pytest.mark.parametrize(
    "spelled",
    [pytest.param(n, id=f"{k}-{i}") for k, names in HOSTILE.items() for i, n in enumerate(names)],
)
def test_a_hostile_name_is_refused(spelled: str) -> None:
    assert path_problem(spelled) is not None


def test_there_are_enough_hostile_names() -> None:
    assert len({name for names in HOSTILE.values() for name in names}) >= 100


@pytest.mark.parametrize("spelled", SAFE)
def test_an_ordinary_name_is_not_refused(spelled: str) -> None:
    assert path_problem(spelled) is None


@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        ("../x", "`..`"),
        ("C:/x", "drive"),
        ("/x", "absolute"),
        ("a\\b", "backslash"),
        ("a\0", "NUL"),
        ("~/x", "home"),
        (".git/x", "Git"),
        (".env", "secrets"),
        ("con.py", "Windows"),
        ("a\u200b", "U+200B"),
        ("a/", "folder"),
        ("сore.py", "alphabets"),
    ],
)
def test_the_reason_says_what_is_wrong(spelled: str, words: str) -> None:
    assert words in (path_problem(spelled) or "")


@pytest.mark.parametrize(
    ("spelled", "path"),
    [
        ("./a.py", "a.py"),
        ("a//b/./c.py", "a/b/c.py"),
        ("a\\b.py", "a/b.py"),
        ("/a/./b", "/a/b"),
        ("../a", "../a"),
        ("cafe\u0301", "caf\u00e9"),
        ("", ""),
    ],
)
def test_normalize(spelled: str, path: str) -> None:
    assert normalize(spelled) == path


def test_paths_that_differ_only_in_case_clash() -> None:
    assert case_clashes(["a/b.py", "A/c.py", "a/B.py", "a/d.py"]) == [
        ("a/b.py", "A/c.py"),
        ("a/b.py", "a/B.py"),
    ]


def test_the_same_path_twice_is_no_clash() -> None:
    assert case_clashes(["a.py", "./a.py", "a/b.py", "a/c.py"]) == []


def test_case_is_folded_beyond_ascii() -> None:
    assert case_clashes(["Straße.py", "STRASSE.py"]) == [("Straße.py", "STRASSE.py")]


@given(st.text(max_size=60))
def test_a_name_that_passes_stays_inside_and_is_its_own_normal_form(spelled: str) -> None:
    if path_problem(spelled) is not None:
        return
    path = normalize(spelled)
    assert not path.startswith(("/", "~"))
    assert ".." not in path.split("/")
    assert path == normalize(path)
    assert path_problem(path) is None
    path.encode("utf-8")


@given(st.text(alphabet="./\\~:.gitenvGITENV \u200b．／‥\0", max_size=12))
def test_no_mix_of_hostile_pieces_reaches_git_or_env(spelled: str) -> None:
    if path_problem(spelled) is None:
        parts = normalize(spelled).casefold().split("/")
        assert not {"..", ".git", ".env"} & set(parts)
        assert unicodedata.normalize("NFKC", spelled) == spelled


@given(st.lists(st.text(alphabet="aAbB/", min_size=1, max_size=5), max_size=6))
def test_clashes_are_exactly_what_folding_merges(paths: list[str]) -> None:
    clashes = case_clashes(paths)
    prefixes = {
        "/".join(normalize(p).split("/")[:n])
        for p in paths
        for n in range(1, normalize(p).count("/") + 2)
    }
    assert bool(clashes) == (len({p.casefold() for p in prefixes}) < len(prefixes))


@pytest.mark.parametrize(
    "path", ["skillrun.toml", ".venv/bin/python", "apps/.venv/x.py", "node_modules/a/b.js"]
)
def test_what_gives_an_answer_power_is_refused(path: str) -> None:
    assert path_problem(path)
