"""A posted form whose CSRF token is missing or old: the same page again with a new token and the draft."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from battles.views.own_battle import Refusal, get_own_battle, render_refusal
from battles.views.start import render_start_refusal
from battles.views.steps import get_posted_fields

STATUS = 403
REPEATED = "repeated"
"""The field of a form that was shown after an expired one: without a cookie still, the browser keeps none."""

TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  a name


def render_expired_form(request: HttpRequest) -> HttpResponse | None:
    """The page of an expired form of a battle, ready to be sent again; None for other forms.

    A script gets the new token in a header as well, with which it repeats its request.
    """
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.url_name not in {"battle_open", "prompt_add", "regenerate", "again", "vote", "reveal", "stop"}:
        return None
    fields = get_posted_fields(request)
    words = _("This form had expired, or cookies are disabled. Please send it again now.")
    if REPEATED in fields and settings.CSRF_COOKIE_NAME not in request.COOKIES:
        words = _(
            "This browser keeps no cookies. The arena needs one to know which battles are yours: allow "
            "cookies for this site, then send your prompt again. It is kept here."
        )
    refusal = Refusal(words, STATUS)
    if match.url_name == "battle_open":
        return render_start_refusal(request, refusal, fields, is_expired=True)
    try:
        battle = get_own_battle(request, match.kwargs["key"])
    except Http404:
        return None
    response = render_refusal(request, battle, refusal)
    response[TOKEN_HEADER] = get_token(request)
    return response
