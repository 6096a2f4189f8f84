"""Floors on the sets that other hands wrote: they fail when the rules get worse."""

import pytest

from battles.detectors.categories.coding import evidence
from battles.detectors.identity import NameIndex, find_leaks, read_request
from tests.battles.detectors.fresh_sets import (
    ANSWERS,
    CODING,
    FIFTH_ANSWERS,
    FIFTH_REQUESTS,
    FOURTH_ANSWERS,
    FOURTH_REQUESTS,
    REQUESTS,
    SIXTH_ANSWERS,
    SIXTH_REQUESTS,
    THIRD_ANSWERS,
    THIRD_REQUESTS,
    read_cases,
)


@pytest.fixture(scope="module")
def names() -> NameIndex:
    return NameIndex.build()


@pytest.mark.parametrize(("use", "least", "most"), [("a", 0.98, 0.02), ("b", 0.9, 0.07)])
def test_answers_that_leak_are_told_from_those_that_compare(
    names: NameIndex, use: str, least: float, most: float
) -> None:
    flagged: dict[object, list[bool]] = {"leak": [], "compare": [], "clean": []}
    for case in read_cases(ANSWERS, use):
        flagged[case.label].append(bool(find_leaks(case.answer, names, prompt=case.prompt or "")))
    assert sum(flagged["leak"]) >= least * len(flagged["leak"]) > 100 * least
    assert sum(flagged["compare"]) <= most * len(flagged["compare"])
    assert not any(flagged["clean"])


@pytest.mark.parametrize(("use", "least"), [("a", 0.98), ("b", 0.95)])
def test_prompts_that_ask_for_identity_are_told_from_others(names: NameIndex, use: str, least: float) -> None:
    cases = read_cases(REQUESTS, use)
    found = [bool(read_request(case.prompt, names)) for case in cases if case.label]
    flagged = [bool(read_request(case.prompt, names)) for case in cases if not case.label]
    assert sum(found) >= least * len(found) > 50 * least
    assert sum(flagged) <= 0.02 * len(flagged)


@pytest.mark.parametrize(("use", "least"), [("a", 0.98), ("b", 0.95)])
def test_prompts_on_coding_are_told_from_others(use: str, least: float) -> None:
    cases = read_cases(CODING, use)
    tagged = [bool(case.label) for case in cases if evidence(case.prompt)]
    assert sum(tagged) >= 0.97 * len(tagged)
    assert sum(tagged) >= least * sum(bool(case.label) for case in cases) > 60 * least


def test_answers_of_a_third_hand_are_told_apart(names: NameIndex) -> None:
    flagged: dict[object, list[bool]] = {"leak": [], "compare": [], "clean": []}
    for case in read_cases(THIRD_ANSWERS, "dev"):
        flagged[case.label].append(bool(find_leaks(case.answer, names, prompt=case.prompt)))
    assert sum(flagged["leak"]) >= 0.97 * len(flagged["leak"]) > 40
    assert not any(flagged["compare"] + flagged["clean"])


def test_prompts_of_a_third_hand_are_told_apart(names: NameIndex) -> None:
    cases = read_cases(THIRD_REQUESTS, "dev")
    found = [bool(read_request(case.prompt, names)) for case in cases if case.label]
    assert sum(found) >= 0.98 * len(found) > 70
    assert not any(read_request(case.prompt, names) for case in cases if not case.label)


@pytest.mark.parametrize(("use", "least", "most"), [("dev", 0.96, 0), ("test", 0.8, 1)])
def test_answers_of_a_fourth_hand_are_told_apart(names: NameIndex, use: str, least: float, most: int) -> None:
    flagged: dict[object, list[bool]] = {"leak": [], "compare": []}
    for case in read_cases(FOURTH_ANSWERS, use):
        flagged[case.label].append(bool(find_leaks(case.answer, names, prompt=case.prompt)))
    assert sum(flagged["leak"]) >= least * len(flagged["leak"]) > 50 * least
    assert len(flagged["compare"]) >= 50
    assert sum(flagged["compare"]) <= most


@pytest.mark.parametrize("use", ["dev", "test"])
def test_prompts_of_a_fourth_hand_are_told_apart(names: NameIndex, use: str) -> None:
    cases = read_cases(FOURTH_REQUESTS, use)
    found = [bool(read_request(case.prompt, names)) for case in cases if case.label]
    assert sum(found) >= 0.98 * len(found) > 55
    assert not any(read_request(case.prompt, names) for case in cases if not case.label)


@pytest.mark.parametrize(
    ("file", "written", "floor", "bound"),
    [(FIFTH_ANSWERS, (80, 80), 79, 0), (SIXTH_ANSWERS, (100, 100), 65, 0)],
)
def test_answers_of_later_hands_are_told_apart_as_measured(
    names: NameIndex, file: str, written: tuple[int, int], floor: int, bound: int
) -> None:
    flagged: dict[object, list[bool]] = {"leak": [], "compare": []}
    for case in read_cases(file, "unread"):
        flagged[case.label].append(bool(find_leaks(case.answer, names, prompt=case.prompt)))
    assert (len(flagged["leak"]), len(flagged["compare"])) == written
    assert sum(flagged["leak"]) >= floor
    assert sum(flagged["compare"]) <= bound


@pytest.mark.parametrize(
    ("file", "written", "floor", "bound"),
    [(FIFTH_REQUESTS, (80, 100), 79, 0), (SIXTH_REQUESTS, (100, 120), 80, 7)],
)
def test_prompts_of_later_hands_are_told_apart_as_measured(
    names: NameIndex, file: str, written: tuple[int, int], floor: int, bound: int
) -> None:
    cases = read_cases(file, "unread")
    found = [bool(read_request(case.prompt, names)) for case in cases if case.label]
    flagged = [bool(read_request(case.prompt, names)) for case in cases if not case.label]
    assert (len(found), len(flagged)) == written
    assert sum(found) >= floor
    assert sum(flagged) <= bound
