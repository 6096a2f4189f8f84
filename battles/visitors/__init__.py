"""Who a visitor is to the site: a signed cookie, and keyed hashes of the address."""

from battles.visitors.address_hashes import (
    AddressHashes,
    address_hash,
    get_address,
    hash_address,
    hash_request,
)
from battles.visitors.address_keys import destroy_old_keys, get_key
from battles.visitors.cookie import (
    COOKIE,
    COOKIE_SALT,
    COOKIE_SECONDS,
    delete_voter_cookie,
    find_voter,
    get_or_build_voter,
    get_voter_key,
    read_voter_key,
    set_voter_cookie,
)
from battles.visitors.form_tokens import get_form_token

__all__ = [
    "COOKIE",
    "COOKIE_SALT",
    "COOKIE_SECONDS",
    "AddressHashes",
    "address_hash",
    "delete_voter_cookie",
    "destroy_old_keys",
    "find_voter",
    "get_address",
    "get_form_token",
    "get_key",
    "get_or_build_voter",
    "get_voter_key",
    "hash_address",
    "hash_request",
    "read_voter_key",
    "set_voter_cookie",
]
