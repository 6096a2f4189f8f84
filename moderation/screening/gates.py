"""The gates of screening: the local rules before anything else, the backend after the proof of work.

- Log: the prompt passes; staff get a finding once its battle has answers.
- Warn: a page says what was noticed; the visitor changes the prompt or sends it anyway, by a second press.
- Block: a page says what was noticed and why; the visitor changes the prompt. It reaches no model.
- Self-harm gets help instead of a warning's words.
- In shadow mode everything is counted and nothing is shown.
"""

import hashlib

from django.core import signing
from django.utils.translation import gettext as _

from battles.gates import (
    Evidence,
    FormPart,
    GateAnswer,
    GateOutcome,
    PendingPrompt,
    StepNeeded,
    count_outcome,
)
from battles.rate_limits import Counter, Limit, RateLimited, build_counters, count
from moderation.models import BlockedPrompt, ScreeningAction, ScreeningCategory, ScreeningPolicy
from moderation.screening.backends import BackendAway, ask_backend
from moderation.screening.policy import Verdict, get_help, get_policy, judge, screen_locally

ACCEPTED = "accepted"
SALT = "moderation.screening.accepted"
ACCEPTED_SECONDS = 24 * 3600
COUNTS = "screening"
ASKS_PER_MINUTE = 20
MAX_DESCRIBED = 5
KEPT_PER_DAY = 50
"""Blocked prompts that are kept of one address in a day, where the policy keeps them."""

SELF_HARM = ScreeningCategory.SELF_HARM.value


class _ScreeningGate:
    """What both gates have in common."""

    fields = frozenset({ACCEPTED})
    cookies: frozenset[str] = frozenset()
    headers: frozenset[str] = frozenset()

    def build_form_part(self, evidence: Evidence) -> FormPart | None:
        """Nothing: a warning's form has its own field."""
        return None


class RulesGate(_ScreeningGate):
    """Screens a prompt by the local rules of the policy."""

    name = "screening_rules"

    def check(self, pending: PendingPrompt) -> GateAnswer:
        """Answer, or raise StepNeeded."""
        policy = get_policy()
        if not any(policy.get_action(category) != ScreeningAction.OFF for category in policy.rules):
            return GateAnswer(GateOutcome.OFF)
        act(pending, policy, screen_locally(policy, pending.prompt))
        return GateAnswer()


class BackendGate(_ScreeningGate):
    """Asks the policy's backend about a prompt. While it is away prompts pass unverified."""

    name = "screening_backend"

    def check(self, pending: PendingPrompt) -> GateAnswer:
        """Answer, or raise StepNeeded."""
        policy = get_policy()
        if policy.backend == ScreeningPolicy.Backend.NONE:
            return GateAnswer(GateOutcome.OFF)
        limit = Limit(ASKS_PER_MINUTE, 60)
        count(build_counters("screen", None, pending.evidence.address, voter=limit, shared=limit.scale(3)))
        try:
            hits = ask_backend(policy, pending.prompt)
        except BackendAway:
            return GateAnswer(GateOutcome.UNREACHABLE)
        act(pending, policy, judge(policy, hits))
        return GateAnswer()


def act(pending: PendingPrompt, policy: ScreeningPolicy, verdict: Verdict) -> None:
    """Do what the verdict says. Raises StepNeeded."""
    prefix = "shadow_" if policy.is_shadow else ""
    blocked = verdict.list_categories(ScreeningAction.BLOCK)
    warned = verdict.list_categories(ScreeningAction.WARN)
    for category in verdict.list_categories(ScreeningAction.LOG):
        count_outcome(COUNTS, f"{prefix}log", category)
    accepted = _read_accepted(pending)
    for category in blocked:
        count_outcome(COUNTS, f"{prefix}block", category)
    for category in warned:
        count_outcome(COUNTS, "accepted" if category in accepted else f"{prefix}warn", category)
    if policy.is_shadow:
        return
    if blocked:
        _keep(pending, policy, blocked)
        raise build_step(policy, verdict, blocked, template="block", is_failure=True)
    if not accepted.issuperset(warned):
        token = _sign_accepted(pending.prompt, accepted.union(warned))
        raise build_step(policy, verdict, warned, template="warn", fields={ACCEPTED: token})


def build_step(
    policy: ScreeningPolicy,
    verdict: Verdict,
    categories: list[str],
    *,
    template: str,
    fields: dict[str, str] | None = None,
    is_failure: bool = False,
) -> StepNeeded:
    """The page that says what was noticed and by what."""
    text, contacts = get_help(policy)
    is_help = SELF_HARM in categories
    others = [
        (ScreeningCategory(each).label, describe_hits(policy, verdict, each))
        for each in categories
        if each != SELF_HARM
    ]
    headings = {
        "help": _("Before you go on"),
        "warn": _("Please look at your prompt once more"),
        "block": _("This prompt was not sent"),
    }
    send = _("Send anyway") if template == "warn" else _("Send the changed prompt")
    if is_help and template == "warn" and not others:
        send = _("Go on")
    return StepNeeded(
        headings["help" if is_help else template],
        template=f"moderation/screening/_{template}.html",
        context={
            "is_help": is_help,
            "help_text": text,
            "contacts": contacts,
            "categories": others,
            "has_private_data": ScreeningCategory.PRIVATE_DATA in categories,
            "send": send,
        },
        fields=fields,
        can_edit=True,
        is_failure=is_failure,
    )


def describe_hits(policy: ScreeningPolicy, verdict: Verdict, category: str) -> list[str]:
    """What made a category act, one phrase for each rule and excerpt."""
    words = {
        "words": _("the words “%(what)s”"),
        "card": _("a number like that of a payment card, %(what)s"),
        "key": _("something like a secret key, %(what)s"),
        "email": _("an e-mail address, %(what)s"),
        "phone": _("a telephone number, %(what)s"),
        "links": _("%(what)s links"),
        "backend": _("the judgement of a program that screens texts"),
    }
    hits = [hit for hit in verdict.hits if hit.category == category]
    acting = [hit for hit in hits if hit.score >= policy.get_threshold(category)]
    return list(dict.fromkeys(words[hit.rule] % {"what": hit.excerpt} for hit in acting))[:MAX_DESCRIBED]


def _digest(prompt: str) -> str:
    return hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _sign_accepted(prompt: str, categories: set[str]) -> str:
    return signing.dumps([_digest(prompt), sorted(categories)], salt=SALT)


def _read_accepted(pending: PendingPrompt) -> set[str]:
    """The categories about which this very prompt's visitor was warned before."""
    try:
        digest, categories = signing.loads(
            pending.evidence.fields.get(ACCEPTED, ""), salt=SALT, max_age=ACCEPTED_SECONDS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return set()
    return set(categories) if digest == _digest(pending.prompt) else set()


def _keep(pending: PendingPrompt, policy: ScreeningPolicy, categories: list[str]) -> None:
    """Keep a blocked prompt for staff where the policy says so, a limited number of each address."""
    if not policy.keeps_blocked:
        return
    try:
        count([Counter(f"blocked:{pending.evidence.address}", Limit(KEPT_PER_DAY, 24 * 3600))])
    except RateLimited:
        return
    BlockedPrompt.objects.create(
        policy=policy if policy.pk else None,
        voter_key=pending.evidence.voter_key,
        categories=categories,
        text=pending.prompt,
    )
