"""Thinking is kept apart from the answer, in every form that servers send it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.providers.base import ErrorKind, Finish, FinishReason, Thinking, Timeouts
from battles.providers.think_tags import CLOSING_TAGS, TAGS, ThinkTags
from tests.battles.providers.upstream import DONE, chunk, document, stream, usage

PARTS = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Hi"}]


def split(parts):
    """The text and the thinking among what a provider yielded."""
    text = "".join(part for part in parts if isinstance(part, str))
    return text, "".join(part.text for part in parts if isinstance(part, Thinking))


@pytest.mark.parametrize(
    "steps",
    [
        [chunk(None, reasoning_content="h"), chunk(None, reasoning="m"), chunk("Hi")],
        [chunk("<think>hm</think>\n\nHi")],
        [*[chunk(letter) for letter in "\n<think>hm</think>\n\nHi"]],
        [chunk("<thinking>h"), chunk("m</thinki"), chunk("ng>Hi")],
        [chunk(PARTS)],
        [chunk([{"type": "reasoning", "text": "hm"}]), chunk("Hi")],
        [chunk("<thought>hm"), chunk("</thought>\nHi")],
        [chunk("<seed:think>hm</seed:"), chunk("think>Hi")],
        [chunk("[THI"), chunk("NK]hm[/TH"), chunk("INK]Hi")],
        [chunk("◁think▷hm◁/"), chunk("think▷Hi")],
        [*[chunk(letter) for letter in "<|channel|>analysis<|message|>hm<|channel|>final<|message|>Hi"]],
    ],
    ids=["fields", "tags", "tags letter by letter", "cut tags", "typed parts", "other typed parts",
         "Gemini's tags", "Seed-OSS", "Magistral", "Kimi", "gpt-oss"],
)  # fmt: skip
async def test_thinking_is_not_part_of_the_answer(ask, steps):
    *parts, finish = await ask(stream(*steps, chunk(finish="stop"), usage(), DONE))
    assert split(parts) == ("Hi", "hm")
    assert finish.reason is FinishReason.STOP


@pytest.mark.parametrize("tag", CLOSING_TAGS)
async def test_a_closing_tag_at_the_beginning_ends_an_empty_block(ask, tag):
    script = stream(chunk("\n" + tag[:5]), chunk(tag[5:] + "\n\nHi " + tag), chunk(finish="stop"), DONE)
    assert split(await ask(script)) == ("Hi " + tag, "")


async def test_a_document_has_its_thinking_too(ask):
    message = {"content": "Hi", "reasoning_content": "hm"}
    *parts, _ = await ask(document({"choices": [{"message": message, "finish_reason": "stop"}]}))
    assert split(parts) == ("Hi", "hm")


async def test_thinking_without_an_opening_tag_is_known_by_a_setting(ask):
    script = stream(chunk("h"), chunk("m</th"), chunk("ink>\n\nHi </think>"), chunk(finish="stop"), DONE)
    assert split(await ask(script, thinks_first=True)) == ("Hi </think>", "hm")
    assert split(await ask(script)) == ("hm</think>\n\nHi </think>", "")


async def test_a_model_that_is_set_to_think_first_and_does_not_is_read_all_the_same(ask):
    *parts, finish = await ask(stream(chunk("Hi."), chunk(finish="stop"), DONE), thinks_first=True)
    assert split(parts)[0] == "Hi."
    assert finish == Finish(FinishReason.STOP)


async def test_tags_later_in_an_answer_belong_to_it(ask):
    text = "Write <think>like this</think>."
    assert split(await ask(stream(chunk(text), chunk(finish="stop"), DONE))) == (text, "")


@pytest.mark.parametrize(
    "thought",
    [chunk(None, reasoning="hm"), chunk("<think>"), chunk("<think>hm")],
    ids=["field", "tag", "text"],
)
async def test_a_token_limit_used_up_by_thinking_is_its_own_kind_with_the_remedy(ask_in_vain, thought):
    _, error = await ask_in_vain(stream(thought, chunk(None, reasoning="hm"), chunk(finish="length"), DONE))
    assert error.kind is ErrorKind.THINKING_LIMIT
    assert "max_tokens" in error.detail


async def test_thinking_and_nothing_else_is_an_empty_answer(ask_in_vain):
    _, error = await ask_in_vain(stream(chunk(None, reasoning="hm"), chunk(finish="stop"), DONE))
    assert error.kind is ErrorKind.EMPTY


async def test_thinking_is_a_sign_of_life_up_to_the_total_time(ask, ask_in_vain):
    soon = Timeouts(connect=5, first_token=0.1, idle=0.1, total=5)
    thoughts = [chunk(None, reasoning="hm"), 0.04] * 6
    *parts, _ = await ask(stream(*thoughts, chunk("Hi"), chunk(finish="stop"), DONE), timeouts=soon)
    assert split(parts) == ("Hi", "hm" * 6)
    _, error = await ask_in_vain(stream(*thoughts * 3), timeouts=Timeouts(5, 0.1, 0.1, 0.2))
    assert error.kind is ErrorKind.TIMEOUT_TOTAL


async def test_thinking_counts_towards_the_size_of_an_answer(ask_in_vain):
    _, error = await ask_in_vain(stream(*[chunk(None, reasoning="hm " * 2000)] * 50))
    assert error.kind is ErrorKind.TOO_LONG


PIECES = st.sampled_from([*"<>/think[]| \nab◁", *TAGS, *CLOSING_TAGS, "<|channel|>", "final", "<seed:"])


@given(st.lists(PIECES, max_size=20).map("".join), st.lists(st.integers(0, 90), max_size=5), st.booleans())
def test_the_filter_is_the_same_however_the_content_is_cut(content, cuts, starts_inside):
    def run(pieces):
        tags = ThinkTags(starts_inside=starts_inside)
        outputs = [tags.feed(piece) for piece in pieces]
        is_inside = tags.is_inside
        return "".join(text for text, _ in outputs) + tags.end(), "".join(t for _, t in outputs), is_inside

    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    pieces = [content[start:end] for start, end in pairwise(edges)]
    whole, cut = run([content]), run(pieces)
    assert cut == whole
