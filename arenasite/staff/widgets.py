"""Form controls of the admin with names for screen readers."""

from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.forms import SplitDateTimeWidget
from django.utils.translation import gettext_lazy as _


class LabelledSplitDateTime(AdminSplitDateTime):
    """Date and time in two fields, each with a name of its own."""

    def __init__(self, attrs=None):
        widgets = [
            AdminDateWidget(attrs={"aria-label": _("Date")}),
            AdminTimeWidget(attrs={"aria-label": _("Time")}),
        ]
        super(SplitDateTimeWidget, self).__init__(widgets, attrs)
