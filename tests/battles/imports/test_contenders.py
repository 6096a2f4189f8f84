"""Log names and the contenders they become."""

import pytest

from battles.imports.contenders import REASON, ImportedContenders
from battles.models import Contender, ContenderChange, LanguageModel
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    return world.make_arena("history", accepts_battles=False)


def registered(slug, **more):
    return LanguageModel.objects.create(slug=slug, name=slug.upper(), **more)


def contender(arena, name, *, match=False):
    found = ImportedContenders(arena, match=match)
    return Contender.objects.get(pk=found.ids([name])[name]), found


def test_a_new_name_is_a_retired_model_of_its_own(history):
    made, found = contender(history, "GPT 4 (turbo)")
    assert (made.state, made.imported_name) == (Contender.State.RETIRED, "GPT 4 (turbo)")
    assert (made.model.name, made.model.slug) == ("GPT 4 (turbo)", "history-gpt-4-turbo")
    assert made.model.origin == LanguageModel.Origin.IMPORTED
    assert made.model.endpoint is None
    change = ContenderChange.objects.get(contender=made)
    assert (change.from_state, change.to_state, change.reason) == ("", "retired", REASON)
    assert found.created == ["GPT 4 (turbo)"]


def test_a_known_name_is_the_same_contender(history):
    first, _ = contender(history, "gpt-4")
    again, found = contender(history, "gpt-4")
    assert again == first
    assert found.created == []


def test_the_same_name_in_another_arena_is_another_model(history):
    here, _ = contender(history, "gpt-4")
    there, _ = contender(world.make_arena("other"), "gpt-4")
    assert here.model != there.model


@pytest.mark.parametrize(
    "names", [["GPT 4", "gpt-4", "gpt_4?", "GPT-4!"], ["模型甲", "模型乙"], ["x" * 199 + c for c in "ab"]]
)
def test_names_that_look_alike_as_slugs_stay_apart(history, names):
    ids = ImportedContenders(history, match=False).ids(names)
    assert len({ids[name] for name in names}) == len(names)
    slugs = set(LanguageModel.objects.values_list("slug", flat=True))
    assert len(slugs) == len(names)
    assert max(map(len, slugs)) <= 140


def test_a_registered_model_of_the_same_name_is_left_alone_unless_asked(history):
    registered("gpt-4")
    made, found = contender(history, "gpt-4")
    assert made.model.origin == LanguageModel.Origin.IMPORTED
    assert found.matched == []


@pytest.mark.parametrize("name", ["gpt-4", "GPT-4", "gpt4"])
def test_a_name_is_matched_by_slug_name_or_alias_on_purpose(history, name):
    model = registered("gpt-4", aliases=["gpt4"])
    made, found = contender(history, name, match=True)
    assert made.model == model
    assert (made.state, made.imported_name) == (Contender.State.RETIRED, name)
    assert found.matched == [name]


def test_two_names_of_one_model_are_one_contender(history):
    registered("gpt-4", aliases=["gpt4"])
    ids = ImportedContenders(history, match=True).ids(["gpt-4", "gpt4"])
    assert ids["gpt-4"] == ids["gpt4"]


def test_a_name_that_two_models_share_is_not_matched(history):
    registered("a", aliases=["both"])
    registered("b", aliases=["both"])
    made, found = contender(history, "both", match=True)
    assert made.model.origin == LanguageModel.Origin.IMPORTED
    assert found.matched == []


def test_a_slug_goes_before_another_models_alias(history):
    model = registered("gpt-4")
    registered("other", aliases=["gpt-4"])
    assert contender(history, "gpt-4", match=True)[0].model == model


def test_an_active_contender_that_is_matched_stays_as_it_is(arena):
    active = world.make_contender(arena, "gpt-4")
    found, _ = contender(arena, "gpt-4", match=True)
    assert found == active
    assert (found.state, found.imported_name) == (Contender.State.ACTIVE, None)


def test_imported_models_match_no_other_name(history):
    contender(world.make_arena("other"), "gpt-4")
    made, found = contender(history, "other-gpt-4", match=True)
    assert made.model.name == "other-gpt-4"
    assert found.matched == []
