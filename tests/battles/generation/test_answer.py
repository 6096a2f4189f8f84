"""What is measured of an answer: the rate after its first piece, and which ends are recorded."""

import pytest

from battles.detectors.tokens import estimate_tokens
from battles.endpoints.concurrency import NoFreeSlot
from battles.generation.answer import AnswerStream, build_call
from battles.generation.assignment import Assignment
from battles.providers.base import ErrorKind, Finish, FinishReason, Message, ProviderError, Target

WORDS = ["The heron stands still. "] * 60


def build_stream(*, seconds, tokens, pieces=WORDS, first=2.0):
    """An answer whose pieces came evenly, its first token two seconds after the request."""
    answer = AnswerStream(started=0.0, tries=1, tried=0.5, pieces=list(pieces))
    answer.first_token, answer.last_token = first, first + seconds
    answer.finish = Finish(FinishReason.STOP, 5, tokens)
    return answer


def assignment(**more):
    fields = {"answer_id": 1, "side": "a", "model_id": 7, "endpoint_id": 3, "max_concurrency": 8}
    messages = [Message("user", "What is a heron?"), Message("assistant", "A bird.")]
    return Assignment(**fields, provider=None, target=Target("x"), messages=messages, **more)


@pytest.mark.parametrize("rate", [12.5, 50, 300, 800, 2000])
def test_the_rate_is_that_of_the_tokens_after_the_first_piece(rate):
    answer = build_stream(seconds=(360 - 6) / rate, tokens=360)
    assert answer.tokens_per_second() == pytest.approx(rate)


def test_a_first_piece_that_holds_half_of_the_answer_makes_it_no_faster():
    half = "The heron stands still. " * 30
    answer = build_stream(seconds=2.0, tokens=360, pieces=[half, half])
    assert answer.tokens_per_second() == pytest.approx(180 / 2.0)


def test_hidden_reasoning_makes_a_model_no_faster():
    estimate = estimate_tokens("".join(WORDS))
    open_count = build_stream(seconds=1.0, tokens=estimate)
    with_reasoning = build_stream(seconds=1.0, tokens=estimate * 9)
    assert with_reasoning.tokens_per_second() == pytest.approx(open_count.tokens_per_second())


def test_an_upstream_that_counts_nothing_is_estimated():
    estimate = estimate_tokens("".join(WORDS))
    assert build_stream(seconds=1.0, tokens=None).tokens_per_second() == pytest.approx(estimate * 59 / 60)


def test_an_answer_ended_when_its_last_text_arrived_not_when_it_was_read(monkeypatch):
    answer = AnswerStream(started=0.0)
    for moment in (1.0, 3.5):
        monkeypatch.setattr("time.perf_counter", lambda moment=moment: moment)
        answer.add("A heron.")
    answer.finish = Finish(FinishReason.STOP, late=0.3)
    answer.note_end()
    assert answer.ended == answer.last_token == pytest.approx(3.2)


def test_an_answer_does_not_end_before_its_first_word(monkeypatch):
    answer = AnswerStream(started=0.999)
    monkeypatch.setattr("time.perf_counter", lambda: 1.0)
    answer.add("A heron.")
    answer.finish = Finish(FinishReason.STOP, late=0.004)
    answer.note_end()
    assert answer.ended == 1.0
    assert answer.milliseconds(answer.ended) == 1


@pytest.mark.parametrize(
    "answer",
    [
        build_stream(seconds=1.0, tokens=10, pieces=["One ", "two."]),
        build_stream(seconds=1.0, tokens=300, pieces=["All at once. " * 50]),
        build_stream(seconds=0.0, tokens=300),
        AnswerStream(),
    ],
)
def test_a_short_or_undivided_answer_has_no_rate(answer):
    assert answer.tokens_per_second() is None


def test_a_models_first_token_is_counted_from_its_last_try():
    answer = build_stream(seconds=1.0, tokens=360)
    call = build_call(assignment(), answer, None)
    assert call.first_token_ms == 1500
    assert answer.milliseconds(answer.first_token) == 2000
    assert (call.model_id, call.endpoint_id, call.failure, call.characters) == (7, 3, None, 23)


def test_a_failure_keeps_its_kind_and_no_rate():
    answer = build_stream(seconds=1.0, tokens=360)
    call = build_call(assignment(), answer, ProviderError(ErrorKind.TIMEOUT_IDLE))
    assert (call.failure, call.tokens_per_second) == (ErrorKind.TIMEOUT_IDLE, None)


def test_waiting_in_vain_for_a_slot_is_recorded_for_no_model():
    assert build_call(assignment(), AnswerStream(), NoFreeSlot(3.0)) is None
