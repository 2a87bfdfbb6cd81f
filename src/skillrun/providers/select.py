"""Which model answers, and why that one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from skillrun.errors import ModelError, UsageError
from skillrun.providers.base import Provider
from skillrun.providers.ollama_host import host_url, ollama_models

DEFAULT_ANTHROPIC = "claude-sonnet-5-5"
DEFAULT_OPENAI = "gpt-6.1-sol"

_FORMS = "anthropic:NAME, openai:NAME, ollama:NAME, compatible:NAME, replay:FILE, blueprint"
_ANTHROPIC_KEY = "ANTHROPIC_API_KEY"
_OPENAI_KEY = "OPENAI_API_KEY"


@dataclass(frozen=True, slots=True)
class Selected:
    """A provider and the reason it was taken.

    Attributes:
        provider: Ready to be asked; nothing was sent to it yet.
        why: For the person: which, and why that one.
    """

    provider: Provider
    why: str


@dataclass(frozen=True, slots=True)
class Availability:
    """A kind of provider on this machine.

    Attributes:
        name: As in `--model`, with a model that would do.
        usable: It could be asked now.
        why: What makes it usable, or what is missing.
    """

    name: str
    usable: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Settings:
    base_url: str | None
    timeout: float
    env: Mapping[str, str]

    def key(self, variable: str, name: str) -> str:
        key = self.env.get(variable, "").strip()
        if not key:
            message = f"{name} needs a key: {variable} is not set."
            raise ModelError(message, advice=f"Set {variable}, or name another model: {_FORMS}.")
        if not (key.isascii() and key.isprintable()):
            message = f"{variable} holds characters that no key has."
            raise ModelError(message, advice=f"Copy the key into {variable} again.")
        return key


def open_provider(
    model: str | None, *, base_url: str | None, timeout: float, env: Mapping[str, str]
) -> Selected:
    """The provider to ask.

    Args:
        model: As in `--model`; None where nothing was named.
        base_url: As in `--base-url`: spoken to with Chat Completions, whatever the model's prefix.
        timeout: Seconds for a connection, and of silence between two chunks.
        env: The environment.

    Returns:
        The provider, and why it was taken.

    Raises:
        UsageError: If the model's name or the base URL is wrong.
        ModelError: If a key is missing.
    """
    settings = _Settings(_checked_url(base_url), timeout, env)
    if model:
        return Selected(_named(model, settings), f"{model}: named")
    return _unnamed(settings)


def _checked_url(url: str | None) -> str | None:
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc):
        message = f"The base URL {url!r} is no address of a server."
        raise UsageError(message, advice="Write it whole: --base-url http://localhost:8000/v1.")
    return url.rstrip("/") if url else None


def _named(model: str, settings: _Settings) -> Provider:
    prefix, _, name = model.partition(":")
    if model == "blueprint":
        return _blueprint()
    if prefix not in _OPENERS:
        message = f"{model!r} names no provider."
        raise UsageError(message, advice=f"Write --model as one of: {_FORMS}.")
    if not name.strip():
        message = f"{model!r} lacks the name after the colon."
        raise UsageError(message, advice=f"Write --model as one of: {_FORMS}.")
    if settings.base_url and prefix in {"anthropic", "ollama"}:
        return _chat_completions(prefix, name, settings)
    return _OPENERS[prefix](name, settings)


def _anthropic(name: str, settings: _Settings) -> Provider:
    from skillrun.providers.anthropic import DEFAULT_URL, AnthropicProvider

    key = settings.key(_ANTHROPIC_KEY, f"anthropic:{name}")
    url = _checked_url(settings.env.get("ANTHROPIC_BASE_URL")) or DEFAULT_URL
    return AnthropicProvider(name, api_key=key, base_url=url, timeout=settings.timeout)


def _openai(name: str, settings: _Settings) -> Provider:
    return _chat_completions("openai", name, settings)


def _compatible(name: str, settings: _Settings) -> Provider:
    if not (settings.base_url or settings.env.get("OPENAI_BASE_URL")):
        message = f"compatible:{name} needs the address of its server."
        raise UsageError(
            message, advice="Add --base-url http://HOST:PORT/v1, or set OPENAI_BASE_URL."
        )
    return _chat_completions("compatible", name, settings)


def _chat_completions(prefix: str, name: str, settings: _Settings) -> Provider:
    from skillrun.providers.openai import DEFAULT_URL, OpenAIProvider

    variable = _ANTHROPIC_KEY if prefix == "anthropic" else _OPENAI_KEY
    url = settings.base_url or _checked_url(settings.env.get("OPENAI_BASE_URL"))
    if url and not settings.env.get(variable, "").strip():
        key = "none"  # Servers on one's own machine want no key, but the SDK wants some word.
    else:
        key = settings.key(variable, f"{prefix}:{name}")
    return OpenAIProvider(
        name,
        prefix=prefix,
        api_key=key,
        base_url=url or DEFAULT_URL,
        key_variable=variable,
        timeout=settings.timeout,
    )


def _ollama(name: str, settings: _Settings) -> Provider:
    from skillrun.providers.ollama import OllamaProvider

    url = host_url(settings.env.get("OLLAMA_HOST", ""))
    return OllamaProvider(name, base_url=url, timeout=settings.timeout)


def _replay(name: str, settings: _Settings) -> Provider:  # noqa: ARG001 - the table's signature
    from skillrun.providers.replay import ReplayProvider

    return ReplayProvider(name)


def _blueprint() -> Provider:
    from skillrun.providers.blueprint import BlueprintProvider

    return BlueprintProvider()


_OPENERS: dict[str, Callable[[str, _Settings], Provider]] = {
    "anthropic": _anthropic,
    "openai": _openai,
    "compatible": _compatible,
    "ollama": _ollama,
    "replay": _replay,
}


def _unnamed(settings: _Settings) -> Selected:
    env = settings.env
    if settings.base_url:
        provider = _chat_completions("compatible", DEFAULT_OPENAI, settings)
        return Selected(
            provider, f"{provider.name}: a base URL was given and no model (--model names one)"
        )
    if env.get(_ANTHROPIC_KEY, "").strip():
        provider = _anthropic(DEFAULT_ANTHROPIC, settings)
        return Selected(
            provider, f"{provider.name}: no model was named and {_ANTHROPIC_KEY} is set"
        )
    for variable, prefix in ((_OPENAI_KEY, "openai"), ("OPENAI_BASE_URL", "compatible")):
        if env.get(variable, "").strip():
            provider = _chat_completions(prefix, DEFAULT_OPENAI, settings)
            return Selected(provider, f"{provider.name}: no model was named and {variable} is set")
    models = ollama_models(env)
    if models:
        provider = _ollama(models[0], settings)
        return Selected(
            provider, f"{provider.name}: no model was named, no key is set, and Ollama answers"
        )
    why = "blueprint: no model was named, no key is set and no Ollama with a model answers; it needs none"
    return Selected(_blueprint(), why)


def available_models(env: Mapping[str, str], base_url: str | None = None) -> list[Availability]:
    """Each kind of provider, whether it is usable here, and why or why not.

    Args:
        env: The environment.
        base_url: As in `--base-url`.

    Returns:
        In the order in which an unnamed model is looked for.
    """
    return [
        _by_key(f"anthropic:{DEFAULT_ANTHROPIC}", _ANTHROPIC_KEY, env),
        _by_key(f"openai:{DEFAULT_OPENAI}", _OPENAI_KEY, env),
        *_by_ollama(env),
        _by_address(_checked_url(base_url), env.get("OPENAI_BASE_URL", "").strip()),
        Availability("blueprint", usable=True, why="built in: needs no key and no network"),
        Availability("replay:FILE", usable=True, why="replays a recorded conversation"),
    ]


def _by_key(name: str, variable: str, env: Mapping[str, str]) -> Availability:
    usable = bool(env.get(variable, "").strip())
    return Availability(name, usable, f"{variable} is set" if usable else f"{variable} is not set")


def _by_address(given: str | None, variable: str) -> Availability:
    why = f"the base URL is {given}" if given else f"OPENAI_BASE_URL is {variable}"
    known = bool(given or variable)
    return Availability("compatible:NAME", known, why if known else "needs --base-url URL")


def _by_ollama(env: Mapping[str, str]) -> list[Availability]:
    url = host_url(env.get("OLLAMA_HOST", ""))
    models = ollama_models(env)
    if models is None:
        return [Availability("ollama:NAME", usable=False, why=f"no Ollama answers at {url}")]
    if not models:
        return [
            Availability("ollama:NAME", usable=False, why="Ollama has no model: `ollama pull NAME`")
        ]
    return [
        Availability(f"ollama:{name}", usable=True, why=f"Ollama at {url} has it")
        for name in models
    ]
