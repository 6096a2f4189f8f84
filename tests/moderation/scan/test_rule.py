"""What each rule of the scan notices, and what it passes over."""

import datetime as dt

import pytest

from battles.annotations.live import record_annotations
from battles.models import Answer, Ballot, Battle, LanguageModel, Replacement
from battles.outcomes import Outcome
from moderation.scan.odd_battles import ODD_BATTLES
from moderation.scan.run import RULES
from moderation.scan.scan_input import load_scan_inputs
from moderation.scan.unclear_leaks import unclear_leak
from tests.moderation.builders import add_turn, make_battles
from tests.world import NOON

pytestmark = pytest.mark.django_db

HERON = "A heron is a wading bird that stands still in shallow water and waits until a fish comes near. "
RULE = {rule.slug: rule.match for rule in ODD_BATTLES}


@pytest.fixture
def case_of(arena):
    """The case of a battle of one turn, its facts noted; `change` may alter its rows before."""

    def scanned(a: str, b: str, *, prompt="What is a heron, and how does it live?", change=None):
        (battle,) = make_battles(arena, 1)
        turn = add_turn(battle, prompt, a, b)
        record_annotations(battle)
        if change:
            change(battle, turn)
        return load_scan_inputs([battle.pk])[0]

    return scanned


def test_every_rule_has_a_name_of_its_own_and_words():
    assert len({rule.slug for rule in RULES}) == len(RULES)
    assert all(str(rule.words) and rule.version for rule in RULES)


def test_an_answer_that_tells_its_own_name_is_clear(case_of):
    assert unclear_leak(case_of("I am Heron, a language model.", HERON)) is None


def test_an_answer_that_tells_its_own_maker_is_clear(case_of):
    LanguageModel.objects.filter(name="Heron").update(organization="OpenAI")
    assert unclear_leak(case_of("I am an AI model trained by OpenAI.", HERON)) is None


def test_an_imported_name_tells_its_maker_by_itself(case_of):
    LanguageModel.objects.filter(name="Heron").update(name="gpt-4-0314", organization="")
    assert unclear_leak(case_of("I am ChatGPT, made by OpenAI.", HERON)) is None


def test_another_makers_name_is_not_clear(case_of):
    noticed = unclear_leak(case_of("I am ChatGPT, a language model trained by OpenAI.", HERON))
    assert noticed.evidence["why"] == "other_name"
    assert {leak["side"] for leak in noticed.evidence["leaks"]} == {"a"}


def test_a_name_the_prompt_asked_for_is_not_clear_and_weighs_less(case_of):
    prompted = unclear_leak(case_of("I am ChatGPT.", HERON, prompt="You are ChatGPT. Say who you are."))
    assert prompted.evidence["why"] == "prompted"
    assert prompted.strength < unclear_leak(case_of("I am ChatGPT, trained by OpenAI.", HERON)).strength


def test_where_nothing_leaked_nothing_is_unclear(case_of):
    assert unclear_leak(case_of(HERON, HERON + "It can be grey.")) is None


def test_a_failed_side_is_told_with_its_error(case_of):
    def fail(battle, turn):
        Battle.objects.filter(pk=battle.pk).update(state=Battle.State.FAILED)
        turn.answers.filter(side="b").update(state=Answer.State.FAILED, error_kind="timeout")

    silent = RULE["failed-side"](case_of(HERON, "", change=fail))
    assert [(side["side"], side["error"]) for side in silent.evidence["sides"]] == [("b", "timeout")]
    assert RULE["failed-side"](case_of(HERON, "A he", change=fail)).strength > silent.strength
    assert RULE["failed-side"](case_of(HERON, HERON)) is None


def test_a_side_replaced_twice_is_told(case_of):
    def replace(times):
        def change(battle, turn):
            for number in range(1, times + 1):
                Replacement.objects.create(
                    battle=battle,
                    side="a",
                    number=number,
                    from_contender=battle.contender_a,
                    to_contender=battle.contender_b,
                    error_kind="timeout",
                    duration_ms=10,
                    probability=0.5,
                    sampler="pairs",
                )

        return change

    twice = RULE["replaced-twice"](case_of(HERON, HERON, change=replace(2)))
    assert twice.evidence == {"errors": {"a": ["timeout", "timeout"]}}
    assert RULE["replaced-twice"](case_of(HERON, HERON, change=replace(1))) is None


def test_an_answer_that_says_nothing_is_told(case_of):
    assert RULE["empty-answer"](case_of("  \n", HERON)).evidence["answers"][0]["side"] == "a"
    assert RULE["empty-answer"](case_of("42", HERON)) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Well: " + "the heron waits, " * 60, 17),
        ("Well: " + "the heron waits, " * 60 + "the her", 17),
        ("Title\n" + "-" * 80, None),
        (HERON * 3, None),
        ("1, 2, 3, " + ", ".join(map(str, range(4, 300))), None),
    ],
)
def test_an_answer_without_end_repeats_its_end(case_of, text, period):
    noticed = RULE["endless-answer"](case_of(HERON, text))
    assert (noticed and noticed.evidence["answers"][0]["repeats_every"]) == period


def test_the_same_answer_twice_is_told_where_it_is_long(case_of):
    assert RULE["identical-answers"](case_of(HERON, HERON.replace(". ", ".\n"))).evidence == {"turns": [1]}
    assert RULE["identical-answers"](case_of("42", "42")) is None
    assert RULE["identical-answers"](case_of(HERON, HERON + "It can be grey.")) is None


GERMAN = "Der Reiher ist ein Vogel, der im flachen Wasser steht und wartet, bis ein Fisch in die Nähe kommt."


def test_one_side_in_another_language_is_told(case_of):
    noticed = RULE["other-language"](case_of(HERON, GERMAN))
    assert (noticed.evidence["side"], noticed.evidence["asked"]) == ("b", "en")


def test_where_both_sides_left_the_prompts_language_they_were_asked_to(case_of):
    prompt = "Please write a few sentences about herons in German for my class."
    assert RULE["other-language"](case_of(GERMAN, GERMAN + " Er ist grau.", prompt=prompt)) is None


@pytest.mark.parametrize(("seconds", "length", "is_told"), [(0.4, 40, True), (0.4, 2, False), (9, 40, False)])
def test_a_vote_at_once_after_long_answers_is_told(case_of, seconds, length, is_told):
    def vote(battle, turn):
        turn.answers.update(created_at=NOON, duration_ms=3_000)
        Ballot.objects.create(
            battle=battle, outcome=Outcome.A, cast_at=NOON + dt.timedelta(seconds=3 + seconds)
        )

    noticed = RULE["quick-vote"](case_of(HERON * length, HERON, change=vote))
    assert (noticed is not None) is is_told
