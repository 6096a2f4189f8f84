"""The pages of effects: who may see them, as a page and as a piece, and what they say."""

import pytest
from django.urls import reverse

from arenasite.effects.preview import get_effects
from battles.models import Battle, Exclusion
from moderation.decisions import execution as decisions
from moderation.decisions.impact import BattleChange
from moderation.decisions.signed_change import load_signed_change, sign_change
from moderation.models import Finding
from ratings.rebuild.run import rebuild
from tests.arenasite.effects.test_preview import some

EFFECTS = reverse("effects")
HTMX = {"HTTP_HX_REQUEST": "true"}
BATTLES = reverse("admin:battles_battle_changelist")


def aside(battles, **more):
    chosen = Battle.objects.filter(pk__in=battles)
    return decisions.set_aside(
        chosen, reason=Exclusion.Reason.SPAM, actor=None, public_reason="Advertising.", **more
    )


def preview(client, change, **headers):
    return client.post(EFFECTS, {"change": sign_change(change)}, **headers)


def test_a_page_shows_every_board_that_would_move(desk, shown):
    change = BattleChange(stops=some(shown, 3))
    page = preview(desk, change).content.decode()
    assert "<html" in page
    [effect] = get_effects(change)
    assert f"{len(effect.boards)} boards change" in page
    assert "88 → 85 votes" in page
    assert "high" in page
    assert f"{effect.untouched} other boards keep every digit" in page


def test_htmx_gets_the_piece_alone(desk, shown):
    piece = preview(desk, BattleChange(stops=some(shown, 3)), **HTMX).content.decode().strip()
    assert piece.startswith('<section id="effects"')
    assert "<html" not in piece


def test_it_names_the_state_and_what_is_not_in_it(desk, shown):
    aside(some(shown, 2))
    text = preview(desk, BattleChange(stops=some(shown, 3))).content.decode()
    assert "Computed against rebuild" in text
    assert "1 newer change is not included." in text


def test_a_text_that_this_site_did_not_seal_is_refused(desk, shown):
    assert desk.post(EFFECTS, {"change": "[[1],[]]"}).status_code == 400
    assert desk.post(EFFECTS).status_code == 400
    assert desk.get(EFFECTS).status_code == 405


def test_sealing_keeps_the_change():
    change = BattleChange(frozenset([3, 70, 4]), frozenset([9_000_000]))
    assert load_signed_change(sign_change(change)) == change
    assert load_signed_change(sign_change(BattleChange())) == BattleChange()


@pytest.mark.parametrize(
    "permission", ["moderation.view_decision", "moderation.set_aside_battles", "moderation.block_voter"]
)
def test_who_may_decide_or_read_decisions_may_foresee(staff_with, shown, permission):
    assert preview(staff_with(permission), BattleChange(stops=some(shown, 1))).status_code == 200


def test_nobody_else_may(client, staff_with, shown):
    change = BattleChange(stops=some(shown, 1))
    decision = aside(some(shown, 1))
    looking = reverse("decision_effects", args=[decision.pk])
    assert preview(staff_with("battles.view_battle"), change).status_code == 403
    assert staff_with("moderation.set_aside_battles").get(looking).status_code == 403
    assert preview(client, change).status_code == 302
    assert client.get(looking).status_code == 302


def test_the_page_that_asks_carries_the_change(desk, shown):
    battles = some(shown, 3)
    page = desk.post(BATTLES, {"action": "set_aside", "_selected_action": list(battles)})
    assert load_signed_change(page.context["signed_change"]) == BattleChange(stops=battles)
    assert f'hx-post="{EFFECTS}"' in page.content.decode()


def test_what_is_filled_in_changes_what_is_foretold_and_decides_nothing(desk, shown):
    first, second = (aside(frozenset([pk])) for pk in sorted(some(shown, 2)))
    chosen = {"action": "restore", "_selected_action": list(some(shown, 2))}
    page = desk.post(BATTLES, chosen)
    assert len(load_signed_change(page.context["signed_change"])) == 2
    sent = {**chosen, "confirm": page.context["fingerprint"], "decisions": [first.pk], "preview": "1"}
    again = desk.post(BATTLES, sent)
    assert load_signed_change(again.context["signed_change"]) == BattleChange(
        starts=frozenset(first.battles.values_list("pk", flat=True))
    )
    assert again.context["form"]["decisions"].value() == [str(first.pk)]
    assert not again.context["form"].errors
    assert not first.is_undone
    assert second.battles.count() == 1


def test_a_decision_s_page_fetches_what_it_moved(desk, shown):
    decision = aside(some(shown, 3))
    page = desk.get(reverse("admin:moderation_decision_change", args=[decision.pk])).content.decode()
    looking = reverse("decision_effects", args=[decision.pk])
    assert f'hx-get="{looking}"' in page
    assert "Until then this is a preview" in desk.get(looking).content.decode()
    rebuild(shown)
    text = desk.get(looking).content.decode()
    assert "the first that includes the decision" in text
    assert "88 → 85 votes" in text


def test_a_dismissal_moves_nothing(desk, shown):
    [battle] = Battle.objects.filter(pk__in=some(shown, 1))
    Finding.objects.create(kind=Finding.Kind.STAFF, battle=battle)
    decision = decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Nothing.")
    text = desk.get(reverse("decision_effects", args=[decision.pk])).content.decode()
    assert "no board changes" in text
