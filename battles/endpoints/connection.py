"""Build the target of a model's calls from its settings and environment."""

from django.utils.translation import gettext as _

from battles.endpoints.keys import Unreachable, read_key
from battles.models import LanguageModel
from battles.providers.base import Target, Timeouts


class NoEndpoint(Unreachable):
    """The model has no endpoint: it is known by name only, for example from a vote log."""

    def __init__(self, model: LanguageModel):
        super().__init__(_("%(model)s has no endpoint.") % {"model": model.name})


def build_target(model: LanguageModel) -> Target:
    """Return the model's target, with the key that the environment has now.

    In async code the model's endpoint must already be loaded. Raises Unreachable (NoEndpoint, KeyMissing,
    VariableNotAllowed).
    """
    endpoint = model.endpoint
    if endpoint is None:
        raise NoEndpoint(model)
    return Target(
        upstream_name=model.upstream_name,
        base_url=endpoint.base_url,
        api_key=read_key(endpoint.key_env),
        parameters=dict(model.parameters),
        timeouts=Timeouts(
            connect=model.connect_timeout,
            first_token=model.first_token_timeout,
            idle=model.idle_timeout,
            total=model.total_timeout,
        ),
        thinks_first=model.thinks_first,
        accepts_done=endpoint.accepts_done,
    )
