"""Answers to a page on which htmx puts the next finding in place of this one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django_htmx.http import HttpResponseClientRedirect

AHEAD_HEADER = "Desk-Ahead"
"""Of a request: the address of the finding's page that review.js has loaded ahead."""
NEXT_HEADER = "Desk-Next"
"""Of a response: that page is the next one."""


def leave(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect; from a page that htmx has in place only pages of findings are loaded in place.

    If the browser has loaded that page ahead, the answer is its address with the messages alone.
    """
    if not getattr(request, "htmx", False):
        return redirect(url)
    if "finding=" not in url:
        return HttpResponseClientRedirect(url)
    if request.headers.get(AHEAD_HEADER) != url:
        return redirect(url)
    headers = {NEXT_HEADER: url, "HX-Push-Url": url}
    return TemplateResponse(request, "admin/_messages.html", headers=headers)
