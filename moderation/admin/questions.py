"""The questions that several lists ask: what each kind of decision says and does on the page that asks."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.models import Battle, Voter
from moderation.admin.asking import Question, take_act
from moderation.decisions import draft as acts
from moderation.decisions import impact
from moderation.decisions import second_opinion as opinions
from moderation.decisions import take as decisions
from moderation.forms import BlockForm
from moderation.models import Decision


def setting_aside(battles: QuerySet[Battle], *, actor: AbstractBaseUser, title: str | Promise) -> Question:
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

    return Question(
        title=title,
        explanation=_("Their votes will not count from the next rebuild on. It can be undone."),
        button=_("Set aside"),
        decide=lambda form: take_act(acts.set_aside(battles, **form.cleaned_data), actor=actor, done=done),
        foresee=lambda values: impact.of_set_aside(decisions.ids_of(battles, most=decisions.MOST_BATTLES)),
    )


def restoring(battles: QuerySet[Battle], *, actor: AbstractBaseUser) -> Question:
    """Give these battles back from decisions to be chosen."""

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
        return take_act(acts.restore(battles, holders=holders, **words), actor=actor, done=done)

    def foresee(values):
        ids = decisions.ids_of(battles, most=decisions.MOST_BATTLES)
        return impact.of_restore(ids, decisions=Decision.objects.filter(pk__in=values["decisions"]))

    return Question(
        title=_("Restore battles"),
        explanation=_("The decisions chosen let go of these battles and keep all others they cover."),
        button=_("Restore"),
        decide=decide,
        foresee=foresee,
        by_form=True,
    )


def blocking(voters: QuerySet[Voter], *, actor: AbstractBaseUser) -> Question:
    """Stop counting the votes of these voters for a time."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d voter blocked.", "%(number)d voters blocked.", len(taken)) % {
            "number": len(taken)
        }

    def decide(form):
        times = BlockForm.times(form.cleaned_data, timezone.now())
        words = {name: form.cleaned_data[name] for name in ("policy", "public_reason", "private_note")}
        return take_act(acts.block(voters, **times, **words), actor=actor, done=done)

    def foresee(values):
        ids = decisions.ids_of(voters, most=decisions.MOST_BATTLES)
        return impact.of_block(ids, **BlockForm.times(values, timezone.now()))

    return Question(
        title=_("Block voters"),
        explanation=_("Their votes of that time do not count. They can go on voting and are told so."),
        button=_("Block"),
        decide=decide,
        foresee=foresee,
        by_form=True,
    )


def unblocking(voters: QuerySet[Voter], *, actor: AbstractBaseUser) -> Question:
    """Undo every block of these voters that is in force."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d block undone.", "%(number)d blocks undone.", len(taken)) % {
            "number": len(taken)
        }

    now = timezone.now()
    return Question(
        title=_("Unblock voters"),
        explanation=_("Every block in force now is undone: the votes it covered count again."),
        button=_("Unblock"),
        decide=lambda form: take_act(
            acts.unblock(voters, now=now, **form.cleaned_data), actor=actor, done=done
        ),
        foresee=lambda values: impact.of_unblock(
            decisions.ids_of(voters, most=decisions.MOST_BATTLES), now=now
        ),
    )


def undoing(chosen: QuerySet[Decision], *, actor: AbstractBaseUser) -> Question:
    """Take these decisions back."""

    def done(taken: Sequence[Decision]) -> str:
        return ngettext("%(number)d decision undone.", "%(number)d decisions undone.", len(taken)) % {
            "number": len(taken)
        }

    return Question(
        title=_("Undo decisions"),
        explanation=_(
            "Only what these decisions did themselves is lifted. A battle that another decision holds "
            "stays aside. The undo is a decision of its own and cannot be undone."
        ),
        button=_("Undo"),
        decide=lambda form: take_act(acts.undo(chosen, **form.cleaned_data), actor=actor, done=done),
        foresee=lambda values: impact.of_undo(chosen),
    )


def asking_another(name: str, rows: QuerySet, *, actor: AbstractBaseUser) -> Question:
    """Ask a colleague about these rows; `name` is battles, voters, campaigns or findings."""

    def decide(form):
        asked = {name: rows[: opinions.MOST_ASKED + 1]}
        decision = opinions.ask_second_opinion(**asked, actor=actor, question=form.cleaned_data["question"])
        return _("The question waits in the queue: %(decision)s.") % {"decision": decision}

    return Question(
        title=_("Ask for a second opinion"),
        explanation=_(
            "The question waits in the queue for another member of staff; you cannot answer it yourself. "
            "No vote counts otherwise because of it."
        ),
        button=_("Ask"),
        decide=decide,
    )


def _covered(decision: Decision, words: str) -> str:
    return words % {"number": decision.battles.count(), "decision": decision.pk}
