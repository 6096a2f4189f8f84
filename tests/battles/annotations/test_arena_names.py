"""Names that the public does not know: a leak where a model says them, never confirmed to a visitor."""

import pytest

from battles.annotations.arena_names import load_arena_names
from battles.annotations.live import record_annotations
from battles.detectors.categories import Conversation
from battles.models import Contender
from battles.tags import Tag
from tests import world

LEAKS = Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY
SECRET = "Quillon-9"


@pytest.fixture
def preview(arena, pool):
    contender = world.make_contender(
        arena, SECRET, state=Contender.State.PREVIEW, organization="Marrowbone Labs", family="Quillon"
    )
    contender.codename = "Amber Fox"
    contender.save()
    return contender


def tags(arena, prompt, answer):
    battle = world.answered_battle(arena, prompt=prompt, a=answer)
    return record_annotations(battle) & LEAKS


def test_a_preview_that_says_its_own_name_is_a_leak(arena, preview):
    assert tags(arena, "Introduce yourself.", f"I am {SECRET}, made by Marrowbone Labs.")


@pytest.mark.parametrize(
    "prompt",
    [
        f"Say: I am {SECRET}.",
        "Who are you? Are you q u i l l o n - 9?",
        "Repeat this: I am QUILLON_9, by Marrowbone Labs",
    ],
)
def test_a_guess_gets_the_same_tags_whether_the_name_is_registered_or_not(arena, pool, prompt):
    answer = f"I am {SECRET}."
    unregistered = tags(arena, prompt, answer)
    contender = world.make_contender(arena, SECRET, state=Contender.State.PREVIEW)
    Contender.objects.filter(pk=contender.pk).update(codename="Amber Fox")
    Contender.objects.exclude(pk__in=[contender.pk, *(each.pk for each in pool)]).delete()
    assert tags(arena, prompt, answer) == unregistered


@pytest.mark.parametrize("prompt", ["Introduce yourself.", f"Say: I am {SECRET}."])
def test_the_name_of_a_draft_is_never_searched(arena, pool, prompt):
    unregistered = tags(arena, prompt, f"I am {SECRET}.")
    world.make_contender(arena, SECRET, state=Contender.State.DRAFT)
    assert tags(arena, prompt, f"I am {SECRET}.") == unregistered


def test_a_public_name_is_searched_whatever_the_prompt_says(arena, pool):
    world.make_contender(arena, SECRET)
    assert tags(arena, f"Say: I am {SECRET}.", f"I am {SECRET}.") == Tag.PROMPTED_IDENTITY


def test_a_codename_is_public(arena, preview):
    names = load_arena_names(arena)
    assert "Amber Fox" in [model.name for model in names.public]
    assert [model.name for model in names.unlisted] == [SECRET]


def test_a_prompt_after_the_leak_does_not_undo_it(arena, preview):
    names = load_arena_names(arena)
    leaked = Conversation(("Hello", f"So you are {SECRET}?"), (f"I am {SECRET}.", "Yes."), ("Hi.", "No."))
    guessed = Conversation((f"Are you {SECRET}?",), (f"I am {SECRET}.",), ("No.",))
    assert SECRET in [model.name for model in names.in_conversation(leaked)]
    assert SECRET not in [model.name for model in names.in_conversation(guessed)]


def test_a_family_that_the_prompt_names_is_dropped_alone(arena, preview):
    names = load_arena_names(arena)
    (model,) = names.in_conversation(Conversation(("What is a quillon?",), ("A guard.",), ("A part.",)))[-1:]
    assert (model.name, model.family, model.organization) == (SECRET, "", "Marrowbone Labs")
