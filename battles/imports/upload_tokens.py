"""Tokens that allow one address to receive a large body. They are checked before the body is read."""

from django.core.signing import BadSignature, TimestampSigner

TOKEN_SECONDS = 6 * 3600
_SALT = "battles.imports.upload"


def issue_upload_token(path: str) -> str:
    """A token for the page of an upload, valid for some hours."""
    return TimestampSigner(salt=_SALT).sign(path)


def is_upload_token(token: str, path: str) -> bool:
    """Whether this token was issued for this address. No database access."""
    try:
        return TimestampSigner(salt=_SALT).unsign(token, max_age=TOKEN_SECONDS) == path
    except BadSignature:
        return False
