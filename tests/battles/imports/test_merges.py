"""Two names of one model: counted as one from evidence, in the open, until the merge ends."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from battles.counting import Reason, get_reason, only_not_counted, read_votes_of_day
from battles.imports.importer import Importer, ImportOptions
from battles.imports.merges import MergeRefused, end_merge, merge_names
from battles.models import Battle, Contender, Vote
from ratings.models import Standing
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests.battles.imports.logs import write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(tmp_path):
    """The contenders of a log by name; two names look alike, and met each other once."""
    lines = [f"{a},{b},model_{'ab'[n % 2]}" for n in range(4) for a, b in (("m-1", "x"), ("M 1", "x"))]
    log = write_csv(tmp_path / "log.csv", "model_a,model_b,winner", *lines, "m-1,M 1,tie")
    report = Importer(log, ImportOptions()).run()
    assert report.look_alikes == [("M 1", "m-1")]
    rebuild(Contender.objects.first().arena)
    return {each.imported_name: each for each in Contender.objects.select_related("arena", "model")}


def votes_on_board(arena) -> dict[str, int]:
    board = next(
        each
        for each in published(arena).snapshots()
        if each.board.category == "overall" and each.method == "bradley_terry"
    )
    rows = Standing.objects.filter(snapshot=board).values_list("contender__imported_name", "votes")
    return {name: votes for name, votes in rows if votes}


def assert_one_reason_everywhere(arena) -> None:
    """A single vote's reason, as staff and receipts read it, is the ledger's."""
    read = [int(get_reason(vote)) for vote in Vote.objects.filter(arena=arena)]
    assert sorted(read) == sorted(map(int, read_votes_of_day(arena.pk, None).reason))
    listed = only_not_counted(Battle.objects.all()).count()
    assert listed == sum(reason != Reason.COUNTED for reason in read)


def recompute() -> str:
    out = StringIO()
    call_command("recompute", "--all", stdout=out)
    return out.getvalue()


def test_a_merge_counts_two_names_as_one_and_its_end_restores_the_board(names):
    arena = names["x"].arena
    before, rows = votes_on_board(arena), list(Battle.objects.order_by("pk").values())
    assert before == {"m-1": 5, "M 1": 5, "x": 8}
    user = User.objects.create_user("importer", is_staff=True)
    client = Client()
    merge = merge_names(names["M 1"], names["m-1"], reason="The same weights.", actor=user)
    rebuild(arena)
    assert votes_on_board(arena) == {"m-1": 8, "x": 8}
    assert list(read_votes_of_day(arena.pk, None).reason).count(int(Reason.SELF_BATTLE)) == 1
    assert_one_reason_everywhere(arena)
    for name in ("m-1", "M 1"):
        page = client.get(reverse("model", args=[names[name].model.slug])).content.decode()
        assert "The same weights." in page
    recompute()  # raises where a digit differs
    end_merge(merge, reason="They are two.", actor=user)
    with pytest.raises(MergeRefused):
        end_merge(merge, reason="Again.")
    rebuild(arena)
    assert votes_on_board(arena) == before
    assert_one_reason_everywhere(arena)
    assert list(Battle.objects.order_by("pk").values()) == rows
    recompute()


def test_a_merge_is_one_step_within_one_arena(names, tmp_path):
    other = write_csv(tmp_path / "other.csv", "model_a,model_b,winner", "m-1,y,tie")
    Importer(other, ImportOptions()).run()
    elsewhere = Contender.objects.get(arena__slug="other", imported_name="y")
    merge_names(names["M 1"], names["m-1"], reason="x")
    assert_one_reason_everywhere(names["x"].arena)
    for contender, into in [
        (names["x"], elsewhere),
        (names["x"], names["x"]),
        (names["x"], names["M 1"]),
        (names["m-1"], names["x"]),
        (names["M 1"], names["x"]),
    ]:
        with pytest.raises(MergeRefused):
            merge_names(contender, into, reason="x")
