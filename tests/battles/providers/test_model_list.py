"""The list of models an endpoint offers."""

import pytest

from battles.providers.base import ErrorKind, ModelList, ProviderError, Target
from battles.providers.openai_chat import OpenAIChatProvider
from tests.battles.providers.conftest import KEY
from tests.battles.providers.upstream import CUT, document, models, refusal, stream

pytestmark = pytest.mark.usefixtures("connections")


async def test_models_are_listed_once_each_in_the_servers_order(upstream):
    provider, target = OpenAIChatProvider(), Target("", base_url=upstream.base_url, api_key=KEY)
    upstream.models = models("b", "a", "b")
    assert await provider.list_models(target) == ModelList(["b", "a"])
    assert upstream.requests[-1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "value", [[{"id": "a"}], {"models": [{"name": "a"}]}, {"data": ["a"]}, {"data": [{"id": "a"}, "a"]}]
)
async def test_other_forms_of_the_list_are_read(upstream, value):
    upstream.models = document(value)
    target = Target("", base_url=upstream.base_url)
    assert await OpenAIChatProvider().list_models(target) == ModelList(["a"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"data": [{"id": "a"}, {"object": "model"}, {"id": None}, 7]}, ModelList(["a"], unnamed=3)),
        ({"data": None}, ModelList([])),
        ([{"price": 1}], ModelList([], unnamed=1)),
    ],
)
async def test_entries_without_a_name_are_skipped_and_counted(upstream, value, expected):
    upstream.models = document(value)
    target = Target("", base_url=upstream.base_url)
    assert await OpenAIChatProvider().list_models(target) == expected


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (refusal(401), ErrorKind.AUTH),
        (refusal(404), ErrorKind.BAD_REQUEST),
        (document({"hello": "world"}), ErrorKind.MALFORMED),
        (document({"error": {"code": 401}}), ErrorKind.AUTH),
        (stream(b"<html>"), ErrorKind.MALFORMED),
        (stream(CUT), ErrorKind.TRUNCATED),
    ],
)
async def test_what_is_no_list_of_models_has_its_kind(upstream, response, kind):
    upstream.models = response
    target = Target("", base_url=upstream.base_url)
    with pytest.raises(ProviderError) as caught:
        await OpenAIChatProvider().list_models(target)
    assert caught.value.kind is kind
