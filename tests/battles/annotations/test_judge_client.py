"""Who the judge is, and what comes of asking it."""

import pytest

from battles.annotations import judge_client as judging
from battles.annotations.judge_client import JudgeUnusable, configured_judge, get_judge, label_prompts
from battles.detectors.judging import DETECTOR, FAILURES
from battles.models import LanguageModel
from battles.providers.base import ErrorKind, FinishReason, ProviderError
from battles.providers.demo.roster import PERSONAS
from tests import world
from tests.battles.detectors.judging.judge_answers import said, verdict

STOP = FinishReason.STOP


@pytest.fixture
def model(db):
    return LanguageModel.objects.create(
        slug="solomon", name="Solomon", upstream_name="solomon", endpoint=world.make_endpoint()
    )


@pytest.fixture
def scripted(model, monkeypatch):
    """The judge's provider; its script is set by the test."""
    provider = world.ScriptedProvider()
    monkeypatch.setattr(judging, "get_provider", lambda wire_format: provider)
    return provider


def ask(provider, *scripts, prompts=None):
    """What comes of one question for each of these scripts."""
    provider.scripts["solomon"] = tuple(scripts)
    return label_prompts(get_judge("solomon"), prompts or [[f"prompt {i}"] for i in range(len(scripts))])


def test_without_a_name_there_is_no_judge(db, settings):
    settings.JUDGE_MODEL = ""
    assert configured_judge() is None


def test_the_named_model_judges_at_temperature_zero_and_need_not_be_a_contender(model, settings):
    settings.JUDGE_MODEL = "solomon"
    judge = configured_judge()
    assert judge.target.parameters == {"temperature": 0, "top_p": 1.0, "max_tokens": 2000}
    assert judge.version == "1+solomon"
    model.parameters = {"max_completion_tokens": 500}
    model.save()
    assert configured_judge().target.parameters == {"max_completion_tokens": 500}


def test_a_judge_that_cannot_be_asked_says_why(model, monkeypatch):
    with pytest.raises(JudgeUnusable, match="There is no model david"):
        get_judge("david")
    model.endpoint.is_enabled = False
    model.endpoint.save()
    with pytest.raises(JudgeUnusable, match="switched off"):
        get_judge("solomon")
    model.endpoint.key_env = "A_KEY_THAT_IS_NOT_SET"
    model.endpoint.save()
    with pytest.raises(JudgeUnusable, match="A_KEY_THAT_IS_NOT_SET"):
        get_judge("solomon")
    LanguageModel.objects.update(endpoint=None)
    with pytest.raises(JudgeUnusable, match="no endpoint"):
        get_judge("solomon")


def test_a_verdict_becomes_a_fact_with_the_judges_version(scripted):
    [fact] = ask(scripted, [said("math"), STOP])
    assert (fact.detector, fact.version, fact.value) == (DETECTOR, "1+solomon", verdict("math"))


def test_the_judge_reads_prompts_and_nothing_else_each_in_a_call_of_its_own(scripted):
    ask(scripted, [said(), STOP], [said(), STOP], prompts=[["What is 2+2?", "And 3+3?"], ["Hi"]])
    [first, second] = [[message.content for message in messages] for _, messages in scripted.calls]
    assert "[turn 1]\nWhat is 2+2?\n\n[turn 2]\nAnd 3+3?" in first[1]
    assert "[turn 1]\nHi" in second[1]
    assert "Hi" not in first[1]
    assert first[0] == second[0]
    boundaries = {text[1].split("\n")[0] for text in (first, second)}
    assert len(boundaries) == 2


def test_what_is_no_verdict_is_a_failure_that_says_why(scripted):
    [fact] = ask(scripted, ["I would say it is about math.", STOP])
    assert (fact.detector, fact.version) == (FAILURES, "1+solomon")
    assert fact.value == {"kind": "bad_verdict", "detail": "not one JSON object"}


@pytest.mark.parametrize("kind", [ErrorKind.CONTENT_FILTER, ErrorKind.BAD_REQUEST, ErrorKind.TIMEOUT_TOTAL])
def test_what_a_prompt_may_have_provoked_is_its_failure(scripted, kind):
    [fact] = ask(scripted, [kind])
    assert (fact.detector, fact.value["kind"]) == (FAILURES, kind.value)


def test_an_answer_that_is_cut_off_or_does_not_stop_is_a_failure(scripted):
    [cut] = ask(scripted, [said()[:40], FinishReason.LENGTH])
    assert cut.value["kind"] == "truncated"
    [endless] = ask(scripted, ["x" * 30_000, STOP])
    assert endless.value["kind"] == "too_long"


@pytest.mark.parametrize("kind", sorted(judging.UNREACHABLE))
def test_a_judge_out_of_reach_says_nothing_about_a_prompt(scripted, kind):
    assert ask(scripted, [kind]) == [None]


def test_after_trouble_nobody_else_is_asked_about(scripted, monkeypatch):
    monkeypatch.setattr(judging, "MAX_CONCURRENT", 1)
    facts = ask(scripted, [said(), STOP], [ErrorKind.AUTH], [said(), STOP], [said(), STOP])
    assert [fact and fact.detector for fact in facts] == [DETECTOR, None, None, None]
    assert scripted.asked("solomon") == 2


def test_what_may_pass_is_tried_again(scripted):
    busy = ProviderError(ErrorKind.UPSTREAM_5XX, "busy")
    scripted.scripts["solomon"] = ([busy], [said("math"), STOP])
    [fact] = label_prompts(get_judge("solomon"), [["What is 2+2?"]])
    assert fact.value == verdict("math")


def test_no_more_questions_are_under_way_than_the_endpoint_has_places(scripted, model):
    model.endpoint.max_concurrency = 2
    model.endpoint.save()
    ask(scripted, *[[0.001, said(), STOP]] * 6)
    assert scripted.busiest == 2


def test_the_demo_models_chat_and_are_no_judges(model):
    model.upstream_name = next(each.slug for each in PERSONAS if not each.manner.fails)
    model.save()
    [fact] = label_prompts(get_judge("solomon"), [["What is a heron?"]])
    assert (fact.detector, fact.value["kind"]) == (FAILURES, "bad_verdict")
