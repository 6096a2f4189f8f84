"""Receivers of webhooks and their deliveries for staff: resume, and send again."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from arenasite.webhooks.models import Delivery, Receiver
from arenasite.webhooks.sending import resume
from battles.admin import DeclaredLookups
from battles.grouped_numbers import grouped
from battles.models import OutboxEvent


def describe_answer(entry: dict) -> str:
    """Return the status and the error of one attempt in a delivery's log."""
    return f"{entry['status'] or ''} {entry['error']}".strip()


class ReceiverForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("Events"),
        choices=OutboxEvent.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=OutboxEvent.Kind.values,
    )

    class Meta:
        model = Receiver
        fields = ["name", "contact", "url", "kinds", "arena", "secrets", "is_enabled"]


@admin.register(Receiver)
class ReceiverAdmin(DeclaredLookups, admin.ModelAdmin):
    form = ReceiverForm
    list_display = ["name", "url", "is_enabled", "waiting", "failing_since", "paused_at", "pause_reason"]
    list_filter = ["is_enabled"]
    list_select_related = ["arena"]
    sortable_by = ()
    show_full_result_count = False
    actions = ["resume"]
    readonly_fields = ["waiting", "failing_since", "paused_at", "pause_reason"]

    def get_queryset(self, request):
        waiting = Count("deliveries", filter=Q(deliveries__delivered_at__isnull=True))
        return super().get_queryset(request).annotate(waiting_number=waiting)

    def has_resume_permission(self, request):
        return request.user.has_perm("arenasite.resume_receiver")

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("waiting messages"))
    def waiting(self, receiver):
        return grouped(receiver.waiting_number if receiver.pk else 0)

    @admin.action(description=_("Resume, and send what waited"), permissions=["resume"])
    def resume(self, request, queryset):
        receivers = list(queryset.filter(paused_at__isnull=False)[:100])
        resume(receivers, now=timezone.now())
        LogEntry.objects.log_actions(request.user.pk, receivers, CHANGE, gettext_noop("Resumed."))
        words = ngettext("%(number)s receiver resumed.", "%(number)s receivers resumed.", len(receivers))
        self.message_user(request, words % {"number": grouped(len(receivers))}, messages.SUCCESS)


@admin.register(Delivery)
class DeliveryAdmin(DeclaredLookups, admin.ModelAdmin):
    """The log of what was sent; read-only but for a replay, which keeps the message's id."""

    list_display = ["key", "receiver", "kind", "created_at", "attempts", "delivered_at", "last_answer"]
    list_filter = [("receiver", admin.RelatedFieldListFilter), "kind"]
    list_select_related = ["receiver"]
    ordering = ["-pk"]
    sortable_by = ()
    show_full_result_count = False
    actions = ["replay"]
    fields = [
        "receiver",
        "key",
        "kind",
        "body",
        "created_at",
        "next_at",
        "attempts",
        "delivered_at",
        "all_answers",
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_replay_permission(self, request):
        return request.user.has_perm("arenasite.replay_delivery")

    @admin.display(description=_("last answer"))
    def last_answer(self, delivery):
        return describe_answer(delivery.log[-1]) if delivery.log else "–"

    @admin.display(description=_("log"))
    def all_answers(self, delivery):
        attempts = [
            {
                "at": dt.datetime.fromisoformat(entry["at"]),
                "answer": describe_answer(entry),
                "milliseconds": entry["ms"],
            }
            for entry in reversed(delivery.log)
        ]
        return render_to_string("arenasite/webhooks/_delivery_log.html", {"attempts": attempts})

    @admin.action(description=_("Send again"), permissions=["replay"])
    def replay(self, request, queryset):
        deliveries = list(queryset[:500])
        Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).update(
            delivered_at=None, next_at=timezone.now(), attempts=0
        )
        LogEntry.objects.log_actions(request.user.pk, deliveries, CHANGE, gettext_noop("Sent again."))
        words = ngettext(
            "%(number)s message is sent again.", "%(number)s messages are sent again.", len(deliveries)
        )
        self.message_user(request, words % {"number": grouped(len(deliveries))}, messages.SUCCESS)
