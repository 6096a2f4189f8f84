"""The filter by detector, with a name for findings of no detector."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from moderation.models import Finding


class DetectorFilter(admin.AllValuesFieldListFilter):
    """All detectors that found something; an empty name is shown as words, because a link needs some.

    They are those of all findings, which an index has, not of the findings that the list could show.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lookup_choices = (
            Finding.objects.order_by("detector").values_list("detector", flat=True).distinct()
        )

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("no detector")}
