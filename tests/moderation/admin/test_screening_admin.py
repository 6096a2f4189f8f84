"""The screening policy in the admin: versions, their form, and the box to try them."""

import pytest

from moderation.models import BlockedPrompt, ScreeningCategory, ScreeningPolicy
from moderation.screening.policy import get_policy
from tests import world

ADD = "/admin/moderation/screeningpolicy/add/"
TRY = "/admin/moderation/screeningpolicy/try/"

pytestmark = pytest.mark.django_db


def form_values(page) -> dict:
    """The values with which the form of a page begins."""
    form = page.context["adminform"].form
    return {name: "" if (value := form[name].value()) in (None, False) else value for name in form.fields}


def test_a_new_version_begins_as_a_copy_and_applies_at_once(desk, superuser):
    values = form_values(desk.get(ADD))
    assert values["private_data_action"] == "warn"
    assert "我想死" in values["self_harm_words"]
    values |= {"reason": "More words", "violence_action": "block", "violence_words": "one\n\n two \none"}
    assert desk.post(ADD, values).status_code == 302
    policy = ScreeningPolicy.objects.get()
    assert policy.actor == superuser
    assert policy.rules["violence"] == {"action": "block", "threshold": 0.5, "words": ["one", "two"]}
    assert get_policy() == policy
    again = form_values(desk.get(ADD))
    assert again["violence_words"] == "one\ntwo"
    assert set(policy.rules) == set(ScreeningCategory.values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"backend": "moderations"}, "needs an endpoint"),
        ({"backend": "guard"}, "needs a model"),
        ({"guard_codes": "S1 = mischief"}, "S1 = mischief"),
        ({"hate_threshold": "2"}, "less than or equal to 1"),
        ({"hate_words": "\n".join(map(str, range(501)))}, "At most 500"),
        ({"reason": ""}, "required"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(desk, change, words):
    values = form_values(desk.get(ADD)) | {"reason": "Change"} | change
    page = desk.post(ADD, values)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not ScreeningPolicy.objects.exists()


def test_versions_are_read_and_never_changed(desk):
    desk.post(ADD, form_values(desk.get(ADD)) | {"reason": "First"})
    policy = ScreeningPolicy.objects.get()
    page = desk.get(f"/admin/moderation/screeningpolicy/{policy.pk}/change/")
    assert page.status_code == 200
    assert "Private data: Warn" in page.content.decode()
    assert desk.post(f"/admin/moderation/screeningpolicy/{policy.pk}/change/", {}).status_code == 403
    assert desk.post(f"/admin/moderation/screeningpolicy/{policy.pk}/delete/").status_code == 403
    assert "First" in desk.get("/admin/moderation/screeningpolicy/").content.decode()


def test_the_box_shows_what_every_rule_would_do_and_stores_nothing(desk):
    page = desk.post(TRY, {"text": "I want to die. ann@example.org 4111 1111 1111 1111 <b>"})
    tried = page.context["tried"]
    assert {(rule.hit.rule, rule.reaches) for rule in tried.rules} == {
        ("words", True),
        ("card", True),
        ("email", False),
    }
    assert tried.strongest == "Warn: may be sent anyway"
    assert "below the threshold" in page.content.decode()
    assert "&lt;b&gt;" in page.content.decode()
    assert not ScreeningPolicy.objects.exists()


def test_the_box_counts_over_recent_prompts(desk, arena):
    world.make_pool(arena)
    for prompt in ("I want to die", "Hello", "4111 1111 1111 1111"):
        world.open_battle(arena).prompts.update(text=prompt)
    recent = desk.post(TRY, {"reads_recent": "on"}).context["recent"]
    assert recent.number == 3
    assert {count.label: count.number for count in recent.counts} == {"Self-harm": 1, "Private data": 1}


def test_who_may_see_it_may_try_it_and_nobody_else(staff_with, client):
    assert staff_with("moderation.view_screeningpolicy").get(TRY).status_code == 200
    assert staff_with("moderation.view_finding").get(TRY).status_code == 403
    assert client.get(TRY).status_code == 302
    assert staff_with("moderation.view_screeningpolicy").get(ADD).status_code == 403


def test_kept_prompts_are_read_by_who_may(desk, staff_with):
    kept = BlockedPrompt.objects.create(categories=["hate"], text="<i>bad</i>")
    page = desk.get(f"/admin/moderation/blockedprompt/{kept.pk}/change/")
    assert "&lt;i&gt;bad&lt;/i&gt;" in page.content.decode()
    assert "Hate" in desk.get("/admin/moderation/blockedprompt/").content.decode()
    assert staff_with("moderation.view_finding").get("/admin/moderation/blockedprompt/").status_code == 403
