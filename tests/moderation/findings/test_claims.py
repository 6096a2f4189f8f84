import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from moderation.decisions import execution as decisions
from moderation.findings import claims
from moderation.findings.record import record_finding
from moderation.models import Claim, Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna", is_staff=True)


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben", is_staff=True)


@pytest.fixture
def findings(battles):
    """One about each of three battles, the most urgent first."""
    return [
        record_finding(
            Finding.Kind.ODD_BATTLE,
            battle=battle,
            detector="odd",
            version="1",
            strength=strength,
            evidence={},
        )
        for battle, strength in zip(battles, (1.0, 0.5, 0.1), strict=True)
    ]


def claim_next(user, now=None):
    return claims.claim_next(Finding.objects.all(), by=user, now=now or timezone.now())


def test_the_next_is_the_most_urgent_that_nobody_has(findings, anna, ben):
    assert claim_next(anna) == findings[0]
    assert claim_next(ben) == findings[1]
    assert claim_next(anna) == findings[2]
    assert claim_next(ben) is None


def test_what_is_resolved_is_not_next(findings, anna):
    decisions.dismiss(Finding.objects.filter(pk=findings[0].pk), actor=None, public_reason="Harmless.")
    assert claim_next(anna) == findings[1]


def test_a_claim_holds_all_findings_about_its_subject(findings, anna, ben):
    record_finding(
        Finding.Kind.REPORT, battle=findings[0].battle, detector="visitor", version="1", evidence={}
    )
    claims.claim(findings[0], by=anna, now=timezone.now())
    assert claim_next(ben) == findings[1]


def test_another_is_told_who_has_it(findings, anna, ben):
    claims.claim(findings[0], by=anna, now=timezone.now())
    with pytest.raises(claims.AlreadyClaimed) as refusal:
        claims.claim(findings[0], by=ben, now=timezone.now())
    assert refusal.value.holder == anna


def test_a_claim_runs_out(findings, anna, ben, settings):
    settings.CLAIM_MINUTES = 10
    now = timezone.now()
    claims.claim(findings[0], by=anna, now=now)
    assert claim_next(ben, now + dt.timedelta(minutes=9)) == findings[1]
    assert claim_next(ben, now + dt.timedelta(minutes=10)) == findings[0]


def test_claiming_again_starts_the_time_anew(findings, anna, settings):
    settings.CLAIM_MINUTES = 10
    now = timezone.now()
    claims.claim(findings[0], by=anna, now=now)
    claims.claim(findings[0], by=anna, now=now + dt.timedelta(minutes=5))
    assert Claim.objects.get().expires_at == now + dt.timedelta(minutes=15)


def test_one_releases_only_what_is_ones_own(findings, anna, ben):
    claims.claim(findings[0], by=anna, now=timezone.now())
    assert claims.release([findings[0]], by=ben) == 0
    assert claims.release([findings[0]], by=anna) == 1
    assert claim_next(ben) == findings[0]


def test_many_are_claimed_but_for_those_of_others(findings, anna, ben):
    claims.claim(findings[1], by=anna, now=timezone.now())
    assert claims.claim_all(Finding.objects.all(), by=ben, now=timezone.now()) == 2
    assert Claim.objects.get(holder=anna).subject == findings[1].subject
