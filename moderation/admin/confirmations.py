"""Confirmation pages of the kinds of decision, shared by several lists."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.models import Battle, Voter
from moderation.admin.confirmation_page import Confirmation, submit_draft
from moderation.decisions import draft as drafts
from moderation.decisions import execution as decisions
from moderation.decisions import impact
from moderation.decisions import second_opinion as opinions
from moderation.forms import BlockForm
from moderation.models import Decision


def set_aside_confirmation(
    battles: QuerySet[Battle], *, actor: AbstractBaseUser, title: str | Promise
) -> Confirmation:
    """Set these battles aside."""

    def done(taken: Sequence[Decision]) -> str:
        return _covered(
            taken[0],
            ngettext(
                "%(number)d battle set aside by decision %(decision)d.",
                "%(number)d battles set aside by decision %(decision)d.",
                taken[0].battles.count(),
            ),
        )

    return Confirmation(
        title=title,
        explanation=_("Their votes will not count from the next rebuild on. It can be undone."),
        button=_("Set aside"),
        decide=lambda form: submit_draft(
            drafts.set_aside(battles, **form.cleaned_data), actor=actor, done=done
        ),
        preview=lambda values: impact.of_set_aside(decisions.get_ids(battles, most=decisions.MAX_BATTLES)),
    )


def restore_confirmation(battles: QuerySet[Battle], *, actor: AbstractBaseUser) -> Confirmation:
    """Restore these battles from the decisions selected in the form."""

    def done(taken: Sequence[Decision]) -> str:
        return _covered(
            taken[0],
            ngettext(
                "%(number)d battle restored by decision %(decision)d.",
                "%(number)d battles restored by decision %(decision)d.",
                taken[0].battles.count(),
            ),
        )

    def decide(form):
        words = dict(form.cleaned_data)
        holders = [int(pk) for pk in words.pop("decisions")]
        return submit_draft(drafts.restore(battles, holders=holders, **words), actor=actor, done=done)

    def preview(values):
        ids = decisions.get_ids(battles, most=decisions.MAX_BATTLES)
        return impact.of_restore(ids, decisions=Decision.objects.filter(pk__in=values["decisions"]))

    return Confirmation(
        title=_("Restore battles"),
        explanation=_(
            "The selected decisions stop excluding these battles; their other battles stay excluded."
        ),
        button=_("Restore"),
        decide=decide,
        preview=preview,
        depends_on_form=True,
    )


def block_confirmation(voters: QuerySet[Voter], *, actor: AbstractBaseUser) -> Confirmation:
    """Block these voters for a time."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d voter blocked.", "%(number)d voters blocked.", len(taken)) % {
            "number": len(taken)
        }

    def decide(form):
        times = BlockForm.times(form.cleaned_data, timezone.now())
        words = {name: form.cleaned_data[name] for name in ("policy", "public_reason", "private_note")}
        return submit_draft(drafts.block(voters, **times, **words), actor=actor, done=done)

    def preview(values):
        ids = decisions.get_ids(voters, most=decisions.MAX_BATTLES)
        return impact.of_block(ids, **BlockForm.times(values, timezone.now()))

    return Confirmation(
        title=_("Block voters"),
        explanation=_(
            "Their votes in that time do not count. They can still vote; receipts give the reason."
        ),
        button=_("Block"),
        decide=decide,
        preview=preview,
        depends_on_form=True,
    )


def unblock_confirmation(voters: QuerySet[Voter], *, actor: AbstractBaseUser) -> Confirmation:
    """Undo every block of these voters that is in force now."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d block undone.", "%(number)d blocks undone.", len(taken)) % {
            "number": len(taken)
        }

    now = timezone.now()
    return Confirmation(
        title=_("Unblock voters"),
        explanation=_("Every block in force now is undone: the votes it covered count again."),
        button=_("Unblock"),
        decide=lambda form: submit_draft(
            drafts.unblock(voters, now=now, **form.cleaned_data), actor=actor, done=done
        ),
        preview=lambda values: impact.of_unblock(
            decisions.get_ids(voters, most=decisions.MAX_BATTLES), now=now
        ),
    )


def undo_confirmation(selection: QuerySet[Decision], *, actor: AbstractBaseUser) -> Confirmation:
    """Undo these decisions."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d decision undone.", "%(number)d decisions undone.", len(taken)) % {
            "number": len(taken)
        }

    return Confirmation(
        title=_("Undo decisions"),
        explanation=_(
            "Only the exclusions and blocks of these decisions are lifted. A battle that another decision "
            "excludes stays excluded. The undo is a decision too and cannot be undone."
        ),
        button=_("Undo"),
        decide=lambda form: submit_draft(drafts.undo(selection, **form.cleaned_data), actor=actor, done=done),
        preview=lambda values: impact.of_undo(selection),
    )


def second_opinion_confirmation(name: str, rows: QuerySet, *, actor: AbstractBaseUser) -> Confirmation:
    """Ask another member of staff about these rows. `name`: battles, voters, campaigns or findings."""

    def decide(form):
        subjects = {name: rows[: opinions.MAX_ASKED + 1]}
        decision = opinions.ask_second_opinion(
            **subjects, actor=actor, question=form.cleaned_data["question"]
        )
        return _("The question waits in the queue: %(decision)s.") % {"decision": decision}

    return Confirmation(
        title=_("Ask for a second opinion"),
        explanation=_(
            "The question waits in the queue for another member of staff; you cannot answer it yourself. "
            "It does not change which votes count."
        ),
        button=_("Ask"),
        decide=decide,
    )


def _covered(decision: Decision, words: str) -> str:
    return words % {"number": decision.battles.count(), "decision": decision.pk}
