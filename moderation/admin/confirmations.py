"""Confirmation pages of the decision kinds."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Voter
from moderation.admin.confirmation_page import Confirmation, submit_draft
from moderation.decisions.blocks import get_active_blocks
from moderation.decisions.kinds import UNDO
from moderation.decisions.registry import DecisionKind
from moderation.models import Decision


def build_confirmation(
    kind: DecisionKind,
    rows: QuerySet,
    *,
    actor: AbstractBaseUser,
    title: str | Promise = "",
) -> Confirmation:
    """The page that confirms a decision of this kind about these rows."""
    has_effect = kind.may_need_second_person
    return Confirmation(
        title=title or kind.title,
        explanation=kind.explanation,
        button=kind.button,
        decide=lambda form, sent: submit_draft(
            kind.draft(rows, **form.cleaned_data),
            actor=actor,
            sent=sent,
            done=lambda decisions: describe_with_undo(kind, decisions, actor=actor),
        ),
        preview=(lambda values: kind.preview(rows, **values)) if has_effect else None,
        announced=kind.announced(rows),
        depends_on_form=kind.effect_depends_on_form,
    )


def describe_with_undo(kind: DecisionKind, decisions: Sequence[Decision], *, actor: AbstractBaseUser) -> str:
    """The message after a decision, with a link that undoes it if the actor may and it is a single one."""
    message = kind.describe(decisions)
    if len(decisions) != 1 or not kind.can_be_undone or not actor.has_perm(UNDO.permission):
        return message
    url = reverse("admin:moderation_decision_undo", args=[decisions[0].pk])
    link = '{} <span data-keys><a href="{}" aria-keyshortcuts="z">{} <kbd>z</kbd></a></span>'
    return format_html(link, message, url, _("Undo"))


def build_unblock_confirmation(voters: QuerySet[Voter], *, actor: AbstractBaseUser) -> Confirmation:
    """The page that undoes every block of these voters that is in force now."""

    def describe(decisions: Sequence[Decision]) -> str:
        words = ngettext("%(number)s block undone.", "%(number)s blocks undone.", len(decisions))
        return words % {"number": grouped(len(decisions))}

    blocks = get_active_blocks(voters, now=timezone.now())
    return Confirmation(
        title=_("Unblock voters"),
        explanation=_("Every block in force now is undone: the votes it covered count again."),
        button=_("Unblock"),
        decide=lambda form, sent: submit_draft(
            UNDO.draft(blocks, **form.cleaned_data), actor=actor, sent=sent, done=describe
        ),
        preview=lambda values: UNDO.preview(blocks, **values),
    )
