"""Votes that nobody here wrote, through the site's own import, counting and rating, to published boards."""

import gzip
import itertools

import numpy as np
import pytest
from django.core.management import call_command

from battles.counting.ledger.refresh import load_votes, refresh
from battles.models import Arena, Contender
from ratings.categories import BY_SLUG, CATEGORIES, OVERALL, Group, Need
from ratings.core.bradley_terry import fit
from ratings.core.outcome_counts import count_outcomes
from ratings.published import published
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from tests.ratings.core import real
from tests.ratings.core.test_golden import PRIOR

pytestmark = pytest.mark.django_db

SUFFIX = {"t2i_generation": "_generation", "image_editing": "_edition"}


@real.needs("genai_arena")
@pytest.mark.parametrize("task", list(SUFFIX))
def test_genai_arena_comes_to_its_golden_board(task):
    """With the prior of the original's solver (see test_golden); without it the site's own board is made."""
    call_command(
        "import_votes", real.DATA / "genai_arena" / "clean_battle_20240220.json", arena="genai", verbosity=0
    )
    arena = Arena.objects.get(slug="genai")
    chosen = select(load_votes(refresh(arena)), OVERALL)
    names = dict(Contender.objects.filter(arena=arena).values_list("pk", "imported_name"))
    ours = [names[int(pk)] for pk in chosen.contenders]
    here = np.array([name.endswith(SUFFIX[task]) for name in ours])
    both = here[chosen.first] & here[chosen.second]
    place = np.cumsum(here) - 1
    counts = count_outcomes(
        place[chosen.first[both]], place[chosen.second[both]], chosen.outcome[both], int(here.sum())
    )
    ratings = fit(counts, prior=PRIOR).rating + 1000
    _log, golden = real.genai_golden(task, "anony")
    kept = [
        name.removeprefix("imagenhub_").removesuffix(SUFFIX[task]) for name in itertools.compress(ours, here)
    ]
    theirs = np.array([golden["rating"][name] for name in kept])
    assert np.abs(ratings - theirs).max() < 0.11


@real.needs("genai_arena")
def test_what_was_not_anonymous_is_kept_and_named():
    call_command(
        "import_votes", real.DATA / "genai_arena" / "clean_battle_20240220.json", arena="genai", verbosity=0
    )
    arena = Arena.objects.get(slug="genai")
    rebuild(arena)
    snapshot = published(arena).snapshot("overall", "elo")
    assert snapshot.votes_excluded == {"side_by_side": 546}  # a self-battle among them
    assert snapshot.votes_counted == 2061 - 546
    assert not snapshot.note  # every vote has its time


@real.needs("arena140k")
def test_arena140k_is_rated_and_shown_under_the_logs_own_names(client, tmp_path):
    """Its first 6,000 votes; the whole file takes seven seconds to import."""
    part = tmp_path / "battles.csv"
    with gzip.open(real.DATA / "arena140k" / "battles.csv.gz", "rt") as lines:
        part.write_text("".join(itertools.islice(lines, 6001)))
    call_command("import_votes", part, arena="arena140k", verbosity=0)
    rebuild(Arena.objects.get(slug="arena140k"))
    sent = client.get("/api/v1/leaderboards/arena140k/overall/").json()
    assert sent["votes_counted"] + sent["votes_excluded"] == 6000
    names = [row["name"] for row in sent["rows"]]
    assert "gemini-2.5-pro" in names[:6]
    assert sent["votes_simulated"] == 0
    boards = {slug: client.get(f"/api/v1/leaderboards/arena140k/{slug}/").json() for slug in BY_SLUG}
    counted = {slug: board["votes_counted"] for slug, board in boards.items()}
    for category in CATEGORIES:
        if category.needs == Need.JUDGE:
            assert 0 < counted[category.slug] < 6000
            assert boards[category.slug]["rows"]
        elif category.group == Group.LANGUAGE:
            assert (counted[category.slug], boards[category.slug]["note"]) == (0, "no_texts")
    assert 0 < counted["exclude-ties"] < counted["overall"]
    for slug in ("dedup", "exclude-short", "exclude-refusal"):
        assert (counted[slug], boards[slug]["note"]) == (0, "not_known")
    elo = client.get("/api/v1/leaderboards/arena140k/overall/?method=elo").json()
    assert (elo["note"], elo["rows"]) == ("no_order", [])
    assert "gemini-2.5-pro" in client.get("/leaderboard/arena140k/").content.decode()
