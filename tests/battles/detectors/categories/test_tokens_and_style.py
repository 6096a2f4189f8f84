"""The measures of a conversation's turns and sides."""

from battles.detectors.categories import Conversation, category_tags
from battles.detectors.categories import style as style_facts
from battles.detectors.categories import tokens as token_facts
from battles.detectors.style import style_features
from battles.detectors.tokens import estimate_tokens
from battles.tags import Tag

CONVERSATION = Conversation(
    prompts=("First question?", "Second?"),
    answers_a=("# One\n- a", "**two**"),
    answers_b=("plain",),
)


def test_tokens_are_counted_turn_by_turn():
    fact = token_facts.DETECTOR.detect(CONVERSATION)

    assert fact.value == {
        "prompts": [estimate_tokens("First question?"), estimate_tokens("Second?")],
        "answers_a": [estimate_tokens("# One\n- a"), estimate_tokens("**two**")],
        "answers_b": [estimate_tokens("plain")],
    }
    assert category_tags([fact]) == Tag(0)


def test_style_is_summed_side_by_side_under_the_names_of_public_data():
    fact = style_facts.DETECTOR.detect(CONVERSATION)

    assert fact.value["a"] == {
        "tokens": style_features("# One\n- a").tokens + style_features("**two**").tokens,
        "header_count": {"h1": 1, "h2": 0, "h3": 0, "h4": 0, "h5": 0, "h6": 0},
        "list_count": {"ordered": 0, "unordered": 1},
        "bold_count": {"**": 1, "__": 0},
    }
    assert fact.value["b"]["list_count"] == {"ordered": 0, "unordered": 0}
    assert category_tags([fact]) == Tag(0)
