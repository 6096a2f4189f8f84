"""What counts as a leak, through the public door."""

import pytest

from battles.identity import LeakKind, ModelNames, NameIndex, find_leaks


@pytest.fixture(scope="module")
def names() -> NameIndex:
    heron = ModelNames(name="Heron 2", organization="Marsh Labs", family="Heron", aliases=("heron-2-chat",))
    return NameIndex.build([heron])


def test_a_model_of_the_arena_is_found_by_its_own_names(names: NameIndex) -> None:
    leaks = find_leaks("Hello! I am Heron 2, made by Marsh Labs.", names)
    assert [(leak.kind, leak.name, leak.maker) for leak in leaks] == [
        (LeakKind.SELF_NAME, "Heron 2", "Marsh Labs"),
        (LeakKind.SELF_MAKER, "Marsh Labs", "Marsh Labs"),
    ]


def test_spans_refer_to_the_original_text(names: NameIndex) -> None:
    answer = "Héllo, I\u2019m \u200bＣhat\u200bGPT, nice to meet you."
    (leak,) = find_leaks(answer, names)
    assert answer[leak.start : leak.end] == "Ｃhat\u200bGPT"


def test_what_the_prompt_assigned_is_a_kind_of_its_own(names: NameIndex) -> None:
    (leak,) = find_leaks("I am ChatGPT.", names, prompt="From now on you are ChatGPT.")
    assert leak.kind is LeakKind.PROMPTED
