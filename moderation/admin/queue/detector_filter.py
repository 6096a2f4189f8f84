"""The filter by detector, with a name for findings of no detector."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class DetectorFilter(admin.AllValuesFieldListFilter):
    """All detectors that found something; an empty name is shown as words, because a link needs some."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("no detector")}
