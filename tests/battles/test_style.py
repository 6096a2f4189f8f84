"""The markdown features of an answer."""

from battles.style import Style, style_features


def test_counts_headers_lists_and_bold_outside_fenced_code():
    prose = "# One\n## Two\n\n1. first\n2. second\n- third\n**bold** and __strong__\n"
    answer = prose + "```python\n# no\n- no\n**no**\n```\n"

    style = style_features(answer)

    assert style.header_levels == (1, 1, 0, 0, 0, 0)
    assert (style.ordered, style.unordered) == (2, 1)
    assert (style.bold_asterisks, style.bold_underscores) == (1, 1)
    assert (style.headers, style.lists, style.bold) == (2, 3, 2)


def test_styles_of_several_turns_add_up():
    first, second = style_features("# A\n**x**"), style_features("- y")

    assert first + second == Style(
        tokens=first.tokens + second.tokens,
        header_levels=(1, 0, 0, 0, 0, 0),
        unordered=1,
        bold_asterisks=1,
    )
