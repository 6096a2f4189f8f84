"""The admin of shared battles: which links exist, and taking one back."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from battles.grouped_numbers import grouped
from battles.models import Share

from .evidence import ReadOnlyAdmin


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    """The tokens are not shown: a link is its visitor's. The battle's page shows what it shows."""

    list_display = ["__str__", "battle", "created_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["battle"]
    search_fields = ["battle__key"]
    actions = ["end"]
    fields = ["battle", "created_at", "ended_at"]
    show_full_result_count = False

    def has_end_permission(self, request):
        return request.user.has_perm("battles.end_share")

    @admin.action(description=_("Take the link back"), permissions=["end"])
    def end(self, request, queryset):
        shares = list(queryset.filter(ended_at__isnull=True)[:500])
        Share.objects.filter(pk__in=[share.pk for share in shares]).update(ended_at=timezone.now())
        LogEntry.objects.log_actions(request.user.pk, shares, CHANGE, gettext_noop("Took the link back."))
        words = ngettext("%(number)s link ended.", "%(number)s links ended.", len(shares))
        self.message_user(request, words % {"number": grouped(len(shares))}, messages.SUCCESS)
