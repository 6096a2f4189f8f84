"""The CSRF token of a form, masked anew for each page."""

import os

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH

COOKIE, NEEDS_UPDATE = "CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE"
NUMBER = len(CSRF_ALLOWED_CHARS)
LIMIT = 256 - 256 % NUMBER
"""Random bytes from here on are left out, so that every character is equally likely."""

INDEX = {character: index for index, character in enumerate(CSRF_ALLOWED_CHARS)}
RANDOM_BYTES = 2 * CSRF_SECRET_LENGTH


def get_form_token(request: HttpRequest) -> str:
    """Return a token as `django.middleware.csrf.get_token` does, and have the cookie sent.

    Django asks the system for each random character; that costs a visitor without a cookie a tenth of the
    start page.
    """
    secret = request.META.get(COOKIE)
    if secret is None:
        secret = request.META[COOKIE] = "".join([CSRF_ALLOWED_CHARS[number] for number in _draw_numbers()])
    request.META[NEEDS_UPDATE] = True
    mask = _draw_numbers()
    cipher = [
        CSRF_ALLOWED_CHARS[(INDEX[character] + number) % NUMBER]
        for character, number in zip(secret, mask, strict=True)
    ]
    return "".join([*(CSRF_ALLOWED_CHARS[number] for number in mask), *cipher])


def _draw_numbers() -> list[int]:
    """As many random numbers below NUMBER as a secret has characters."""
    numbers: list[int] = []
    while len(numbers) < CSRF_SECRET_LENGTH:
        numbers += [byte % NUMBER for byte in os.urandom(RANDOM_BYTES) if byte < LIMIT]
    return numbers[:CSRF_SECRET_LENGTH]
