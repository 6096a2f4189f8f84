"""The site's own words that are stored in the database, shown in the reader's language.

What staff write is shown as it is written, and so are names. The words of the demo, and the usual word for a
model without a public licence, are the site's own.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SITE_WORDS = frozenset(
    {
        _("Demo arena"),
        _("Invented models with a simulated history; battles fought here are real."),
        _("Invented for the demo."),
        _("Proprietary"),
    }
)


def translate_site_words(stored: str) -> str:
    """The stored text in the reader's language, if it is the site's own; otherwise as it is."""
    return gettext(stored) if stored in SITE_WORDS else stored
