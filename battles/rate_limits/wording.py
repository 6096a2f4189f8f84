"""The words of a refusal: when to come back."""

from django.utils.translation import ngettext

MINUTE = 60
HOUR = 3600


def describe_wait(seconds: int) -> str:
    """Say in how many seconds, minutes or hours to try again."""
    if seconds < 2 * MINUTE:
        return ngettext(
            "Please try again in %(number)d second.", "Please try again in %(number)d seconds.", seconds
        ) % {"number": seconds}
    if seconds < 2 * HOUR:
        minutes = -(-seconds // MINUTE)
        return ngettext(
            "Please try again in %(number)d minute.", "Please try again in %(number)d minutes.", minutes
        ) % {"number": minutes}
    hours = -(-seconds // HOUR)
    return ngettext(
        "Please try again in %(number)d hour.", "Please try again in %(number)d hours.", hours
    ) % {"number": hours}
