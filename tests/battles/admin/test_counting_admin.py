"""Staff's desk for counting: a policy is followed by the next and announced before it applies."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from battles.counting.policy import ANNOUNCED
from battles.models import CountingPolicy, EvidenceTier, WaitingVote
from battles.models.policies.counting import tiers_to_bits
from tests import world

pytestmark = pytest.mark.django_db

ADD = reverse("admin:battles_countingpolicy_add")


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("head"))
    return client


def sent(arena, **fields) -> dict:
    return {
        "arena": arena.pk,
        "voter_wait": "20",
        "prefix_wait": "10",
        "public_reason": "Because.",
        "effective_from_0": "",
        "effective_from_1": "",
    } | fields


def test_a_policy_without_a_start_applies_a_day_later(desk, arena):
    before = timezone.now()
    response = desk.post(ADD, sent(arena, voter_cap="50", excluded_tiers=[str(EvidenceTier.NONE.value)]))
    assert response.status_code == 302, response.context["errors"]
    policy = CountingPolicy.objects.get()
    assert policy.effective_from >= before + ANNOUNCED
    assert (policy.voter_cap, policy.prefix_cap) == (50, None)
    assert policy.excluded_tiers == tiers_to_bits([EvidenceTier.NONE])
    assert policy.waiting_tiers == 0
    assert policy.actor.username == "head"


def test_the_form_starts_with_the_newest_policy(desk, arena):
    assert desk.get(ADD).context["adminform"].form.initial["waiting_tiers"] == CountingPolicy().waiting_tiers
    CountingPolicy.objects.create(arena=arena, voter_cap=7, public_reason="First.")
    page = desk.get(ADD)
    assert page.context["adminform"].form.initial["voter_cap"] == 7
    assert "announced at once" in page.content.decode()


def test_a_policy_that_starts_too_soon_is_refused(desk, arena):
    soon = timezone.now() + dt.timedelta(hours=3)
    response = desk.post(
        ADD, sent(arena, effective_from_0=soon.strftime("%Y-%m-%d"), effective_from_1=soon.strftime("%H:%M"))
    )
    assert response.status_code == 200
    assert "announced a day before" in response.content.decode()
    assert not CountingPolicy.objects.exists()


def test_a_stored_policy_is_read_only(desk, arena):
    policy = CountingPolicy.objects.create(arena=arena, public_reason="First.")
    page = reverse("admin:battles_countingpolicy_change", args=[policy.pk])
    assert "Tiers that wait:" in desk.get(page).content.decode()
    assert desk.post(page, sent(arena, public_reason="Changed.")).status_code == 403
    assert desk.post(reverse("admin:battles_countingpolicy_delete", args=[policy.pk])).status_code == 403
    assert desk.get(reverse("admin:battles_countingpolicy_changelist")).status_code == 200


def test_a_stored_policy_names_its_tiers(desk, arena):
    tiers = tiers_to_bits([EvidenceTier.NONE, EvidenceTier.WORKED])
    policy = CountingPolicy.objects.create(arena=arena, public_reason="First.", excluded_tiers=tiers)
    page = desk.get(reverse("admin:battles_countingpolicy_change", args=[policy.pk])).content.decode()
    assert '<div class="readonly">None, Proof of work</div>' in page
    assert '<div class="readonly">Unverified</div>' in page


def test_waiting_votes_are_listed(desk, arena, pool):
    vote = world.stored_vote(arena, *pool, 1)
    WaitingVote.objects.create(vote=vote, since=world.NOON)
    page = desk.get(reverse("admin:battles_waitingvote_changelist"))
    assert page.status_code == 200
    assert str(vote.pk) in page.content.decode()
