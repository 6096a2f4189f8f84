"""One row of every table of the admin that the demo leaves empty, for tests that look at each page.

Run within the site: `manage.py shell -c "from tests.browser.desk_rows import make_rows; make_rows()"`.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from arenasite.webhooks.models import Delivery, Receiver
from battles.models import (
    Battle,
    BenchEvent,
    CountingPolicy,
    Endpoint,
    Erasure,
    ImportJob,
    LanguageModel,
    LegalDocument,
    Prompt,
    Replacement,
    RetentionPolicy,
    SamplingPolicy,
    Share,
    Voter,
    WaitingVote,
)
from moderation.decisions import execution, kinds, proposals
from moderation.findings.record import record_finding
from moderation.models import BlockedPrompt, Campaign, Decision, Finding, ScreeningPolicy, StaffNote
from ratings.partner_keys.models import PartnerKey

PASSWORD = "correct horse battery"
WORD = "x" * 10_000
HOSTILE = {
    "a word without an end": WORD,
    "a direction without an end": "\u202eesrever <b>bold</b>",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><h1>big</h1>",
    "marks without an end": "Z" + "\u0351\u0352\u0363" * 80,
    "a wide table": f"| a | b |\n|---|---|\n| {WORD[:300]} | c |\n",
    "a long line of code": f"```\n{WORD[:2000]}\n```",
}
"""Texts that no page may be spoilt by, by what they are."""
ROLES = ("Viewer", "Moderator", "Senior", "Operator")


def make_staff() -> None:
    """One member of staff of each role, named after it."""
    call_command("create_roles", verbosity=0)
    for role in ROLES:
        user = get_user_model().objects.create_user(role.lower(), password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))


def make_reports(number: int) -> None:
    """Visitors' reports about the newest battles with a vote and without a finding."""
    noticed = Finding.objects.filter(battle__isnull=False).values("battle")
    battles = Battle.objects.filter(state=Battle.State.VOTED).exclude(pk__in=noticed).order_by("-pk")
    evidence = {"reason": "broken", "side": "a", "words": "Cut off.", "before_vote": False}
    for battle in battles[:number]:
        about = {"detector": "visitor", "version": "1", "evidence": evidence, "reporter": battle.voter}
        record_finding(Finding.Kind.REPORT, battle=battle, **about)


def make_hostile_rows() -> None:
    """Battles, findings, notes, a campaign, a decision and configuration whose every text is hostile."""
    root = get_user_model().objects.filter(is_superuser=True).first()
    campaign = Campaign.objects.create(title=WORD[:200], note=WORD, created_by=root)
    battles = list(Battle.objects.filter(state=Battle.State.VOTED).order_by("pk")[: len(HOSTILE)])
    for battle, text in zip(battles, HOSTILE.values(), strict=True):
        turn = Prompt.objects.create(battle=battle, turn=battle.prompts.count() + 1, text=text)
        for side, contender in (("a", battle.contender_a), ("b", battle.contender_b)):
            turn.answers.create(
                side=side,
                contender=contender,
                state="done",
                text=text,
                thinking=text,
                error_detail=text[:500],
            )
        evidence = {"reason": "broken", "side": "a", "words": text[:1000], "before_vote": False}
        about = {"detector": "visitor", "version": "1", "evidence": evidence, "reporter": battle.voter}
        record_finding(Finding.Kind.REPORT, battle=battle, **about)
        StaffNote.objects.create(subject=f"battle-{battle.pk}", author=root, text=text[:2000])
        campaign.members.create(battle=battle, added_by=root)
    for text in HOSTILE.values():
        subject = Campaign.objects.create(title=text[:200], note=text)
        record_finding(Finding.Kind.STAFF, campaign=subject, noticed_by=root, evidence={"note": text})
    words = {"public_reason": WORD[:300], "private_note": WORD}
    execution.set_aside([battles[0].pk], reason=1, actor=root, **words)
    endpoint = Endpoint.objects.create(name=WORD[:120], base_url=f"https://example.org/{WORD[:200]}")
    LanguageModel.objects.create(slug=WORD[:140], name=WORD[:200], organization=WORD[:120], endpoint=endpoint)
    ImportJob.objects.create(
        arena_slug="x", file=WORD[:200], path="x", is_upload=True, state="failed", problem=WORD[:500]
    )
    Receiver.objects.create(name=WORD[:120], url="https://example.org/", secrets="X", pause_reason=WORD[:300])


def make_rows() -> None:
    """Make findings about a battle, a voter and a campaign, decisions, a proposal and configuration."""
    now = timezone.now()
    root = get_user_model().objects.filter(is_superuser=True).first()
    for name in ("ada", "bob"):  # whose records are linked below each other
        get_user_model().objects.create_user(name, is_staff=True)
    battle, other = Battle.objects.filter(state=Battle.State.VOTED).order_by("-pk")[:2]
    voter = battle.voter or Voter.objects.create()
    campaign = Campaign.objects.create(title="Same words", note="All in one hour.", created_by=root)
    campaign.members.create(battle=battle, added_by=root)
    evidence = {"reason": "abusive", "side": "a", "words": "Rude words.", "before_vote": True}
    about = {"detector": "visitor", "version": "1", "evidence": evidence, "reporter": voter}
    record_finding(Finding.Kind.REPORT, battle=battle, **about)
    for subject in ({"voter": voter}, {"campaign": campaign}):
        record_finding(Finding.Kind.STAFF, noticed_by=root, evidence={"note": "Looks odd."}, **subject)
    StaffNote.objects.create(subject=f"battle-{battle.pk}", author=root, text="Look twice.")
    execution.set_aside([other.pk], reason=1, actor=root, public_reason="It told its name.")
    draft = kinds.UNDO.draft(Decision.objects.all(), policy="mistake", public_reason="It was a mistake.")
    proposals.propose(draft, change=draft.change(), proposer=None)
    receiver = Receiver.objects.create(name="Chat", url="https://example.org/", secrets="ARENA_WEBHOOK_CHAT")
    Delivery.objects.create(
        receiver=receiver, key="x", kind="rebuild", body="{}", created_at=now, next_at=now
    )
    BenchEvent.objects.create(model=battle.contender_a.model, step="returned", happened_at=now)
    WaitingVote.objects.create(vote=battle.vote, since=now)
    battle.contender_a.weight_changes.create(from_weight=1, to_weight=2, reason="More battles.")
    Replacement.objects.create(
        battle=battle,
        side="a",
        number=1,
        from_contender=battle.contender_b,
        to_contender=battle.contender_a,
        duration_ms=1,
        probability=0.5,
    )
    for policy in (SamplingPolicy, CountingPolicy):
        policy.objects.create(arena=battle.arena, effective_from=now, public_reason="More battles.")
    RetentionPolicy.objects.create(public_reason="By law.")
    Share.objects.create(battle=battle)
    Erasure.objects.create(cause="visitor", kind="texts", number=1)
    LegalDocument.objects.create(
        kind="terms", text_en="Be kind.", text_zh_hant="請友善。", change_en="First.", change_zh_hant="初版。"
    )
    ScreeningPolicy.objects.create(reason="First.", actor=root)
    BlockedPrompt.objects.create(text="Rude words.", categories=["hate"])
    PartnerKey.objects.create(name="A partner")
