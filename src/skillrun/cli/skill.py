"""`skillrun skill`: what is found and where, one skill, its format, a publishable folder, trust."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, plural, wants_color
from skillrun.cli.skill_telling import described, in_words, listed, name_of, tell_faults
from skillrun.errors import UsageError

app = typer.Typer(
    name="skill",
    help="Skills: what is found and where, one skill, its format, a publishable folder, trust.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SkillArgument = Annotated[
    str | None,
    typer.Argument(metavar="SKILL", help="A name or a folder; the packaged one unless given."),
]
_FEW = 12


@app.command("list")
def list_(
    workspace: options.WorkspaceOption = options.HERE,
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """List the skills that are found, first the one that goes before others of its name."""
    from skillrun.cli.jsonio import print_object
    from skillrun.rules.packaged import builtin_root
    from skillrun.skills.finding import find_skills

    found = find_skills(workspace, builtin_root())
    if output is not options.Format.TEXT:
        print_object({"skills": [listed(skill) for skill in found]})
        return
    console = Console(sys.stdout, color=wants_color(color, sys.stdout))
    for skill in found:
        state = f"hidden by {skill.hidden_by}" if skill.hidden_by else skill.problem
        console.row(console.style(skill.name, "bold"), skill.version)
        console.line(f"  {skill.place}: {skill.folder}", "dim")
        console.beside(" ", 2, state or skill.description, *(["yellow"] if state else []))


@app.command()
def show(
    skill: _SkillArgument = None,
    workspace: options.WorkspaceOption = options.HERE,
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """Show one skill: what it brings, and whether its code may run; none of it is run."""
    from skillrun.cli.jsonio import print_object

    shown = described(_folder(skill, workspace))
    if output is not options.Format.TEXT:
        print_object({"skill": shown})
        return
    console = Console(sys.stdout, color=wants_color(color, sys.stdout))
    for key, value in shown.items():
        if value not in (None, [], {}):
            console.beside(
                console.style(f"{key.replace('_', ' '):<12}", "bold"), 13, in_words(value)
            )


@app.command()
def validate(
    skill: _SkillArgument = None,
    workspace: options.WorkspaceOption = options.HERE,
    output: options.FormatOption = options.Format.TEXT,
) -> None:
    """Hold a folder against AgentSkills, OpenClaw and ClawHub; exit 1 when it breaks a limit."""
    from skillrun.rules.packaged import builtin_root
    from skillrun.skills.packing import faults_of

    folder = _folder(skill, workspace)
    if not folder.is_dir():
        raise UsageError(f"`{folder}` is no folder.", advice="Name a skill's folder.")
    tell_faults(folder, faults_of(folder, builtin_root()), output)


@app.command()
def pack(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Where to make the folder, which bears the skill's name."
        ),
    ],
    skill: options.SkillOption = None,
    workspace: options.WorkspaceOption = options.HERE,
    output: options.FormatOption = options.Format.TEXT,
) -> None:
    """Make the folder to publish: portable files alone, validated; exit 1 when it breaks a limit."""
    from skillrun.skills.packing import pack as make

    folder, faults = make(_folder(skill, workspace), directory)
    tell_faults(folder, faults, output)


@app.command()
def trust(
    context: typer.Context,
    skill: Annotated[str, typer.Argument(metavar="SKILL", help="A name or a folder.")],
    workspace: options.WorkspaceOption = options.HERE,
    forget: Annotated[bool, typer.Option("--forget", help="Take the trust back.")] = False,
    yes: options.YesOption = False,
) -> None:
    """Let a skill's own rules run, as its code stands now; any change needs trust again."""
    from skillrun.rules.packaged import builtin_root
    from skillrun.skills import trusting
    from skillrun.skills.loading import own_packs

    folder = _folder(skill, workspace).resolve()
    name = name_of(folder)
    if folder == builtin_root().resolve():
        raise UsageError(f"The skill {name} came with skillrun.", advice="It needs no trust.")
    console = Console(sys.stdout, color=wants_color("auto", sys.stdout))
    if forget:
        known = trusting.forget(name)
        console.line(f"{name} is not trusted any more." if known else f"{name} was not trusted.")
        return
    if not own_packs(folder):
        raise UsageError(
            f"The skill {name} brings no rules of its own.", advice="It needs no trust."
        )
    code = trusting.code_of(folder)
    console.line(f"{name} in {folder} brings {plural(len(code.files), 'file')} of code:")
    for file in code.files[:_FEW]:
        console.line(f"  {file}")
    if len(code.files) > _FEW:
        console.line(f"  and {len(code.files) - _FEW} more")
    console.line(f"  sha256 {code.sha256}", "dim")
    # A project's own file may say `yes` to much, but not to running what the project brings.
    source = context.get_parameter_source("yes")
    _confirm(name, yes=yes and source is not None and source.name != "DEFAULT_MAP")
    trusting.trust(name, folder, code)
    console.line(f"Trusted: the rules of {name} run until its code changes.")


def _confirm(name: str, *, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"Nobody is there to be asked whether the code of {name} may run.",
            advice="Read it, then give --yes.",
        )
    if not typer.confirm(
        "It runs with all your rights. Have you read it, and may it run?", err=True
    ):
        raise UsageError(f"The code of {name} stays untrusted.")


def _folder(skill: str | None, workspace: Path) -> Path:
    from skillrun.rules.packaged import builtin_root
    from skillrun.skills.loading import skill_folder

    return builtin_root() if skill is None else skill_folder(skill, workspace)
