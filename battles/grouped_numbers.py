"""Numbers in the reader's language."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """A whole number with the separators of the active language, as the template filter intcomma gives it."""
    if -1_000 < number < 1_000:
        return str(number)
    return number_format(number, use_l10n=True, force_grouping=True)
