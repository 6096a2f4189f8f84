"""Reaching a model: where it is asked, with which key, and whether it answers at all."""

import os

from battles.models import LanguageModel
from battles.providers.base import Target, Timeouts


class Unreachable(Exception):
    """A model that cannot be asked as it is set up."""


class NoEndpoint(Unreachable):
    """The model is known by name only (from a vote log) and no server answers for it."""

    def __init__(self, model: LanguageModel):
        super().__init__(f"{model.name} has no endpoint")


class KeyMissing(Unreachable):
    """The environment variable that should hold the endpoint's key is not set."""

    def __init__(self, variable: str):
        super().__init__(f"the environment variable {variable} is not set")
        self.variable = variable


def key_of(variable: str) -> str | None:
    """The key that an environment variable holds; None where no variable is named. Raises KeyMissing."""
    if not variable:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise KeyMissing(variable)
    return key


def target_of(model: LanguageModel) -> Target:
    """Where and how this model is asked, with the key the environment holds now.

    In async code the model's endpoint must have been loaded with it. Raises Unreachable (NoEndpoint,
    KeyMissing).
    """
    endpoint = model.endpoint
    if endpoint is None:
        raise NoEndpoint(model)
    return Target(
        upstream_name=model.upstream_name,
        base_url=endpoint.base_url,
        api_key=key_of(endpoint.key_env),
        parameters=dict(model.parameters),
        timeouts=Timeouts(
            connect=model.connect_timeout,
            first_token=model.first_token_timeout,
            idle=model.idle_timeout,
            total=model.total_timeout,
        ),
    )
