"""What staff decide about the draw: dated, with a public reason, and possible."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from battles.models import Contender, SamplingPolicy, WeightChange
from battles.sampling import policy
from battles.sampling.contender_lifecycle import TransitionRefused
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def makers(arena):
    """Four models of three makers, one of them with two."""
    for name, maker in (("a1", "Acme"), ("a2", "Acme"), ("b1", "Birch"), ("c1", "Cedar")):
        world.make_contender(arena, name, organization=maker)
    return arena


def adopt(arena, **parameters):
    return policy.adopt(SamplingPolicy(arena=arena, **{"public_reason": "Because.", **parameters}))


def in_effect(arena, **later):
    return SamplingPolicy.objects.in_effect(arena, as_of=timezone.now() + dt.timedelta(**later))


def test_without_a_policy_the_defaults_are_in_effect(arena):
    assert in_effect(arena).pk is None
    assert in_effect(arena).uniform_share == 0.1


def test_the_newest_in_effect_applies_from_its_own_moment(makers):
    first = adopt(makers, uniform_share=0.2)
    tomorrow = adopt(makers, uniform_share=0.3, effective_from=timezone.now() + dt.timedelta(days=1))
    assert in_effect(makers, minutes=1) == first
    assert in_effect(makers, days=2) == tomorrow
    corrected = adopt(makers, uniform_share=0.4, effective_from=tomorrow.effective_from)
    assert in_effect(makers, days=2) == corrected
    assert SamplingPolicy.objects.count() == 3


def test_equal_policies_have_one_digest_and_others_another(arena):
    same = [SamplingPolicy(arena=arena, public_reason=reason) for reason in ("One.", "Two.")]
    assert same[0].digest == same[1].digest
    assert SamplingPolicy(arena=arena, new_boost=3.0).digest != same[0].digest


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"public_reason": " \n"}, "public_reason"),
        ({"uniform_share": 0.0}, "uniform_share"),
        ({"uniform_share": 1.0}, "uniform_share"),
        ({"new_boost": 0.5}, "new_boost"),
        ({"target_half_width": 0.0}, "target_half_width"),
        ({"organization_cap": 1.5}, "organization_cap"),
        ({"organization_caps": ["Acme"]}, "organization_caps"),
        ({"organization_caps": {"Acme": "a lot"}}, "organization_caps"),
        ({"organization_caps": {"Acme": True}}, "organization_caps"),
        ({"organization_caps": {"Acme": 0}}, "organization_caps"),
        ({"organization_caps": {"Acmee": 0.5}}, "organization_caps"),
        ({"effective_from": timezone.now() - dt.timedelta(days=1)}, "effective_from"),
        ({"organization_cap": 0.2}, "organization_cap"),
        ({"organization_caps": {" ACME": 0.04}}, "organization_cap"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_stored(makers, parameters, field):
    with pytest.raises(ValidationError) as refused:
        adopt(makers, **parameters)
    assert field in refused.value.message_dict
    assert not SamplingPolicy.objects.exists()


def test_caps_that_leave_no_room_are_answered_with_the_room_they_leave(makers):
    with pytest.raises(ValidationError, match=r"room for 60\.0 % .* 102 %"):
        adopt(makers, organization_cap=0.2)
    with pytest.raises(ValidationError, match=r"“acme” 5\.1 %"):
        adopt(makers, organization_caps={"Acme": 0.04})
    assert adopt(makers, organization_cap=0.4).pk
    assert adopt(makers, organization_caps={"Acme": 0.3}).pk


def test_previews_have_a_cap_of_their_own(makers):
    Contender.objects.filter(model__name="a2").update(state="preview", codename="River")
    with pytest.raises(ValidationError) as refused:
        adopt(makers, preview_cap=0.01)
    assert "preview_cap" in refused.value.message_dict
    assert adopt(makers, preview_cap=0.2).pk


def test_a_reason_is_kept_on_one_line_and_a_page_that_lay_open_begins_now(makers):
    before = timezone.now()
    stored = adopt(makers, public_reason=" So\nit is. ", effective_from=before - dt.timedelta(minutes=5))
    assert stored.public_reason == "So it is."
    assert stored.effective_from >= before


def test_a_weight_changes_with_date_reason_and_actor(arena):
    contender = world.make_contender(arena, "one")
    staff = get_user_model().objects.create(username="staff")
    change = policy.change_weight(contender, 2.5, reason="  Wanted\nmore. ", actor=staff)
    assert Contender.objects.get().weight == contender.weight == 2.5
    assert (change.from_weight, change.to_weight, change.reason) == (1.0, 2.5, "Wanted more.")
    assert (change.actor, change.changed_at is None) == (staff, False)


@pytest.mark.parametrize(
    ("weight", "reason"),
    [(2.0, " "), (2.0, "x" * 301), (-1.0, "No."), (1001.0, "No."), (float("nan"), "No."), (1.0, "Same.")],
)
def test_a_weight_that_cannot_be_is_refused(arena, weight, reason):
    contender = world.make_contender(arena, "one")
    with pytest.raises(TransitionRefused):
        policy.change_weight(contender, weight, reason=reason)
    assert Contender.objects.get().weight == 1.0
    assert not WeightChange.objects.exists()


def test_of_two_that_change_one_weight_the_second_is_told(arena):
    contender = world.make_contender(arena, "one")
    seen_by_another = Contender.objects.get()
    policy.change_weight(contender, 2.0, reason="First.")
    with pytest.raises(TransitionRefused, match="Another user"):
        policy.change_weight(seen_by_another, 3.0, reason="Second.")
    assert WeightChange.objects.count() == 1
