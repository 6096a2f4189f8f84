"""What gates learn of a request: named fields, cookies and headers, the prefixes of the address. Never more.

A gate gets no request, so it cannot read a session, another cookie or a header that a visitor has invented.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.http import HttpRequest

from battles.addresses import Prefix, list_prefixes
from battles.models import EvidenceTier
from battles.visitors import get_address

VETTED = "battles.vetted_voter"
MAX_VALUE = 8_000
"""Characters of one field, cookie or header; a longer one is not given to a gate."""


@dataclass(frozen=True)
class Evidence:
    """What is known of the visitor who sends a prompt.

    voter_key: of the cookie or the form. prefixes: networks of the address, the narrowest first; empty
    without a usable address. account: MEMBER or VETTED for a signed-in visitor. moment: when they asked, in
    seconds since the epoch.
    """

    voter_key: uuid.UUID | None = None
    prefixes: tuple[Prefix, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    account: EvidenceTier | None = None
    moment: float = field(default_factory=time.time)

    @property
    def address(self) -> str:
        """The narrowest prefix as an address, for the limits engine; empty without one."""
        return self.prefixes[0].network.partition("/")[0] if self.prefixes else ""

    def narrow(self, *, fields: Iterable[str], cookies: Iterable[str], headers: Iterable[str]) -> "Evidence":
        """The same with the named fields, cookies and headers only."""
        return replace(
            self,
            fields={name: self.fields[name] for name in fields if name in self.fields},
            cookies={name: self.cookies[name] for name in cookies if name in self.cookies},
            headers={name: self.headers[name] for name in headers if name in self.headers},
        )


NO_EVIDENCE = Evidence()


def build_evidence(
    request: HttpRequest, *, voter_key: uuid.UUID | None, fields: Mapping[str, str] | None = None
) -> Evidence:
    """Collect what gates may learn of a request. fields: of a held form, instead of the posted ones."""
    return Evidence(
        voter_key=voter_key,
        prefixes=tuple(list_prefixes(get_address(request))),
        fields=_short((request.POST if fields is None else fields).items()),
        cookies=_short(request.COOKIES.items()),
        headers=_short(
            (name.lower(), request.headers[name])
            for name in settings.VERIFIED_HEADERS
            if name in request.headers
        ),
        account=_get_account(request),
    )


def _short(values: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in values if len(value) <= MAX_VALUE}


def _get_account(request: HttpRequest) -> EvidenceTier | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return EvidenceTier(EvidenceTier.VETTED if user.has_perm(VETTED) else EvidenceTier.MEMBER)
