"""A merge of names that published boards show is a decision of two persons, previewed and undone."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from arenasite.effects.preview import get_effects
from battles.imports.importer import Importer, ImportOptions
from battles.models import Contender, NameMerge
from moderation.decisions import kinds, proposals
from moderation.decisions.board_settings import COUNTED_AS
from moderation.decisions.impact import BattleChange
from moderation.decisions.refusals import StepRefused
from moderation.models import Decision, Proposal
from moderation.public_record import public_decision, public_decisions
from ratings.rebuild.run import rebuild
from tests.battles.imports.logs import write_csv
from tests.ratings.fights import rows

pytestmark = pytest.mark.django_db
WHY = {"public_reason": "The same weights."}
NEEDED = ("battles.import_votes", "battles.view_namemerge", "moderation.decide_board_settings")


@pytest.fixture
def names(tmp_path):
    """The contenders of an imported log by name; its boards are published."""
    pairs = ("m-1,x,model_a", "m-1,y,model_b", "M 1,x,model_b", "M 1,y,tie", "x,y,model_a", "m-1,M 1,tie")
    log = write_csv(tmp_path / "log.csv", "model_a,model_b,winner", *(pairs * 12), "x,m-1,model_b")
    Importer(log, ImportOptions()).run()
    contenders = {each.imported_name: each for each in Contender.objects.select_related("arena", "model")}
    rebuild(contenders["x"].arena)
    return contenders


def draft(name, into):
    row = Contender.objects.filter(pk=name.pk)
    return kinds.CHANGE_SETTINGS.draft(row, **WHY, counted_as=into)


def ratings(arena) -> dict[str, tuple]:
    return {row.contender.imported_name: (row.votes, row.rating) for row in rows(arena).values()}


def foretold(change: BattleChange) -> dict[str, tuple]:
    """The overall board of a preview, with the columns of `ratings`."""
    [effect] = get_effects(change)
    after = {each.name: each.after for each in effect.boards[0].models if each.after}
    return {name: (each.votes, each.rating) for name, each in after.items()}


def test_a_merge_waits_for_another_person_and_its_undo_restores_the_same_digits(names):
    ann, ben = (User.objects.create_user(name) for name in ("ann", "ben"))
    arena, before = names["x"].arena, ratings(names["x"].arena)
    merging = draft(names["M 1"], names["m-1"])
    preview = foretold(merging.change())
    waiting = proposals.submit(merging, actor=ann).proposal
    assert not NameMerge.objects.exists()
    (decision,) = proposals.confirm(waiting, by=ben)
    rebuild(arena)
    merged = ratings(arena)
    assert set(merged) == {"m-1", "x", "y"}
    assert merged == {name: pytest.approx(row) for name, row in preview.items()}
    assert (before["m-1"][0], before["M 1"][0], merged["m-1"][0]) == (37, 36, 49)
    undoing = kinds.UNDO.draft(Decision.objects.filter(pk=decision.pk), **WHY)
    assert before == {name: pytest.approx(row) for name, row in foretold(undoing.change()).items()}
    proposals.confirm(proposals.submit(undoing, actor=ann).proposal, by=ben)
    rebuild(arena)
    assert ratings(arena) == before
    listed = public_decision(public_decisions(arena).get())
    assert [(each.setting, each.contender, each.new) for each in listed.settings] == [
        (COUNTED_AS, "M 1", "m-1")
    ]
    assert listed.settings[0].new_label == "m-1"
    assert listed.undone_words == WHY["public_reason"]


def test_names_that_cannot_be_merged_are_refused_before_anything_waits(names):
    proposals.confirm(
        proposals.submit(draft(names["M 1"], names["m-1"]), actor=User.objects.create_user("ann")).proposal,
        by=User.objects.create_user("ben"),
    )
    for name, into in (("x", "M 1"), ("m-1", "x")):
        with pytest.raises(StepRefused):
            draft(names[name], names[into])


def test_a_merge_where_no_board_rates_the_names_is_stored_at_once(tmp_path, staff_with):
    log = write_csv(tmp_path / "log.csv", "model_a,model_b,winner", "m-1,x,model_a", "M 1,x,model_a")
    Importer(log, ImportOptions()).run()
    names = {each.imported_name: each.pk for each in Contender.objects.all()}
    client = staff_with("battles.import_votes", "battles.view_namemerge")
    data = {"contender": names["M 1"], "into": names["m-1"], "reason": "The same weights."}
    assert client.post(reverse("admin:battles_namemerge_add"), data).status_code == 302
    assert NameMerge.objects.get().reason == "The same weights."


def test_the_page_of_a_merge_previews_it_proposes_it_and_so_does_its_end(names, staff_with):
    client = staff_with(*NEEDED)
    add = reverse("admin:battles_namemerge_add")
    data = {"contender": names["M 1"].pk, "into": names["m-1"].pk, "reason": "The same weights."}
    assert staff_with(*NEEDED[:2]).post(add, data).status_code == 403
    page = client.post(add, data)
    assert not Proposal.objects.exists()
    send_shown(client, add, page)
    waiting = Proposal.objects.get()
    assert waiting.settings[0]["new"] == names["m-1"].pk
    proposals.confirm(waiting, by=User.objects.create_user("ben"))
    merge = NameMerge.objects.get()
    url = reverse("admin:battles_namemerge_change", args=[merge.pk])
    rebuild(names["x"].arena)
    send_shown(client, url, client.post(url, {"reason": "They are two."}))
    ending = Proposal.objects.order_by("pk").last()
    assert (ending.settings[0]["old"], ending.settings[0]["new"]) == (names["m-1"].pk, None)
    proposals.confirm(ending, by=User.objects.get(username="ben"))
    assert not merge.is_current


def send_shown(client, url: str, page) -> None:
    """Send the form of a decision as it is shown, with its effect beside it."""
    html = page.content.decode()
    assert page.status_code == 200
    assert page.context["change"].settings
    sent = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)" value="([^"]*)"', html))
    assert sent["public_reason"]
    response = client.post(url, sent)
    assert response.status_code == 302, response.content.decode()
