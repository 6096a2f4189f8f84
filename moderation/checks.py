"""System checks of the moderation settings."""

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register()
def impact_setting_is_callable(app_configs, **kwargs):
    """With a path that does not load, decisions of high impact would not wait for a second person."""
    path = settings.MODERATION_IMPACT
    try:
        estimator = import_string(path) if path else None
    except ImportError as error:
        return [_error(f"MODERATION_IMPACT does not load: {error}")]
    if estimator is not None and not callable(estimator):
        return [_error(f"MODERATION_IMPACT names {path}, which cannot be called.")]
    return []


def _error(words: str) -> Error:
    hint = "Name a function with the signature moderation.decisions.impact.MovesRanks, or leave it empty."
    return Error(words, hint=hint, id="moderation.E001")
