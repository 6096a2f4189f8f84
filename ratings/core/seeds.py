"""The same evidence gives the same digits: seeds come from the evidence."""


def seed_from_digest(digest: str) -> int:
    """A 64-bit seed from a hexadecimal digest of at least 16 digits. Raises ValueError for less."""
    if len(digest) < 16:
        raise ValueError("a digest has at least 16 hexadecimal digits")
    return int(digest[:16], 16)
