"""The lifecycle of a contender in its arena, from draft to retired. Each step has a date and a public reason.

A contender enters the draw (preview or active) only if
- its model has an endpoint, and the endpoint is enabled,
- the endpoint's key is in the environment, and
- a short trial call has just succeeded.

A preview has a codename. The public sees only the codename, also while it is paused, until it becomes active
or retired: that step unveils it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from battles.endpoints.trials import Trial, run_trials
from battles.grouped_numbers import grouped
from battles.models import Contender, ContenderChange, LanguageModel
from battles.outbox import EventKind, note_event

State = Contender.State

NEXT_STATES = {
    State.DRAFT: (State.PREVIEW, State.ACTIVE),
    State.PREVIEW: (State.ACTIVE, State.PAUSED, State.RETIRED),
    State.ACTIVE: (State.PAUSED, State.RETIRED),
    State.PAUSED: (State.PREVIEW, State.ACTIVE, State.RETIRED),
    State.RETIRED: (State.ACTIVE,),
}
UNNAMED_STATES = (State.DRAFT, State.PREVIEW, State.PAUSED)
"""A contender that has been in no other state has never been named to the public."""

DRAWABLE_STATES = frozenset({State.PREVIEW, State.ACTIVE})
REASON_LENGTH = ContenderChange._meta.get_field("reason").max_length


class TransitionRefused(Exception):
    """This step is not possible from the contender's state, or has no reason. The message says why."""


class ActivationRefused(TransitionRefused):
    """The contender's model cannot be called. The message is for staff: it may name the upstream."""


@dataclass(frozen=True)
class TransitionResult:
    """The result of a step for one of several contenders; `refusal` is None if it was taken."""

    contender: Contender
    refusal: TransitionRefused | None = None
    trial: Trial | None = None


def activate(contender: Contender, *, reason: str, actor=None, trial: Trial | None = None) -> ContenderChange:
    """Take a contender into the draw. Raises ActivationRefused, TransitionRefused."""
    return change_state(contender, State.ACTIVE, reason=reason, actor=actor, trial=trial)


def change_state(
    contender: Contender,
    to_state: str,
    *,
    reason: str,
    actor=None,
    trial: Trial | None = None,
    is_reachable: bool = False,
) -> ContenderChange:
    """Move a contender to another state and store the change row, in one transaction.

    A step into the draw makes a trial call first, outside the transaction; `trial` is the result of one that
    the caller has just made, `is_reachable` says that `check_reachable` has just passed. Raises
    TransitionRefused, ActivationRefused; then nothing has changed.
    """
    from_state = State(contender.state)
    to_state = State(to_state)
    reason = clean_reason(reason)
    _check_step(contender, to_state)
    if to_state in DRAWABLE_STATES and not is_reachable:
        check_reachable(contender.model, trial)
    with transaction.atomic():
        unchanged = Contender.objects.filter(pk=contender.pk, state=from_state)
        unveiled_at = contender.unveiled_at
        if to_state not in UNNAMED_STATES and contender.codename:
            unveiled_at = unveiled_at or timezone.now()
        if not unchanged.update(state=to_state, unveiled_at=unveiled_at):
            raise TransitionRefused(_("Another user has just changed this contender."))
        change = ContenderChange.objects.create(
            contender=contender, from_state=from_state, to_state=to_state, reason=reason, actor=actor
        )
        note_event(EventKind.MODEL, change.pk)
    contender.state, contender.unveiled_at = to_state, unveiled_at
    return change


def change_many(
    contenders: Iterable[Contender], to_state: str, *, reason: str, actor=None
) -> list[TransitionResult]:
    """Take the same step with several contenders independently; trial calls run a few at once."""
    contenders = list(contenders)
    trials: dict[int, Trial] = {}
    if to_state in DRAWABLE_STATES:
        candidates = [contender for contender in contenders if to_state in next_states(contender)]
        results = run_trials(contender.model for contender in candidates)
        trials = {contender.pk: trial for contender, trial in zip(candidates, results, strict=True)}
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
    """The states this contender can move to, without regard to a trial call."""
    return [state for state in NEXT_STATES[State(contender.state)] if not _obstacle(contender, state)]


def clean_reason(reason: str) -> str:
    """The reason on one line. Raises TransitionRefused if it is empty or too long."""
    reason = " ".join(reason.split())
    if not reason:
        raise TransitionRefused(_("A change needs a public reason."))
    if len(reason) > REASON_LENGTH:
        raise TransitionRefused(
            _("A reason has at most %(count)s characters.") % {"count": grouped(REASON_LENGTH)}
        )
    return reason


def _check_step(contender: Contender, to_state: State) -> None:
    from_state = State(contender.state)
    if to_state not in NEXT_STATES[from_state]:
        names = {"from": from_state.label, "to": to_state.label}
        raise TransitionRefused(_("A contender cannot change from “%(from)s” to “%(to)s”.") % names)
    if obstacle := _obstacle(contender, to_state):
        raise TransitionRefused(obstacle)


def _obstacle(contender: Contender, to_state: State) -> str:
    """Why this contender cannot take a step that NEXT_STATES allows; empty if it can."""
    if to_state == State.PREVIEW:
        if contender.changes.exclude(to_state__in=UNNAMED_STATES).exists():
            return _("Its name is public already; only a draft can become a preview.")
        if not contender.codename:
            return _("Give it a codename first: the public name of a preview.")
    return ""


def check_reachable(model: LanguageModel, trial: Trial | None = None) -> None:
    """Call the model, unless `trial` is a call just made. Raises ActivationRefused if it cannot be drawn."""
    if model.endpoint is not None and not model.endpoint.is_enabled:
        raise ActivationRefused(
            _("The endpoint %(endpoint)s is switched off.") % {"endpoint": model.endpoint}
        )
    trial = trial or run_trials([model])[0]
    if not trial.succeeded:
        raise ActivationRefused(trial.problem)
