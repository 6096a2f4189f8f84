"""The declared categories: which votes belong to each, and what an empty board says."""

import dataclasses
import json

import numpy as np
import pytest
from django.core.management import call_command

from battles.counting.ledger.arrays import build_votes, empty_votes
from battles.counting.ledger.refresh import load_votes, refresh
from battles.languages import LANGUAGES, Language
from battles.models import Arena
from battles.outcomes import Outcome
from battles.tags import LANGUAGE_TAGS, Tag
from ratings.categories import BY_SLUG, CATEGORIES, OVERALL, Group, Need, language_category
from ratings.published import NOTE_WORDS, published
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight

REQUIRES = {
    "coding": Tag.CODING,
    "math": Tag.MATH,
    "creative-writing": Tag.CREATIVE_WRITING,
    "instruction-following": Tag.INSTRUCTION_FOLLOWING,
    "hard-prompts": Tag.HARD_PROMPT,
    "specificity": Tag.SPECIFICITY,
    "domain-knowledge": Tag.DOMAIN_KNOWLEDGE,
    "complexity": Tag.COMPLEXITY,
    "problem-solving": Tag.PROBLEM_SOLVING,
    "creativity": Tag.CREATIVITY,
    "technical-accuracy": Tag.TECHNICAL_ACCURACY,
    "real-world": Tag.REAL_WORLD,
    "longer-query": Tag.LONGER_QUERY,
    "multi-turn": Tag.MULTI_TURN,
    **{tag.name.lower(): tag for tag in LANGUAGE_TAGS.values()},
}
FORBIDS = {"exclude-short": Tag.SHORT_QUERY, "exclude-refusal": Tag.REFUSAL, "dedup": Tag.HIGH_FREQUENCY}


def votes(*tags: int, outcomes=None):
    """One vote for each of these sums of bits."""
    count = len(tags)
    columns = dict.fromkeys(("reason", "origin", "voter"), [0] * count)
    return build_votes(
        columns
        | {
            "battle": list(range(1, count + 1)),
            "contender_a": [1] * count,
            "contender_b": [2] * count,
            "outcome": outcomes or [int(Outcome.A)] * count,
            "tags": list(map(int, tags)),
            "cast_at": [np.nan] * count,
            "style": [[-1] * 8] * count,
        }
    )


def test_every_category_of_the_field_is_declared_once_with_words_of_its_own():
    assert set(BY_SLUG) == {"overall", "exclude-ties", *REQUIRES, *FORBIDS}
    assert len(BY_SLUG) == len(CATEGORIES)
    assert len({str(category.title) for category in CATEGORIES}) == len(CATEGORIES)
    assert len({str(category.definition) for category in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.parametrize("slug", REQUIRES)
def test_a_category_holds_the_votes_that_have_its_bit(slug):
    bit = REQUIRES[slug]
    others = sum(Tag) & ~int(bit)
    assert BY_SLUG[slug].contains(votes(0, bit, others, sum(Tag))).tolist() == [False, True, False, True]


@pytest.mark.parametrize("slug", FORBIDS)
def test_a_category_drops_the_votes_that_have_a_bit(slug):
    bit = FORBIDS[slug]
    others = sum(Tag) & ~int(bit)
    assert BY_SLUG[slug].contains(votes(0, bit, others, sum(Tag))).tolist() == [True, False, True, False]


def test_ties_of_either_kind_are_left_out_where_the_category_says_so():
    outcomes = [Outcome.A, Outcome.B, Outcome.TIE, Outcome.BOTH_BAD]
    some = votes(0, 0, 0, 0, outcomes=list(map(int, outcomes)))
    assert BY_SLUG["exclude-ties"].contains(some).tolist() == [True, True, False, False]
    assert OVERALL.contains(some).all()


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.slug)
def test_no_votes_are_no_trouble_and_every_note_has_words(category):
    assert len(category.contains(empty_votes())) == 0
    assert category.note_when_empty in NOTE_WORDS


def test_groups_come_in_one_piece_and_in_order():
    order = [category.group for category in CATEGORIES]
    assert sorted(order, key=list(Group).index) == order
    assert set(order) == set(Group)


def test_what_a_judge_tags_is_what_needs_one():
    needy = {category.slug for category in CATEGORIES if category.needs == Need.JUDGE}
    criteria = {category.slug for category in CATEGORIES if category.group == Group.CRITERIA}
    assert needy == {"math", "creative-writing", "instruction-following", "hard-prompts", *criteria}
    assert len(criteria) == 7


@pytest.mark.django_db
def test_a_log_s_own_tags_come_to_boards(tmp_path):
    criteria = dict.fromkeys(("specificity", "complexity", "problem_solving", "creativity"), True)
    criteria |= {"domain_knowledge": True, "technical_accuracy": True, "real_world": False}
    tags = [
        {"category_tag": {"criteria_v0.1": criteria, "math_v0.1": {"math": True}}, "language": "German"},
        {"category_tag": {"if_v0.1": {"if": True, "score": 4}}, "turn": 2, "language": "German"},
        {"dedup_tag": {"high_freq": True, "sampled": False}, "is_refusal": True},
        {"dedup_tag": {"high_freq": True, "sampled": True}, "is_code": True, "winner": "tie (bothbad)"},
    ]
    log = tmp_path / "clean_battle.json"
    vote = {"model_a": "left", "model_b": "right", "winner": "model_a"}
    log.write_text(json.dumps([vote | {"tstamp": 1713700000 + n} | each for n, each in enumerate(tags)]))
    call_command("import_votes", log, arena="history", verbosity=0)
    arena = Arena.objects.get(slug="history")
    votes = load_votes(refresh(arena))
    counted = {category.slug: int(category.contains(votes).sum()) for category in CATEGORIES}
    assert {slug: count for slug, count in counted.items() if count} == {
        "overall": 4,
        **dict.fromkeys(("exclude-ties", "dedup"), 3),
        **dict.fromkeys(("german", "exclude-short", "exclude-refusal"), 2),
        **dict.fromkeys(("specificity", "domain-knowledge", "complexity", "problem-solving"), 1),
        **dict.fromkeys(("creativity", "technical-accuracy", "hard-prompts", "math"), 1),
        **dict.fromkeys(("instruction-following", "multi-turn", "coding"), 1),
    }


@pytest.mark.django_db
def test_a_board_without_a_judge_says_why_it_is_empty(client, arena):
    left, right = world.make_pool(arena)
    fight(arena, left, right, "ab", tags=Tag.ENGLISH)
    rebuild(arena)
    notes = {
        slug: published(arena).snapshot(slug, "elo").note for slug in ("overall", "english", "thai", "math")
    }
    assert notes == {"overall": "", "english": "", "thai": "no_texts", "math": "no_judge"}
    assert client.get("/api/v1/leaderboards/text/math/").json()["note"] == "no_judge"
    page = client.get("/leaderboard/text/math/").content.decode()
    assert "A judge model tags prompts for it" in page


def test_the_category_of_a_language_without_a_tag_selects_by_its_number():
    swedish = language_category(Language(23, "sv", "swedish", "Swedish"))
    assert (swedish.slug, swedish.group, swedish.has, swedish.language) == ("swedish", Group.LANGUAGE, 0, 23)
    some = dataclasses.replace(
        votes(Tag.OTHER_LANGUAGE, Tag.OTHER_LANGUAGE, Tag.ENGLISH), language=np.array([23, 24, 1], np.uint8)
    )
    assert swedish.contains(some).tolist() == [True, False, False]
    assert BY_SLUG["english"].contains(some).tolist() == [False, False, True]


def test_every_language_has_one_category_and_keeps_its_rule():
    categories = [category for category in CATEGORIES if category.group == Group.LANGUAGE]
    assert [category.slug for category in categories] == [language.slug for language in LANGUAGES]
    assert [category.has for category in categories[:22]] == list(LANGUAGE_TAGS.values())
    assert {category.version for category in categories} == {1}
