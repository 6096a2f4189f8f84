"""What the log of staff's acts says, in the reader's language.

The log stores English (`LogEntry.change_message`), marked with `gettext_noop` where it is written. Django
translates its own entries when they are read; the site's follow here.
"""

from django.utils.translation import gettext, gettext_noop

ARROW = " → "
"""Between two states of an import."""
STATES = (
    gettext_noop("checking"),
    gettext_noop("checked"),
    gettext_noop("storing"),
    gettext_noop("cancelled"),
)
"""As stored."""


def translate_log_words(stored: str) -> str:
    """The stored words in the reader's language; the reason after a colon is shown as it was written."""
    if ARROW in stored:
        return ARROW.join(gettext(state) for state in stored.split(ARROW))
    words, colon, reason = stored.partition(": ")
    translated = gettext(words)
    if not colon or translated == words:
        return gettext(stored)
    return gettext("%(act)s: %(reason)s") % {"act": translated, "reason": reason}
