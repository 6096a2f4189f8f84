"""What of the API should not be used any more, and what to use in its place.

Answers of a deprecated address say so (RFC 9745 Deprecation, RFC 8594 Sunset, Link). To deprecate an address
or a parameter, add one entry. It works until its sunset at least, and no clock takes it away: a release after
that day removes it together with its entry.
"""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import http_date

NOTICE = dt.timedelta(days=365)
"""The least time between an announcement and its sunset."""

PAGE = "/api/reference/#deprecated"


@dataclass(frozen=True)
class Deprecation:
    """An address of the API by its URL name, or one parameter of it.

    since: from when on it is deprecated. sunset: from when on it may be gone, NOTICE later at least.
    successor: the address to use instead. words: for people.
    """

    url_name: str
    since: dt.datetime
    sunset: dt.datetime
    successor: str
    words: str
    parameter: str = ""

    @property
    def sentences(self) -> str:
        """When it ends and what to use instead, for the description of the API."""
        until = f"Deprecated since {self.since:%Y-%m-%d}; works until {self.sunset:%Y-%m-%d} at least."
        return f"{until} Use `{self.successor}` instead: {self.words}"

    def applies_to(self, url_name: str, parameters: Container[str]) -> bool:
        """Whether a request for this address with these parameters uses it."""
        return self.url_name == url_name and (not self.parameter or self.parameter in parameters)


DEPRECATIONS: tuple[Deprecation, ...] = (
    Deprecation(
        "api_differences",
        since=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        sunset=dt.datetime(2027, 12, 1, tzinfo=dt.UTC),
        successor="/api/v1/changes/{arena}/{category}/",
        words="it takes the same numbers of snapshots, and days.",
    ),
)


def find_deprecation(url_name: str) -> Deprecation | None:
    """Return the entry of a whole address, or None."""
    return next((each for each in DEPRECATIONS if each.url_name == url_name and not each.parameter), None)


def add_deprecation(response: HttpResponse, url_name: str, parameters: Container[str]) -> None:
    """Say in the headers what of the request is deprecated; the earliest sunset counts."""
    used = [each for each in DEPRECATIONS if each.applies_to(url_name, parameters)]
    if not used:
        return
    response["Deprecation"] = f"@{int(min(each.since for each in used).timestamp())}"
    response["Sunset"] = http_date(min(each.sunset for each in used).timestamp())
    links = [response["Link"]] if "Link" in response else []
    links += [f'<{each.successor}>; rel="successor-version"' for each in used if "{" not in each.successor]
    links += [f'<{PAGE}>; rel="{relation}"; type="text/html"' for relation in ("deprecation", "sunset")]
    response["Link"] = ", ".join(links)
