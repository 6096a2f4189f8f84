"""The door of the detectors: facts out of a conversation, tags out of facts."""

import json

import pytest

from battles.detectors.categories import DETECTORS, Conversation, Fact, category_tags, detect
from battles.tags import Tag

PYTHON_QUESTION = "Write a Python function that reverses a linked list, please."


def test_every_detector_states_one_fact_with_its_version():
    facts = detect(
        Conversation(prompts=("Hello, how are you today?",), answers_a=("Fine.",), answers_b=("",))
    )

    assert [(fact.detector, fact.version) for fact in facts] == [
        (detector.name, detector.version) for detector in DETECTORS
    ]


def test_names_of_detectors_are_unique():
    assert len({detector.name for detector in DETECTORS}) == len(DETECTORS)


@pytest.mark.parametrize(
    "conversation",
    [
        Conversation(prompts=()),
        Conversation(prompts=("",), answers_a=("",)),
        Conversation(
            prompts=("请写一段代码", "谢谢"),
            answers_a=("```python\nx = 1\n```", "不客气"),
            answers_b=("a\ud800b",),
        ),
    ],
)
def test_facts_survive_json_and_imply_the_same_tags(conversation):
    facts = detect(conversation)
    stored = tuple(Fact(fact.detector, fact.version, json.loads(json.dumps(fact.value))) for fact in facts)

    assert stored == facts
    assert category_tags(stored) == category_tags(facts)


def test_tags_gather_language_coding_and_turns():
    conversation = Conversation(
        prompts=(PYTHON_QUESTION, "Now without recursion."),
        answers_a=("```python\ndef reverse(head): ...\n```", "I'm sorry, but I can't help with that."),
        answers_b=("Here it is.", "Done."),
    )

    assert category_tags(detect(conversation)) == Tag.ENGLISH | Tag.CODING | Tag.MULTI_TURN | Tag.REFUSAL


def test_facts_of_unknown_detectors_imply_nothing():
    assert category_tags([Fact("identity", "1", {"leaks": []})]) == Tag(0)
