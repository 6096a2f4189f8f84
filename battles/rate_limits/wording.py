"""The words of a refusal: when to come back."""

from django.utils.translation import ngettext

from battles.grouped_numbers import grouped

MINUTE = 60
HOUR = 3600


def describe_wait(seconds: int) -> str:
    """Say in how many seconds, minutes or hours to try again."""
    if seconds < 2 * MINUTE:
        return ngettext(
            "Please try again in %(number)s second.", "Please try again in %(number)s seconds.", seconds
        ) % {"number": grouped(seconds)}
    if seconds < 2 * HOUR:
        minutes = -(-seconds // MINUTE)
        return ngettext(
            "Please try again in %(number)s minute.", "Please try again in %(number)s minutes.", minutes
        ) % {"number": grouped(minutes)}
    hours = -(-seconds // HOUR)
    return ngettext(
        "Please try again in %(number)s hour.", "Please try again in %(number)s hours.", hours
    ) % {"number": grouped(hours)}
