"""Random seeds derived from the evidence, so that the same evidence gives the same digits."""


def seed_from_digest(digest: str) -> int:
    """Return a 64-bit seed.

    Parameters
    ----------
    digest : hexadecimal digest of at least 16 digits; the first 16 are used.

    Raises
    ------
    ValueError : the digest is shorter.
    """
    if len(digest) < 16:
        raise ValueError("a digest has at least 16 hexadecimal digits")
    return int(digest[:16], 16)
