"""A contender's life in its arena: from draft to retirement, each step dated and with a public reason.

A contender enters the draw (preview or active) only
- if its model has an endpoint and that is enabled,
- if the endpoint's key is in the environment, and
- if a short trial call has just succeeded.

A preview has a codename, and the public knows it by nothing else, in a pause too, until it becomes active or
retires: that unveils it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from battles.endpoints.connection import Trial, run_trials
from battles.models import Contender, ContenderChange, LanguageModel

State = Contender.State

NEXT_STATES = {
    State.DRAFT: (State.PREVIEW, State.ACTIVE),
    State.PREVIEW: (State.ACTIVE, State.PAUSED, State.RETIRED),
    State.ACTIVE: (State.PAUSED, State.RETIRED),
    State.PAUSED: (State.PREVIEW, State.ACTIVE, State.RETIRED),
    State.RETIRED: (State.ACTIVE,),
}
UNNAMED_STATES = (State.DRAFT, State.PREVIEW, State.PAUSED)
"""Whoever has been in no others has never been named to the public."""

DRAWABLE_STATES = frozenset({State.PREVIEW, State.ACTIVE})
REASON_LENGTH = ContenderChange._meta.get_field("reason").max_length


class TransitionRefused(Exception):
    """This step is not possible from where the contender stands, or lacks its reason. Says why."""


class ActivationRefused(TransitionRefused):
    """The contender's model cannot be asked. Says why, in words for staff: they may name the upstream."""


@dataclass(frozen=True)
class TransitionResult:
    """What became of one contender of several that were to take a step; `refusal` is None if it took it."""

    contender: Contender
    refusal: TransitionRefused | None = None
    trial: Trial | None = None


def activate(contender: Contender, *, reason: str, actor=None, trial: Trial | None = None) -> ContenderChange:
    """Let a contender fight. Raises ActivationRefused, TransitionRefused."""
    return change_state(contender, State.ACTIVE, reason=reason, actor=actor, trial=trial)


def change_state(
    contender: Contender, to_state: str, *, reason: str, actor=None, trial: Trial | None = None
) -> ContenderChange:
    """Take one step of a contender's life, with its change row, in one transaction.

    A step into the draw makes a trial call first, outside the transaction; `trial` is one that the caller
    has just made. Raises TransitionRefused, ActivationRefused; then nothing has changed.
    """
    from_state = State(contender.state)
    to_state = State(to_state)
    reason = clean_reason(reason)
    _check_step(contender, to_state)
    if to_state in DRAWABLE_STATES:
        _check_reachable(contender.model, trial)
    with transaction.atomic():
        standing = Contender.objects.filter(pk=contender.pk, state=from_state)
        unveiled_at = contender.unveiled_at
        if to_state not in UNNAMED_STATES and contender.codename:
            unveiled_at = unveiled_at or timezone.now()
        if not standing.update(state=to_state, unveiled_at=unveiled_at):
            raise TransitionRefused(_("Somebody else has just changed this contender."))
        change = ContenderChange.objects.create(
            contender=contender, from_state=from_state, to_state=to_state, reason=reason, actor=actor
        )
    contender.state, contender.unveiled_at = to_state, unveiled_at
    return change


def change_many(
    contenders: Iterable[Contender], to_state: str, *, reason: str, actor=None
) -> list[TransitionResult]:
    """Take the same step with several contenders, each for itself; trial calls run a few at once."""
    contenders = list(contenders)
    trials: dict[int, Trial] = {}
    if to_state in DRAWABLE_STATES:
        open_to = [contender for contender in contenders if to_state in next_states(contender)]
        tried = run_trials(contender.model for contender in open_to)
        trials = {contender.pk: trial for contender, trial in zip(open_to, tried, strict=True)}
    attempts = []
    for contender in contenders:
        trial = trials.get(contender.pk)
        try:
            change_state(contender, to_state, reason=reason, actor=actor, trial=trial)
        except TransitionRefused as refusal:
            attempts.append(TransitionResult(contender, refusal, trial))
        else:
            attempts.append(TransitionResult(contender, None, trial))
    return attempts


def next_states(contender: Contender) -> list[State]:
    """The states this contender can be taken to, apart from what a trial call would say."""
    return [state for state in NEXT_STATES[State(contender.state)] if not _obstacle(contender, state)]


def clean_reason(reason: str) -> str:
    """The reason on one line. Raises TransitionRefused where it cannot be shown to the public."""
    reason = " ".join(reason.split())
    if not reason:
        raise TransitionRefused(_("A change needs a public reason."))
    if len(reason) > REASON_LENGTH:
        raise TransitionRefused(_("A reason has at most %(count)d characters.") % {"count": REASON_LENGTH})
    return reason


def _check_step(contender: Contender, to_state: State) -> None:
    from_state = State(contender.state)
    if to_state not in NEXT_STATES[from_state]:
        names = {"from": from_state.label, "to": to_state.label}
        raise TransitionRefused(_("No contender goes from “%(from)s” to “%(to)s”.") % names)
    if obstacle := _obstacle(contender, to_state):
        raise TransitionRefused(obstacle)


def _obstacle(contender: Contender, to_state: State) -> str:
    """Why a step that the table allows is not open to this contender; empty if it is."""
    if to_state == State.PREVIEW:
        if contender.changes.exclude(to_state__in=UNNAMED_STATES).exists():
            return _("Its name is known already; only a draft can become a preview.")
        if not contender.codename:
            return _("Give it a codename first: the public name of a preview.")
    return ""


def _check_reachable(model: LanguageModel, trial: Trial | None) -> None:
    if model.endpoint is not None and not model.endpoint.is_enabled:
        raise ActivationRefused(
            _("The endpoint %(endpoint)s is switched off.") % {"endpoint": model.endpoint}
        )
    trial = trial or run_trials([model])[0]
    if not trial.succeeded:
        raise ActivationRefused(trial.problem)
