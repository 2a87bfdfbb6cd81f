from pathlib import Path

import pytest

import skillrun
from skillrun.errors import UsageError
from skillrun.protocol.grammar import Grammar
from skillrun.rules.packaged import builtin_root
from skillrun.skills.frontmatter import read_skill_text
from skillrun.skills.loading import load_skill

HEAD = "---\nname: {name}\ndescription: Writes notes.\n---\n\n# Notes\n\nWrite notes.\n"


def make(folder: Path, name: str = "notes", manifest: str | None = None) -> Path:
    root = folder / name
    root.mkdir(parents=True)
    (root / "SKILL.md").write_text(HEAD.format(name=name), encoding="utf-8")
    if manifest is not None:
        text = f'name = "{name}"\nversion = "2.0"\n{manifest}'
        (root / "skill.toml").write_text(text, encoding="utf-8")
    return root


def test_the_packaged_skill() -> None:
    skill = load_skill(None)
    assert skill.name == "senior-django-developer"
    assert skill.packaged
    assert skill.grammar.reasoning == "Цепочка мыслей"
    assert skill.grammar.files == "Файлы"
    assert skill.grammar.recommendations == "⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)"
    assert skill.grammar.reasoning_parts == (
        "Анализ",
        "Операции файловой системы",
        "Архитектурные решения",
    )
    assert skill.grammar.operations_part in skill.grammar.reasoning_parts
    assert skill.packs[:-1] == ("response", "completeness", "scope")
    assert Path(skill.packs[-1]) == builtin_root() / "validators" / "senior_django"


def test_the_packaged_skill_has_one_name_and_version() -> None:
    skill = load_skill(None)
    text = read_skill_text(builtin_root() / "SKILL.md")
    assert (skill.name, skill.version) == (text.name, text.version)
    assert skill.version == skillrun.__version__


def test_every_command_of_the_sequence_is_allowed() -> None:
    skill = load_skill(None)
    text = next(a.text for a in skill.assets if a.path.name == "initialization.sh")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and line[0] != "#"]
    allowed = [command.argv for command in skill.commands if command.phase == "before"]
    left = [
        line
        for line in lines
        if not any(tuple(line.split())[: len(argv)] == argv for argv in allowed)
    ]
    assert [line.split()[0] for line in left] == ["cd"]


def test_a_folder_with_no_manifest_gets_the_default_protocol(tmp_path: Path) -> None:
    skill = load_skill(str(make(tmp_path)))
    assert skill.grammar == Grammar()
    assert skill.packs == ("response", "completeness")
    assert skill.instructions == "# Notes\n\nWrite notes."
    assert (skill.name, skill.commands, skill.packaged) == ("notes", (), False)


@pytest.mark.parametrize(
    "where", ["work/skills", "work/.agents/skills", "home/.openclaw/skills", "home/.claude/skills"]
)
def test_a_name_is_found_where_agents_keep_skills(tmp_path: Path, where: str) -> None:
    root = make(tmp_path / where)
    assert load_skill("notes", workspace=tmp_path / "work").root == root.resolve()


def test_the_workspace_comes_first(tmp_path: Path, home: Path) -> None:
    make(home / ".claude" / "skills")
    first = make(tmp_path / "work" / "skills")
    assert load_skill("notes", workspace=tmp_path / "work").root == first.resolve()


def test_the_packaged_skill_is_found_by_name(tmp_path: Path) -> None:
    assert load_skill("senior-django-developer", workspace=tmp_path).packaged


def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    make(tmp_path / "skills")
    with pytest.raises(UsageError) as caught:
        load_skill("note", workspace=tmp_path)
    assert "'note'" in caught.value.message
    assert "Did you mean notes?" in caught.value.advice
    assert "senior-django-developer" in caught.value.advice


def test_a_manifest_may_stand_in_a_folder_named_skill(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "skill").mkdir()
    (root / "skill" / "page.md").write_text("# Page\n", encoding="utf-8")
    text = 'name = "notes"\nversion = "2.0"\nreferences = ["page.md"]\n'
    (root / "skill" / "skill.toml").write_text(text, encoding="utf-8")
    skill = load_skill(str(root))
    assert skill.version == "2.0"
    assert [(page.name, page.text) for page in skill.references] == [("page.md", "# Page\n")]


def test_all_faults_of_files_packs_and_commands_are_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("secret", encoding="utf-8")
    manifest = """
    references = ["absent.md", "../key.pem"]
    packs = ["response", "own"]
    [commands]
    after = ["uv run pytest -q", "curl"]
    """
    root = make(tmp_path, manifest=manifest)
    with pytest.raises(UsageError) as caught:
        load_skill(str(root))
    message = caught.value.message
    assert "references[0]: there is no file absent.md" in message
    assert "references[1]: ../key.pem is outside the skill's folder" in message
    assert "packs: there is no pack own" in message
    assert "commands.after: `curl` is not among the commands" in message
    assert "pytest -q" not in message


def test_a_link_out_of_the_skill_is_refused(tmp_path: Path) -> None:
    (tmp_path / "id_rsa").write_text("secret", encoding="utf-8")
    root = make(tmp_path, manifest='references = ["page.md"]\n')
    (root / "page.md").symlink_to(tmp_path / "id_rsa")
    with pytest.raises(UsageError, match="outside the skill's folder"):
        load_skill(str(root))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# No head\n", "does not begin with a head"),
        ("---\nname: x\n---\n", "no `description`"),
        ("---\nname: [1]\ndescription: d\n---\n", "no `name`"),
        ("---\nname: 'x\ndescription: d\n---\n", "not YAML"),
        ("---\n- name\n---\n", "not a mapping"),
    ],
)
def test_a_faulty_head_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "SKILL.md").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        load_skill(str(tmp_path))


def test_a_head_with_carriage_returns_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff" + HEAD.format(name="notes").replace("\n", "\r\n")
    (tmp_path / "SKILL.md").write_bytes(text.encode())
    assert load_skill(str(tmp_path)).instructions == "# Notes\n\nWrite notes."


def test_a_folder_without_a_skill_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no SKILL\.md"):
        load_skill(str(tmp_path))
