"""Secrets of this site: keys for single purposes, and secrets from environment variables."""

from battles.keys.secret_variables import InvalidSecret, read_secret
from battles.keys.site_keys import (
    Purpose,
    derive_key,
    find_oldest_key,
    key_id,
    keyed_hash,
    list_purpose_keys,
    list_site_keys,
    parse_retired_keys,
)

__all__ = [
    "InvalidSecret",
    "Purpose",
    "derive_key",
    "find_oldest_key",
    "key_id",
    "keyed_hash",
    "list_purpose_keys",
    "list_site_keys",
    "parse_retired_keys",
    "read_secret",
]
