"""Pages that differ in a few values from request to request: rendered once, then filled.

Django's templates render a page with marks in the places of these values. What is between the marks is kept
as bytes, and later requests join it with their own values. The bytes are those that the template would give.

- A value is never part of a kept shell: only marks are rendered into it.
- A value must not decide about anything else in the template, and no filter may change it.
- Everything else that the page depends on is in its key.
"""

import copy
import re
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from battles.visitors import get_form_token

MAX_SHELLS = 128
"""Shells of one template that are kept, about 12 kB each; the oldest is dropped."""

Values = Mapping[str, str]
BuildContext = Callable[[Values], dict[str, Any]]
FORM_TOKEN = "csrf_token"  # noqa: S105  a name
BATTLE_KEY = "battle_key"
OF_VISITOR = {"user", "auser", "session", "arena_voter", "_messages"}
"""Attributes of a request that middleware and views have put there."""

HEX = "[0-9a-f]"
split_at_uuids = re.compile(f"({HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}})").split


class PageShells:
    """The shells of one template.

    Marks are random UUIDs: they cannot occur in a page, no escaping changes them, and an address accepts one
    in the place of a battle's key.
    """

    def __init__(self, template: str, *, max_shells: int = MAX_SHELLS) -> None:
        self._template = template
        self._marks: dict[str, str] = {}
        self._shells: OrderedDict[Hashable, list[bytes | str]] = OrderedDict()
        self._max_shells = max_shells

    def render(
        self, request: HttpRequest, key: Hashable, values: Values, build_context: BuildContext
    ) -> bytes:
        """Return the page's bytes.

        key: everything that the context depends on besides `values`; address, host and language are added.
        values: by name, without the form's token. `battle_key` is replaced in the page's address too.
        build_context: the template's context, given the values or marks in their places.
        """
        battle_key = values.get(BATTLE_KEY)
        path = request.path.replace(battle_key, self._get_mark(BATTLE_KEY)) if battle_key else request.path
        full_key = (request.scheme, request.get_host(), path, get_language(), key)
        shell = self._shells.get(full_key)
        if shell is None:
            shell = self._keep(full_key, self._render_marks(request, path, list(values), build_context))
        filled: dict[str, bytes] = {}
        for name in {part for part in shell if isinstance(part, str)}:
            value = get_form_token(request) if name == FORM_TOKEN else values[name]
            filled[name] = conditional_escape(value).encode()
        return b"".join([part if isinstance(part, bytes) else filled[part] for part in shell])

    def _render_marks(
        self, request: HttpRequest, path: str, names: list[str], build_context: BuildContext
    ) -> list[bytes | str]:
        """Return the page as bytes and, in between, the names of values."""
        marked = _without_visitor(request)
        marked.path = marked.path_info = path
        marks = {name: self._get_mark(name) for name in names}
        token = self._get_mark(FORM_TOKEN)
        html = render_to_string(self._template, {**build_context(marks), FORM_TOKEN: token}, marked)
        names_of_marks = {mark: name for name, mark in {**marks, FORM_TOKEN: token}.items()}
        return [names_of_marks.get(part) or part.encode() for part in split_at_uuids(html) if part]

    def _get_mark(self, name: str) -> str:
        return self._marks.setdefault(name, str(uuid.uuid4()))

    def _keep(self, key: Hashable, shell: list[bytes | str]) -> list[bytes | str]:
        self._shells[key] = shell
        while len(self._shells) > self._max_shells:
            self._shells.popitem(last=False)
        return shell

    def __len__(self) -> int:
        return len(self._shells)


def _without_visitor(request: HttpRequest) -> HttpRequest:
    """A copy of a request without its account and cookies: a shell is for all visitors."""
    copied = copy.copy(request)
    copied.COOKIES = {}
    for name in OF_VISITOR & vars(copied).keys():
        delattr(copied, name)
    return copied
