"""Policies with a backend that answers over real sockets."""

import pytest

from moderation.models import ScreeningCategory, ScreeningPolicy
from moderation.screening.policy import build_default_policy, forget_policy
from tests import world
from tests.battles.providers.upstream import Upstream, document


@pytest.fixture
def upstream():
    with Upstream() as server:
        yield server


@pytest.fixture
def adopt(db):
    """Stores a policy: categories as (action, words), other fields as they are."""

    def adopt(**changes) -> ScreeningPolicy:
        policy = build_default_policy()
        for category in ScreeningCategory.values:
            if category in changes:
                action, words = changes.pop(category)
                policy.rules[category] = {"action": action, "threshold": 0.5, "words": words}
        for name, value in changes.items():
            setattr(policy, name, value)
        policy.save()
        forget_policy()
        return policy

    return adopt


@pytest.fixture
def with_moderations(adopt, upstream, monkeypatch):
    """Adopts a policy that asks a moderations endpoint; gives a function that sets its scores."""
    monkeypatch.setenv("SCREEN_API_KEY", "sk-screen-0123456789")
    endpoint = world.make_endpoint(
        "Screen", wire_format="openai", base_url=upstream.base_url, key_env="SCREEN_API_KEY"
    )

    def adopt_it(**changes) -> ScreeningPolicy:
        fields = {"backend": "moderations", "endpoint": endpoint, "moderations_model": "omni", "seconds": 2.0}
        return adopt(**fields | changes)

    def score(**scores: float) -> None:
        names = {name.replace("__", "/").replace("_", "-"): value for name, value in scores.items()}
        upstream.by_path["/v1/moderations"] = document({"results": [{"category_scores": names}]})

    score()
    adopt_it.score = score
    return adopt_it
