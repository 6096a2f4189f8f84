"""What of the API should not be used any more, and what to use in its place.

Answers of a deprecated address say so (RFC 9745 Deprecation, RFC 8594 Sunset, Link). To deprecate an address
or a parameter, add one entry; it keeps working until its sunset.
"""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecation:
    """An address of the API by its URL name, or one parameter of it.

    since: from when on it is deprecated. sunset: from when on it may be gone; None if that is not decided.
    successor: the address to use instead. words: for people.
    """

    url_name: str
    since: dt.datetime
    successor: str
    words: str
    parameter: str = ""
    sunset: dt.datetime | None = None

    def applies_to(self, url_name: str, parameters: Container[str]) -> bool:
        """Whether a request for this address with these parameters uses it."""
        return self.url_name == url_name and (not self.parameter or self.parameter in parameters)


DEPRECATIONS: tuple[Deprecation, ...] = (
    Deprecation(
        "api_differences",
        since=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        successor="/api/v1/changes/{arena}/{category}/",
        words="`changes` takes the same numbers of snapshots, and days.",
    ),
)


def add_deprecation(response: HttpResponse, url_name: str, parameters: Container[str]) -> None:
    """Say in the headers what of the request is deprecated; the earliest sunset counts."""
    used = [each for each in DEPRECATIONS if each.applies_to(url_name, parameters)]
    if not used:
        return
    response["Deprecation"] = f"@{int(min(each.since for each in used).timestamp())}"
    sunsets = [each.sunset for each in used if each.sunset]
    if sunsets:
        response["Sunset"] = http_date(min(sunsets).timestamp())
    links = [response["Link"]] if "Link" in response else []
    links += [f'<{each.successor}>; rel="successor-version"' for each in used if "{" not in each.successor]
    links.append('</api/reference/>; rel="deprecation"; type="text/html"')
    response["Link"] = ", ".join(links)
