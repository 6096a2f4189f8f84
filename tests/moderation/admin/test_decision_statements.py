"""How many statements a judgement, its undo and bulk decisions need: ceilings, flat in the number of rows."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import blocks, kinds
from moderation.decisions import execution as decisions
from moderation.findings.record import record_finding
from moderation.models import Campaign, Decision, Finding
from tests.moderation.builders import make_battles

NEXT = reverse("admin:moderation_review_next")
QUEUE = reverse("admin:moderation_finding_changelist")
MODERATOR = (
    "moderation.view_finding",
    "moderation.view_decision",
    "moderation.claim_finding",
    "moderation.dismiss_findings",
    "moderation.set_aside_battles",
    "moderation.undo_decision",
    "moderation.block_voter",
    "battles.view_battle",
    "battles.view_voter",
)
CEILINGS = {"uphold": 29, "dismiss": 17, "undo": 32, "block": 31}
"""From the form that is sent to the redirect to the next finding. The first five read session and account."""
PER_UNDO = 8
"""Statements of one more decision in a bulk undo."""


def count(work) -> int:
    """How many statements the work needed, without the begin and the end of transactions."""
    with CaptureQueriesContext(connection) as captured:
        work()
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return len([query for query in captured if not query["sql"].startswith(ends)])


def savepoints(work) -> int:
    """How many savepoints the work made. The test's transaction makes one of the outermost transaction."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([query for query in captured if query["sql"].startswith("SAVEPOINT")])


def report(battles) -> list[Finding]:
    """An open report about each battle."""
    evidence = {"reason": "abusive", "words": "Rude.", "side": "a"}
    return [
        record_finding(Finding.Kind.REPORT, battle=battle, detector="visitor", evidence=evidence)
        for battle in battles
    ]


def send(client, name: str):
    """A function that sends one form of the next finding's page as it is on the page."""
    page = client.post(NEXT, follow=True)
    [judgement] = [each for each in page.context["case"].judgements if each.name == name]
    values = {field.html_name: field.value() for field in judgement.form if field.value()}
    values |= {
        "action": judgement.action,
        "_selected_action": judgement.pks,
        "confirm": judgement.fingerprint,
        "form_key": str(judgement.form_key),
        "from_page": "1",
        "finding": page.context["review"].finding.pk,
        "queue": "",
    }

    def post():
        response = client.post(reverse(judgement.list), values)
        assert response.status_code == 302
        assert "finding=" in response["Location"]

    return post


def send_undo(client):
    """A function that undoes the newest decision from its page."""
    undo = reverse("admin:moderation_decision_undo", args=[Decision.objects.latest("pk").pk])
    asked = client.get(undo)
    return lambda: client.post(undo, {"confirm": asked.context["fingerprint"]})


@pytest.fixture
def moderator(staff_with):
    return staff_with(*MODERATOR)


def test_a_judgement_and_its_undo_take_few_statements(arena, moderator):
    """The second of each, because the first reads what a process keeps."""
    report(make_battles(arena, 12))
    counts = {}
    for _ in range(2):
        for name in ("dismiss", "uphold"):
            counts[name] = count(send(moderator, name))
        counts["undo"] = count(send_undo(moderator))
    assert Decision.objects.filter(kind=Decision.Kind.UNDO).count() == 2
    assert {name: number for name, number in counts.items() if number > CEILINGS[name]} == {}


def test_a_block_in_place_takes_few_statements(moderator, arena):
    for _ in range(6):
        voter = Voter.objects.create()
        make_battles(arena, 2, voter=voter)
        record_finding(Finding.Kind.STAFF, voter=voter, evidence={"note": "Always the left one."})
    counts = [count(send(moderator, "uphold")) for _ in range(2)]
    assert Decision.objects.filter(kind=Decision.Kind.BLOCK).count() == 2
    assert counts[-1] <= CEILINGS["block"]


def test_a_judgement_makes_no_savepoint_inside_its_transaction(arena, moderator):
    report(make_battles(arena, 4))
    assert savepoints(send(moderator, "uphold")) == 1
    assert savepoints(send_undo(moderator)) == 1


def test_one_upholding_of_many_findings_takes_as_many_statements_as_of_two(arena, desk):
    def uphold(number: int):
        findings = report(make_battles(arena, number))
        values = {"action": "set_aside", "_selected_action": [finding.pk for finding in findings]}
        asked = desk.post(QUEUE, values)
        values |= {"confirm": asked.context["fingerprint"], "reason": int(Exclusion.Reason.ABUSIVE)}
        counts = count(lambda: desk.post(QUEUE, values | {"form_key": str(asked.context["form_key"])}))
        assert not Finding.objects.open().exists()
        return counts

    uphold(2)
    assert uphold(2) == uphold(30) <= CEILINGS["uphold"]
    assert Decision.objects.count() == 3


def test_waiting_campaigns_cost_no_statement_each(arena, db):
    def set_aside(campaigns: int) -> int:
        for number in range(campaigns):
            campaign = Campaign.objects.create(title=f"{campaigns}-{number}")
            for battle in make_battles(arena, 2):
                campaign.members.create(battle=battle)
            record_finding(Finding.Kind.MANIPULATION, campaign=campaign, evidence={})
        battles = Battle.objects.filter(pk__in=[battle.pk for battle in make_battles(arena, 2)])
        return count(
            lambda: decisions.set_aside(
                battles, reason=Exclusion.Reason.SPAM, actor=None, public_reason="Spam."
            )
        )

    assert set_aside(1) == set_aside(12)


def test_a_bulk_block_takes_as_many_statements_for_many_voters_as_for_two(arena, db):
    def block(number: int) -> int:
        voters = [Voter.objects.create() for _ in range(number)]
        for voter in voters:
            make_battles(arena, 2, voter=voter)
            record_finding(Finding.Kind.STAFF, voter=voter, evidence={"note": "x"})
        rows = Voter.objects.filter(pk__in=[voter.pk for voter in voters])
        number_of_statements = count(
            lambda: blocks.block_voters(rows, starts_at=None, actor=None, public_reason="x")
        )
        made = Decision.objects.filter(voter__in=rows)
        assert {decision.battles.count() for decision in made} == {2}
        assert {decision.findings.get().voter_id == decision.voter_id for decision in made} == {True}
        return number_of_statements

    assert block(2) == block(20)


def test_each_more_decision_of_a_bulk_undo_takes_few_statements(arena, db):
    def undo(number: int) -> int:
        findings = report(make_battles(arena, number))
        made = [
            decisions.set_aside(
                [finding.battle_id], reason=Exclusion.Reason.SPAM, actor=None, public_reason="Spam."
            ).pk
            for finding in findings
        ]
        chosen = Decision.objects.filter(pk__in=made)
        draft = kinds.UNDO.draft(chosen, public_reason="A mistake.")
        actor, _ = User.objects.get_or_create(username="undoing")
        number_of_statements = count(lambda: draft.execute(actor=actor))
        assert Finding.objects.open().filter(pk__in=[finding.pk for finding in findings]).count() == number
        return number_of_statements

    assert undo(11) - undo(1) <= 10 * PER_UNDO
