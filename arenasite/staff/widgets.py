"""Form controls of the admin with names for screen readers."""

from django.contrib.admin.widgets import AdminSplitDateTime, BaseAdminDateWidget, BaseAdminTimeWidget
from django.forms import SplitDateTimeWidget
from django.utils.translation import gettext_lazy as _


class LabelledSplitDateTime(AdminSplitDateTime):
    """Date and time in two fields, each with a name of its own."""

    def __init__(self, attrs=None):
        widgets = [
            BaseAdminDateWidget(attrs={"aria-label": _("Date")}),
            BaseAdminTimeWidget(attrs={"aria-label": _("Time")}),
        ]
        super(SplitDateTimeWidget, self).__init__(widgets, attrs)
