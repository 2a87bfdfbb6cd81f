"""The files of a generated app."""

from skillrun.providers.blueprint.spec import App
from skillrun.providers.blueprint.viewing import app_view


def app_files(app: App) -> dict[str, str]:
    """Render an app.

    Args:
        app: The app, whole and checked.

    Returns:
        Contents by path from the root of the workspace, formatted.
    """
    from skillrun.providers.blueprint.templates import render_tree, tidy

    rendered = render_tree("app", {"app": app_view(app)})
    files = {f"apps/{app.name}/{path}": text for path, text in rendered.items() if text.strip()}
    return tidy(files)
