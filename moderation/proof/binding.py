"""What challenges, passes and waiting tokens are bound to: a voter and a network, as keyed hashes."""

import uuid
from collections.abc import Sequence

from django.utils.crypto import constant_time_compare, salted_hmac

from battles.addresses import Prefix


def bind(voter_key: uuid.UUID, prefixes: Sequence[Prefix]) -> str:
    """24 hex digits for the voter and the widest prefix: a carrier may change the address within it."""
    network = prefixes[-1].network if prefixes else ""
    value = f"{voter_key.hex} {network}"
    return salted_hmac("moderation.proof.binding", value, algorithm="sha256").hexdigest()[:24]


def is_bound(binding: object, voter_key: uuid.UUID | None, prefixes: Sequence[Prefix]) -> bool:
    """Whether a binding belongs to this voter in this network."""
    if voter_key is None or not isinstance(binding, str):
        return False
    return constant_time_compare(binding, bind(voter_key, prefixes))
