"""The messages that a conversation begins with."""

from pathlib import Path

from skillrun.project.context import ProjectContext
from skillrun.project.listing import read_workspace_file
from skillrun.providers.base import Message
from skillrun.rules.model import Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import RuleCrashError
from skillrun.rules.settings import RuleSettings
from skillrun.rules.subject import subject_of_files
from skillrun.rules.verdict import hold
from skillrun.skills.model import Skill
from skillrun.skills.overrides import overrides_in
from skillrun.skills.prompt import render_request, render_system


def open_conversation(  # noqa: PLR0913
    skill: Skill,
    rules: Catalogue,
    request: str,
    context: ProjectContext | None,
    *,
    frozen: bool = False,
    minimal: bool = False,
    earlier: str = "",
    root: Path | None = None,
    settings: RuleSettings | None = None,
) -> tuple[Message, ...]:
    """Make the system message and, with a request, the first user message.

    Args:
        skill: The skill.
        rules: The rules in force; their directives are told.
        request: What is asked; empty for the system message alone.
        context: What of the project is shown; None for the system message alone.
        frozen: The person gave `--frozen`; the request's own words count too.
        minimal: The person gave `--minimal`; the request's own words count too.
        earlier: What was asked and done before in the session.
        root: The workspace, so that the model is told what the files shown break today; None for
            not telling it.
        settings: The project's decisions about single rules.
    """
    said_frozen, said_minimal = overrides_in(request, skill.overrides)
    frozen, minimal = frozen or said_frozen, minimal or said_minimal
    directives = [type(rule) for rule in rules.rules]
    system = render_system(skill, directives, frozen=frozen, minimal=minimal)
    if context is None:
        return (Message("system", system),)
    broken: tuple[Violation, ...] = ()
    if root is not None and not (frozen or minimal):
        broken = audit(root, context, rules, settings or RuleSettings())
    user = render_request(skill, request, context, earlier=earlier, broken=broken)
    return (Message("system", system), Message("user", user))


def audit(
    root: Path, context: ProjectContext, rules: Catalogue, settings: RuleSettings
) -> tuple[Violation, ...]:
    """Find what the files shown break today: whoever edits one mends that too.

    Args:
        root: The workspace, which the rules may look into.
        context: What is shown of it.
        rules: The rules in force.
        settings: The project's decisions about single rules.

    Returns:
        The violations that lie in the files shown. A rule that fails by its own fault says nothing
        here: nothing is refused or written on the word of it.
    """
    texts = {file.path: file.text for file in context.files}
    if not texts:
        return ()
    subject = subject_of_files(
        texts,
        on_disk=lambda path: read_workspace_file(root, path),
        root_listing=context.listing,
    )
    try:
        found = hold(subject, rules, settings).violations
    except RuleCrashError as crash:
        found = settings.apply(crash.violations, subject, rules)[0]
    return tuple(violation for violation in found if violation.path in texts)
