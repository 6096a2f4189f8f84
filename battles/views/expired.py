"""A posted form whose CSRF token is missing or old: the same page again with a new token and the draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from battles.views.own_battle import Refusal, get_own_battle, render_refusal
from battles.views.start import render_start_refusal

STATUS = 403


def render_expired_form(request: HttpRequest) -> HttpResponse | None:
    """The page of an expired form of a battle, ready to be sent again; None for other forms.

    An htmx request gets an order to reload its page: only the part around the button is posted.
    """
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.url_name not in {"battle_open", "prompt_add", "regenerate", "again", "vote", "reveal", "stop"}:
        return None
    refusal = Refusal(_("This page was open for a long time. Please send the form again now."), STATUS)
    if match.url_name == "battle_open":
        return render_start_refusal(request, refusal)
    try:
        battle = get_own_battle(request, match.kwargs["key"])
    except Http404:
        return None
    response = render_refusal(request, battle, refusal)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response
