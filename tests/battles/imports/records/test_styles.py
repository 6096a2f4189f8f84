"""Style counts a log carries."""

import pytest

from battles.imports.records.styles import read_styles
from battles.imports.records.values import BadRecord


def metadata(**changes) -> dict:
    side = {
        "sum_assistant_{}_tokens": 120,
        "header_count_{}": {"h1": 1, "h2": 2, "h3": 0, "h4": 0, "h5": 0, "h6": 0},
        "list_count_{}": {"ordered": 3, "unordered": 4},
        "bold_count_{}": {"**": 5, "__": 1},
    }
    return {name.format(s): value for s in "ab" for name, value in side.items()} | changes


def test_both_sides_counts_are_read():
    a, b = read_styles(metadata(sum_assistant_b_tokens="60.0"))
    assert (a.tokens, a.headers, a.lists, a.bold) == (120, 3, 7, 6)
    assert b.tokens == 60
    assert a.header_levels == (1, 2, 0, 0, 0, 0)


@pytest.mark.parametrize("missing", [*metadata()])
def test_one_missing_count_leaves_the_style_unknown(missing):
    assert read_styles(metadata(**{missing: None})) is None


def test_one_empty_cell_leaves_the_style_unknown():
    assert read_styles(metadata(bold_count_a={"**": "", "__": "0"})) is None


@pytest.mark.parametrize(
    "bad",
    [
        {"bold_count_a": {"**": -1, "__": 0}},
        {"list_count_b": [1, 2]},
        {"list_count_b": {"ordered": 2**31 - 1, "unordered": 1}},
    ],
)
def test_an_impossible_count_is_refused(bad):
    with pytest.raises(BadRecord):
        read_styles(metadata(**bad))
