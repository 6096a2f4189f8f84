"""System checks: mistakes in what the desk is told to ask."""

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register()
def impact_can_be_asked(app_configs, **kwargs):
    """A path that does not load would let decisions pass that a second member of staff should see."""
    path = settings.MODERATION_IMPACT
    try:
        found = import_string(path) if path else None
    except ImportError as error:
        return [_error(f"MODERATION_IMPACT does not load: {error}")]
    if found is not None and not callable(found):
        return [_error(f"MODERATION_IMPACT names {path}, which cannot be called.")]
    return []


def _error(words: str) -> Error:
    hint = "Name a function as moderation.impact.MovesTopTen describes it, or nothing."
    return Error(words, hint=hint, id="moderation.E001")
