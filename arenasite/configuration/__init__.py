"""Where settings come from: environment variables, and the secret key of a local site."""

from arenasite.configuration.environment import (
    env,
    env_flag,
    env_float,
    env_int,
    env_list,
    env_secret,
    split_list,
)
from arenasite.configuration.local_key import get_local_secret_key

__all__ = [
    "env",
    "env_flag",
    "env_float",
    "env_int",
    "env_list",
    "env_secret",
    "get_local_secret_key",
    "split_list",
]
