"""What refusals mean, and that nothing a server says breaks the reading of it."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.providers.base import ErrorKind, ProviderError, Target, storable
from battles.providers.errors import error_from_object, error_from_response, seconds_to_wait
from battles.providers.openai_chat import ChatCompletionReader
from tests.battles.providers.upstream import DONE, chunk, event, usage

NOON = datetime(2024, 4, 22, 12, tzinfo=UTC)
TEXT = st.text(st.characters(codec=None, categories=None), max_size=8)
# fmt: off
FIELDS = ["error", "message", "code", "type", "detail", "metadata", "choices", "delta", "content", "text",
          "finish_reason", "usage", "object"]
# fmt: on
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


@given(st.integers(min_value=300, max_value=599), JSON)
def test_any_refusal_is_a_failure_that_can_be_stored(status, body):
    failure = error_from_response(status, {}, json.dumps(body).encode(), NOON)
    assert failure.detail.encode()
    assert "\0" not in failure.detail
    assert len(failure.detail) <= 500


@given(st.lists(JSON, max_size=4), st.lists(st.integers(min_value=0, max_value=2000), max_size=4))
def test_whatever_a_server_streams_is_read_to_a_text_a_finish_or_a_failure(values, cuts):
    data = b"".join(map(event, values))
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    reader = ChatCompletionReader(Target(""))
    text = ""
    for start, end in itertools.pairwise(edges):
        text += reader.feed(data[start:end])
    text += reader.end()
    assert text == storable(text)
    if reader.failure is None and not text.strip():
        with pytest.raises(ProviderError):
            reader.finish()


@given(st.lists(st.text(max_size=6), min_size=1, max_size=6), st.data())
def test_an_answer_is_the_same_however_its_bytes_are_cut(texts, draw):
    data = b"".join([*map(chunk, texts), chunk("!", finish="stop"), usage(), DONE])
    cut = draw.draw(st.integers(min_value=0, max_value=len(data)))
    reader = ChatCompletionReader(Target(""))
    assert reader.feed(data[:cut]) + reader.feed(data[cut:]) + reader.end() == storable("".join(texts) + "!")
    assert reader.failure is None
    assert reader.finish().output_tokens == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "content_filter"}, ErrorKind.CONTENT_FILTER),
        ({"type": "invalid_request_error", "code": "content_policy_violation"}, ErrorKind.CONTENT_FILTER),
        ({"type": "rate-limit-error"}, ErrorKind.RATE_LIMITED),
        ({"code": "insufficient_quota"}, ErrorKind.RATE_LIMITED),
        ({"code": "invalid_api_key"}, ErrorKind.AUTH),
        ({"type": "invalid_request_error"}, ErrorKind.BAD_REQUEST),
        ({"type": "overloaded_error"}, ErrorKind.UPSTREAM_5XX),
        ({"code": 429}, ErrorKind.RATE_LIMITED),
        ({"code": "401"}, ErrorKind.AUTH),
        ({"code": 7}, ErrorKind.UPSTREAM_5XX),
        ("out of memory", ErrorKind.UPSTREAM_5XX),
    ],
)
def test_an_error_object_is_named_by_its_code_and_type(error, kind):
    assert error_from_object({"error": error}).kind is kind


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("1.5", 1.5),
        ("-3", 0),
        (format_datetime(NOON + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOON - timedelta(seconds=90), usegmt=True), 0),
        ("Mon, 22 Apr 2024 12:00:30 -0000", 30),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_whether_number_or_date(header, seconds):
    assert seconds_to_wait(header, NOON) == seconds
