"""A step before a prompt is sent: its page, and prompts that are held and then sent by themselves.

The page keeps what was posted and posts it again, with the step's own fields. Where a step only takes time,
the posted form is also held for its visitor, so that a browser without JavaScript sends it by a refresh.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from battles.gates import StepNeeded
from battles.models import HeldPrompt
from battles.rate_limits import check_held
from battles.visitors import get_address, read_voter_key, set_voter_cookie

HELD_FOR = dt.timedelta(minutes=10)
"""How long a held prompt can still be sent after it is ready."""

NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class PostedForm:
    """A form that a step interrupts: where it posts to, and what was posted.

    back: the page from which the visitor came.
    """

    action: str
    fields: Mapping[str, str]
    back: str


def render_step(
    request: HttpRequest, step: StepNeeded, posted: PostedForm, *, voter_key: uuid.UUID
) -> HttpResponse:
    """The page of a step. Raises RateLimited if the visitor has too many held prompts."""
    fields = {**posted.fields, **step.fields}
    held = _hold(request, step, fields, voter_key) if step.hold_seconds is not None else None
    response = _render(request, step, posted, fields=fields, held=held)
    set_voter_cookie(response, voter_key)
    return response


def get_posted_fields(request: HttpRequest) -> dict[str, str]:
    """What a visitor posted, without the CSRF token."""
    return {name: value for name, value in request.POST.items() if name not in NOT_KEPT}


def _hold(request: HttpRequest, step: StepNeeded, fields: dict[str, str], voter_key: uuid.UUID) -> HeldPrompt:
    """Store the form; a form of the same page replaces the one that it held before."""
    check_held(get_address(request))
    ready_at = timezone.now() + dt.timedelta(seconds=step.hold_seconds or 0)
    key = uuid.uuid5(voter_key, f"held {fields.get('key', '')}")
    return HeldPrompt.objects.update_or_create(
        key=key,
        defaults={
            "voter_key": voter_key,
            "fields": fields,
            "battle_key": None,
            "ready_at": ready_at,
            "expires_at": ready_at + HELD_FOR,
        },
    )[0]


def _render(
    request: HttpRequest,
    step: StepNeeded,
    posted: PostedForm,
    *,
    fields: Mapping[str, str],
    held: HeldPrompt | None,
) -> HttpResponse:
    names = set(step.fields) | {"prompt"}
    context = {
        "message": str(step),
        "template": step.template,
        "step": step.context,
        "action": posted.action,
        "back": posted.back,
        "kept": [(name, value) for name, value in fields.items() if name not in names],
        "step_fields": step.fields.items(),
        "prompt": fields.get("prompt", ""),
        "can_edit": step.can_edit,
        "held_url": reverse("held_prompt", args=[held.key]) if held else "",
        "seconds": step.hold_seconds,
        "form_key": fields.get("key", ""),
    }
    return render(request, "battles/step/step.html", context, status=step.status)


def find_held(request: HttpRequest, key: uuid.UUID) -> HeldPrompt:
    """This browser's held prompt, sent or not. Raises Http404."""
    held = HeldPrompt.objects.filter(key=key, voter_key=read_voter_key(request)).first()
    if held is None:
        raise Http404("no held prompt of this visitor")
    return held


def render_not_ready(request: HttpRequest, held: HeldPrompt) -> HttpResponse:
    """The page of a prompt that is not ready: how long, and a link that looks again."""
    seconds = max(1, int((held.ready_at - timezone.now()).total_seconds() + 1))
    context = {
        "message": _("Your prompt is sent in a moment."),
        "held_url": reverse("held_prompt", args=[held.key]),
        "seconds": seconds,
        "prompt": held.fields.get("prompt", ""),
    }
    return render(request, "battles/step/wait.html", context)
