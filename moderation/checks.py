"""System checks of the moderation settings."""

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register()
def impact_settings_are_callable(app_configs, **kwargs):
    """With a path that does not load, decisions of high impact would not wait for a second person."""
    return [
        *_problems("MODERATION_IMPACT", "moderation.decisions.impact.MovesRanks"),
        *_problems("MODERATION_RATED", "moderation.decisions.board_settings.RatedContenders"),
    ]


def _problems(name: str, signature: str) -> list[Error]:
    path = getattr(settings, name)
    hint = f"Name a function with the signature {signature}, or leave it empty."
    try:
        function = import_string(path) if path else None
    except ImportError as error:
        return [Error(f"{name} does not load: {error}", hint=hint, id="moderation.E001")]
    if function is not None and not callable(function):
        return [Error(f"{name} names {path}, which cannot be called.", hint=hint, id="moderation.E001")]
    return []
