"""From the reveal to the next battle: challengers, what was better, links with a prompt or two models."""

import pytest
from asgiref.sync import sync_to_async

from battles.annotations.deduplication import store_digests
from battles.models import Battle, Contender, PromptDigest, Vote
from tests import world
from tests.battles.views.visitor import Visitor, count

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("left", "right", "third", "fourth")


@pytest.fixture
def wide_stage(scripted):
    arena = world.make_arena(vote_grace=0)
    world.make_pool(arena, NAMES)
    return arena


@sync_to_async
def battles() -> list[Battle]:
    return list(Battle.objects.select_related("contender_a", "contender_b", "follows").order_by("pk"))


async def voted(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.events()
    await visitor.do("vote", {"outcome": "a"})


async def test_the_next_challengers_get_the_same_prompt_and_are_neither_of_the_two(runner, wide_stage):
    visitor = Visitor()
    await voted(visitor)
    response = await visitor.do("challenger")
    assert (await visitor.do("challenger"))["Location"] == response["Location"]
    first, second = await battles()
    assert response["Location"] == f"/battles/{second.key}/"
    assert second.follows == first
    assert not {first.contender_a_id, first.contender_b_id} & {second.contender_a_id, second.contender_b_id}
    assert second.pair_probability == pytest.approx(1.0)
    visitor.url = response["Location"]
    assert await visitor.events()
    await visitor.do("vote", {"outcome": "b"})
    clusters = await sync_to_async(lambda: set(Vote.objects.values_list("prompt_cluster", flat=True)))()
    assert len(clusters) == 1


async def test_there_are_no_challengers_before_the_vote_or_without_two_other_models(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    assert (await visitor.do("challenger")).status_code == 409
    await visitor.do("vote", {"outcome": "a"})
    refused = await visitor.do("challenger")
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert await count(Battle) == 1


async def test_a_challenge_is_no_repetition_of_its_prompt(runner, wide_stage):
    visitor = Visitor()
    await voted(visitor)
    visitor.url = (await visitor.do("challenger"))["Location"]
    await visitor.events()
    await visitor.do("vote", {"outcome": "a"})
    await sync_to_async(store_digests)(wide_stage)
    digests = await sync_to_async(
        lambda: list(PromptDigest.objects.order_by("battle").values_list("digest", flat=True))
    )()
    assert digests[0] is not None
    assert digests[1] is None


async def test_the_reveal_has_the_form_for_the_next_prompt(runner, stage):
    visitor = Visitor()
    await voted(visitor)
    page = await visitor.page()
    assert 'action="/battles/"' in page
    assert "Next challengers" in page
    assert "What was better?" in page


async def test_what_was_better_is_stored_and_shown_again(runner, stage):
    visitor = Visitor()
    await voted(visitor)
    assert (await visitor.do("aspects", {"aspect": ["clear", "no such"]})).status_code == 302
    assert 'value="clear" checked' in await visitor.page()
    response = await visitor.do("aspects", {}, **{"HX-Request": "true"})
    assert response.status_code == 204
    assert 'value="clear" checked' not in await visitor.page()


async def test_a_link_fills_in_the_prompt(stage):
    visitor = Visitor()
    page = (await visitor.client.get("/", {"prompt": "Why <is> it?"})).content.decode()
    assert "Why &lt;is&gt; it?</textarea>" in page


async def test_a_link_chooses_two_models_side_by_side(stage):
    visitor = Visitor()
    response = await visitor.client.get("/", {"vs": "text-left,text-right", "prompt": "Hello"})
    assert response["Location"].startswith("/side-by-side/text/?")
    page = (await visitor.client.get(response["Location"])).content.decode()
    assert 'name="name_a" value="left"' in page
    assert 'name="name_b" value="right"' in page
    assert "Hello</textarea>" in page
    page = (await visitor.client.get("/side-by-side/", {"vs": "nobody,text-right"})).content.decode()
    assert "No model is called “nobody”." in page
    assert 'name="name_b" value="right"' in page


async def test_an_unnamed_preview_is_not_found_by_its_slug(stage):
    @sync_to_async
    def preview():
        stage.offers_previews = True
        stage.save()
        contender = world.make_contender(stage, "secret", state=Contender.State.PREVIEW)
        Contender.objects.filter(pk=contender.pk).update(codename="Amber Fox")

    await preview()
    visitor = Visitor()
    page = (await visitor.client.get("/side-by-side/", {"vs": "text-secret,text-right"})).content.decode()
    assert "No model is called “text-secret”." in page
    assert 'name="name_b" value="right"' in page
