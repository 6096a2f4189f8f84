"""Two members of staff at the same moment; each thread has a connection of its own."""

import functools
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from battles.counting.eligibility import only_counted
from battles.models import Battle, Exclusion, ExclusionLift, Vote, Voter
from moderation.decisions import blocks, kinds, proposals, refusals
from moderation.decisions import execution as decisions
from moderation.findings import claims
from moderation.findings.record import Observation, record_finding, record_findings
from moderation.models import Claim, Decision, Finding, Proposal
from moderation.policies import Policy
from tests.moderation.builders import make_arena, make_battles
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*drafts):
    """Run the acts together; the error of each, or None where there was none."""
    barrier = threading.Barrier(len(drafts))
    errors: list[Exception | None] = [None] * len(drafts)

    def run(index, draft):
        try:
            barrier.wait(timeout=PATIENCE_SECONDS)
            draft()
        except Exception as error:
            errors[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(drafts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    return errors


@pytest.fixture
def decision():
    make_battles(make_arena("text"), 200)
    return decisions.set_aside(
        Battle.objects.all(), reason=Exclusion.Reason.SPAM, actor=None, public_reason="Advertising."
    )


def test_of_many_undos_at_once_one_is_taken_and_the_others_are_told(decision):
    def undo():
        decisions.undo(decision, actor=None, public_reason="A mistake.")

    errors = at_once(*[undo] * 5)
    assert errors.count(None) == 1
    assert sum(isinstance(error, refusals.AlreadyUndone) for error in errors) == 4
    assert Decision.objects.filter(undoes=decision).count() == 1
    assert ExclusionLift.objects.count() == 200


def test_an_undo_and_a_restore_at_once_lift_each_exclusion_once(decision):
    few = Battle.objects.filter(pk__in=list(Battle.objects.values_list("pk", flat=True)[:50]))
    errors = at_once(
        lambda: decisions.undo(decision, actor=None, public_reason="A mistake."),
        lambda: decisions.restore(few, decisions=[decision], actor=None, public_reason="Fine."),
    )
    assert errors[0] is None
    assert errors[1] is None or isinstance(errors[1], refusals.NothingToDecide)
    assert ExclusionLift.objects.count() == 200


def test_battles_set_aside_twice_at_once_are_held_by_both_decisions(decision):
    def set_aside():
        decisions.set_aside(
            Battle.objects.all(), reason=Exclusion.Reason.TEST, actor=None, public_reason="A test."
        )

    assert at_once(set_aside, set_aside) == [None, None]
    decisions.undo(decision, actor=None, public_reason="A mistake.")
    assert [number for _, number in decisions.get_holding_decisions(Battle.objects.all())] == [200, 200]


@pytest.fixture
def proposal():
    """Something that anybody may confirm: a rule proposed it."""
    make_battles(make_arena("text"), 50)
    draft = kinds.SET_ASIDE.draft(
        Battle.objects.all(), reason=Exclusion.Reason.SPAM, public_reason="Advertising."
    )
    return proposals.propose(draft, change=draft.change(), proposer=None)


def test_of_many_who_confirm_at_once_one_carries_it_out_and_the_others_are_told(proposal):
    staff = [User.objects.create_user(f"staff{number}") for number in range(4)]
    confirm = functools.partial(proposals.confirm, proposal)
    errors = at_once(*[functools.partial(confirm, by=user) for user in staff])
    assert errors.count(None) == 1
    assert sum(isinstance(error, refusals.AlreadyAnswered) for error in errors) == 3
    assert Decision.objects.count() == 1
    assert Exclusion.objects.count() == 50


def test_a_confirmation_and_a_refusal_at_once_leave_one_answer_and_nothing_half_done(proposal):
    ann, ben = (User.objects.create_user(name) for name in ("ann", "ben"))
    errors = at_once(
        lambda: proposals.confirm(proposal, by=ann),
        lambda: proposals.decline(proposal, by=ben, words="No."),
    )
    assert errors.count(None) == 1
    confirmed = proposal.answer.verdict == "confirmed"
    assert (Decision.objects.count(), Exclusion.objects.count()) == ((1, 50) if confirmed else (0, 0))


def test_an_undo_and_a_restore_by_proposal_at_once_lose_nothing(decision):
    restore = kinds.RESTORE.draft(
        Battle.objects.all(), decisions=[decision.pk], policy=Policy.MISTAKE, public_reason="Fine."
    )
    waiting = proposals.propose(restore, change=restore.change(), proposer=None)
    ann = User.objects.create_user("ann")
    errors = at_once(
        lambda: decisions.undo(decision, actor=None, public_reason="A mistake."),
        lambda: proposals.confirm(waiting, by=ann),
    )
    assert errors[0] is None
    assert errors[1] is None or isinstance(errors[1], refusals.NothingToDecide)
    assert Proposal.objects.open().exists() == (errors[1] is not None)
    assert ExclusionLift.objects.count() == 200


def test_a_voter_blocked_twice_at_once_is_held_by_both_decisions():
    voter = Voter.objects.create()
    make_battles(make_arena("text"), 3, voter=voter)

    def block():
        blocks.block_voters(Voter.objects.all(), starts_at=None, actor=None, public_reason="Scripted.")

    assert at_once(block, block) == [None, None]
    first, second = Decision.objects.order_by("pk")
    decisions.undo(first, actor=None, public_reason="A mistake.")
    assert not only_counted(Vote.objects.all()).exists()
    decisions.undo(second, actor=None, public_reason="A mistake.")
    assert only_counted(Vote.objects.all()).count() == 3


def test_of_many_who_unblock_at_once_each_block_is_lifted_once():
    Voter.objects.create()
    blocks.block_voters(Voter.objects.all(), starts_at=None, actor=None, public_reason="Scripted.")

    def unblock():
        decisions.undo_all(
            blocks.get_active_blocks(Voter.objects.all(), now=timezone.now()),
            actor=None,
            public_reason="Served.",
        )

    errors = at_once(unblock, unblock, unblock)
    assert errors.count(None) == 1
    told = (refusals.AlreadyUndone, refusals.NothingToDecide)
    assert sum(isinstance(error, told) for error in errors) == 2
    assert Decision.objects.filter(kind="undo").count() == 1


def test_of_many_who_claim_at_once_each_gets_another_finding():
    for battle in make_battles(make_arena("text"), 4):
        record_finding(Finding.Kind.ODD_BATTLE, battle=battle, detector="odd", version="1", evidence={})
    staff = [User.objects.create_user(f"staff{number}") for number in range(6)]
    claimed = []

    def claim(user):
        claimed.append(claims.claim_next(Finding.objects.all(), by=user, now=timezone.now()))

    assert at_once(*[functools.partial(claim, user) for user in staff]) == [None] * 6
    assert len({finding.pk for finding in claimed if finding}) == 4
    assert claimed.count(None) == 2
    assert Claim.objects.count() == 4


def test_of_many_who_claim_the_same_finding_at_once_one_has_it():
    (battle,) = make_battles(make_arena("text"), 1)
    finding = record_finding(Finding.Kind.ODD_BATTLE, battle=battle, detector="odd", version="1", evidence={})
    staff = [User.objects.create_user(f"staff{number}") for number in range(5)]
    claim = functools.partial(claims.claim, finding, now=timezone.now())
    errors = at_once(*[functools.partial(claim, by=user) for user in staff])
    assert errors.count(None) == 1
    assert sum(isinstance(error, claims.AlreadyClaimed) for error in errors) == 4


def test_what_several_notice_at_once_is_one_finding():
    (battle,) = make_battles(make_arena("text"), 1)
    one = functools.partial(
        record_finding, Finding.Kind.ODD_BATTLE, battle=battle, detector="odd", version="1", evidence={}
    )
    seen = Observation(Finding.Kind.ODD_BATTLE, battle.pk, "odd", "1", 1.0, {})
    assert at_once(one, one, one, functools.partial(record_findings, [seen])) == [None] * 4
    assert Finding.objects.count() == 1


def test_two_slices_of_one_person_at_once_are_summed(settings):
    settings.MODERATION_MANY_BATTLES = 5
    settings.MODERATION_IMPACT = ""
    made = make_battles(make_arena("text"), 8)
    ann = User.objects.create_user("ann")

    def take(some):
        rows = Battle.objects.filter(pk__in=[battle.pk for battle in some])
        draft = kinds.SET_ASIDE.draft(rows, reason=Exclusion.Reason.SPAM, public_reason="Advertising.")
        proposals.submit(draft, actor=ann)

    assert at_once(functools.partial(take, made[:4]), functools.partial(take, made[4:])) == [None, None]
    assert (Decision.objects.count(), Proposal.objects.count()) == (1, 1)
