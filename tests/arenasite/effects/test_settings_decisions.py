"""Settings that move published boards change by decisions, and large changes need two persons."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from arenasite.effects.preview import get_effects
from battles.models import Arena, Contender, ContenderChange, WeightChange
from moderation.decisions import board_settings, kinds, proposals
from moderation.decisions.board_settings import ARENA_SETTINGS, CONTENDER_SETTINGS, COUNTED_AS
from moderation.decisions.impact import BattleChange
from moderation.decisions.refusals import ChangedMeanwhile, Refused
from moderation.decisions.signed_change import load_signed_change, sign_change
from moderation.models import Decision
from moderation.public_record import public_decision, public_decisions
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import rows

WHY = {"public_reason": "Three boards are too noisy."}
OTHER_ARENA_FIELDS = {
    "id",
    "slug",
    "title",
    "description",
    "position",
    "accepts_battles",
    "offers_previews",
    "created_at",
    "vote_grace",
    "is_paced",
    "max_turns",
    "max_prompt_characters",
    "aspects",
}
"""What moves no board. A new field of Arena belongs here or among ARENA_SETTINGS."""
OTHER_CONTENDER_FIELDS = {"id", "arena", "model", "codename", "unveiled_at", "imported_name", "created_at"}


@pytest.fixture
def ann(db):
    return User.objects.create_user("ann")


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben")


def draft(row, **values):
    return kinds.CHANGE_SETTINGS.draft(type(row).objects.filter(pk=row.pk), **WHY, **values)


def submit(row, actor, **values):
    return proposals.submit(draft(row, **values), actor=actor)


def test_every_field_of_arenas_and_contenders_is_known_to_move_boards_or_not():
    assert {field.name for field in Arena._meta.fields} == OTHER_ARENA_FIELDS | set(ARENA_SETTINGS)
    columns = set(CONTENDER_SETTINGS) - {COUNTED_AS}  # rows of their own
    assert {field.name for field in Contender._meta.fields} == OTHER_CONTENDER_FIELDS | columns


def test_before_the_first_board_nothing_is_guarded_and_after_it_everything_is(fought, trio):
    assert not board_settings.is_guarded(fought)
    assert not board_settings.is_guarded(trio[0])
    rebuild(fought)
    assert board_settings.is_guarded(fought)
    assert board_settings.is_guarded(trio[0])
    assert not board_settings.is_guarded(world.make_contender(fought, "new"))


def test_minimum_votes_that_takes_a_rank_waits_for_another_person(shown, ann, ben):
    waiting = submit(shown, ann, minimum_votes=1_000).proposal
    shown.refresh_from_db()
    assert shown.minimum_votes != 1_000
    proposals.confirm(waiting, by=ben)
    shown.refresh_from_db()
    assert shown.minimum_votes == 1_000


def test_minimum_votes_that_moves_no_rank_is_decided_alone_with_its_old_value(shown, ann):
    before = shown.minimum_votes
    (decision,) = submit(shown, ann, minimum_votes=before + 1).decisions
    assert decision.settings == [
        {
            "subject": "arena",
            "pk": shown.pk,
            "name": "minimum_votes",
            "old": before,
            "new": before + 1,
        }
    ]
    shown.refresh_from_db()
    assert shown.minimum_votes == before + 1


def test_slices_of_a_setting_are_summed(shown, ann):
    start = shown.minimum_votes
    steps = 0
    for value in range(start + 2, start + 60, 2):
        steps += 1
        if submit(shown, ann, minimum_votes=value).proposal:
            break
        rebuild(shown)
    shown.refresh_from_db()
    assert steps > 1
    assert all(row.rank for row in rows(shown).values())


@pytest.mark.parametrize(
    ("name", "value"), [("anchor_rating", 1_200.0), ("elo_k", 8.0), ("visibility", "hidden")]
)
def test_what_changes_every_number_always_waits(shown, ann, name, value):
    assert submit(shown, ann, **{name: value}).proposal


def test_an_anchor_waits_and_its_undo_takes_it_away_again(shown, trio, ann, ben):
    waiting = submit(shown, ann, anchor=trio[0].model).proposal
    (decision,) = proposals.confirm(waiting, by=ben)
    shown.refresh_from_db()
    assert shown.anchor == trio[0].model
    undo = proposals.submit(
        kinds.UNDO.draft(Decision.objects.filter(pk=decision.pk), **WHY), actor=ann
    ).proposal
    proposals.confirm(undo, by=ben)
    shown.refresh_from_db()
    assert shown.anchor is None
    listed = public_decision(public_decisions(shown).get())
    assert [(each.setting, each.old, each.new) for each in listed.settings] == [
        ("anchor", None, trio[0].public_name)
    ]
    assert listed.undone_words == WHY["public_reason"]


def test_a_small_weight_of_one_model_is_decided_alone_and_that_of_a_second_waits(shown, trio, ann):
    assert submit(trio[0], ann, weight=1.5).decisions
    assert WeightChange.objects.get().reason == WHY["public_reason"]
    assert submit(trio[1], ann, weight=1.5).proposal


def test_small_steps_of_a_weight_are_summed(shown, trio, ann):
    assert submit(trio[0], ann, weight=1.9).decisions
    trio[0].refresh_from_db()
    assert submit(trio[0], ann, weight=2.5).proposal


def test_weight_nothing_waits(shown, trio, ann):
    assert submit(trio[0], ann, weight=0.0).proposal


def test_a_pause_is_decided_alone_and_retiring_waits(shown, trio, ann, ben):
    assert submit(trio[0], ann, state="paused").decisions
    assert ContenderChange.objects.filter(to_state="paused").exists()
    trio[0].refresh_from_db()
    waiting = submit(trio[0], ann, state="retired").proposal
    proposals.confirm(waiting, by=ben)
    trio[0].refresh_from_db()
    assert trio[0].state == "retired"


def test_what_was_changed_meanwhile_is_not_overwritten(shown, ann, ben):
    waiting = submit(shown, ann, anchor_rating=1_200.0).proposal
    Arena.objects.filter(pk=shown.pk).update(anchor_rating=900.0)
    with pytest.raises(ChangedMeanwhile):
        proposals.confirm(waiting, by=ben)
    assert not Decision.objects.exists()


def test_the_same_values_are_no_decision(shown):
    with pytest.raises(Refused):
        draft(shown, minimum_votes=shown.minimum_votes)


def test_the_effect_shows_the_boards_of_the_other_setting(shown):
    change = draft(shown, minimum_votes=1_000).change()
    assert load_signed_change(sign_change(change)) == change
    (effect,) = get_effects(change)
    assert effect.boards
    overall = effect.boards[0]
    assert all(each.ranks[1] is None for each in overall.models)
    assert get_effects(BattleChange()) == []


class TestAdmin:
    def test_the_arena_page_saves_no_guarded_field_and_leads_to_the_decision(self, shown, desk):
        address = reverse("admin:battles_arena_change", args=[shown.pk])
        page = desk.get(address).content.decode()
        assert 'name="minimum_votes"' not in page
        assert reverse("admin:battles_arena_settings", args=[shown.pk]) in page
        desk.post(
            address,
            {
                "title": "New title",
                "position": 1,
                "max_turns": 5,
                "max_prompt_characters": 100,
                "vote_grace": 5,
                "minimum_votes": 77,
                "visibility": "hidden",
            },
        )
        shown.refresh_from_db()
        assert shown.title == "New title"
        assert (shown.minimum_votes != 77, shown.visibility) == (True, "public")

    def test_the_settings_page_previews_and_proposes(self, shown, desk):
        address = reverse("admin:battles_arena_settings", args=[shown.pk])
        asked = desk.get(address)
        assert asked.status_code == 200
        assert "moderation/desk.css" in str(asked.context["media"])
        values = {name: board_settings.current_value(shown, name) or "" for name in ARENA_SETTINGS}
        values |= {"confirm": asked.context["fingerprint"], "minimum_votes": 1_000}
        preview = desk.post(address, {**values, "preview": "1"}).content.decode()
        assert "1 setting would change" in preview
        done = desk.post(address, {**values, **WHY}, follow=True).content.decode()
        assert "Nothing has changed yet" in done

    def test_weight_and_state_of_a_rated_contender_are_decisions(self, shown, trio, desk):
        address = reverse("admin:battles_contender_weight", args=[trio[0].pk])
        asked = desk.get(address)
        desk.post(address, {"weight": 1.5, "confirm": asked.context["fingerprint"], **WHY})
        trio[0].refresh_from_db()
        assert trio[0].weight == 1.5
        assert Decision.objects.get().kind == Decision.Kind.CHANGE_SETTINGS
        address = reverse("admin:battles_contender_state") + f"?ids={trio[0].pk}"
        asked = desk.get(address)
        done = desk.post(
            address, {"state": "retired", "confirm": asked.context["fingerprint"], **WHY}, follow=True
        )
        assert "Nothing has changed yet" in done.content.decode()

    def test_without_the_permission_neither_page_opens(self, shown, trio, staff_with):
        client = staff_with("battles.change_contender", "battles.change_arena", "battles.view_contender")
        assert client.get(reverse("admin:battles_arena_settings", args=[shown.pk])).status_code == 403
        assert client.get(reverse("admin:battles_contender_weight", args=[trio[0].pk])).status_code == 403
