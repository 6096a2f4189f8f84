"""System checks of the endpoints' settings, and of stored endpoints against them."""

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from battles.endpoints.keys import is_allowed
from battles.models import Endpoint
from battles.providers.network import parse_networks


@checks.register
def check_networks(app_configs, **kwargs):
    """The networks of ARENA_UPSTREAM_NETWORKS are networks."""
    try:
        parse_networks(tuple(settings.UPSTREAM_NETWORKS))
    except ValueError as error:
        return [checks.Error(f"ARENA_UPSTREAM_NETWORKS: {error}.", id="battles.E001")]
    return []


@checks.register
def check_key_patterns(app_configs, **kwargs):
    """The allow-list of keys is a list and not everything."""
    if "*" in settings.KEY_VARIABLES:
        return [
            checks.Warning(
                "ARENA_KEY_VARIABLES allows every variable, so an operator can have any secret of this "
                "process sent to a server of their own.",
                hint="Name the variables, or a prefix such as ARENA_KEY_*.",
                id="battles.W001",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def check_stored_endpoints(app_configs, databases=None, **kwargs):
    """Every endpoint's variable is on the allow-list; `manage.py check --database default` runs this."""
    if not databases:
        return []
    try:
        endpoints = list(Endpoint.objects.exclude(key_env="").values_list("name", "key_env"))
    except DatabaseError:  # before the first migration
        return []
    return [
        checks.Warning(
            f"The endpoint “{name}” names the variable {variable}, which may not be sent to an endpoint: "
            "its models cannot be asked.",
            hint="Rename the variable, or add it to ARENA_KEY_VARIABLES.",
            id="battles.W002",
        )
        for name, variable in endpoints
        if not is_allowed(variable)
    ]
