"""The address that the solver talks to: a challenge by GET, a pass for its solution by POST."""

import time
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battles.addresses import list_prefixes
from battles.gates import count_outcome
from battles.visitors import get_address, get_voter_key, set_voter_cookie
from moderation.proof.challenges import Buyer, ProofRefused, issue_challenge, needs_proof, redeem_solution
from moderation.proof.passes import COOKIE, set_pass_cookie

GATE = "proof"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """A challenge as JSON, 204 if this browser has a pass; by POST the cookie of a pass.

    `key` is the key of the form: the voter of a new browser is derived from it.
    """
    fields = request.POST if request.method == "POST" else request.GET
    try:
        form_key = uuid.UUID(fields.get("key", ""))
    except ValueError:
        return _refuse(_("The form was damaged. Please try again."), 422)
    address = get_address(request)
    buyer = Buyer(get_voter_key(request, form_key=form_key), list_prefixes(address), moment=time.time())
    if request.method == "POST":
        return _sell_pass(request, buyer)
    if not needs_proof(buyer, request.COOKIES.get(COOKIE, "")):
        return HttpResponse(status=204)
    return JsonResponse(issue_challenge(buyer))


def _sell_pass(request: HttpRequest, buyer: Buyer) -> HttpResponse:
    try:
        value = redeem_solution(buyer, request.POST.get("payload", ""))
    except ProofRefused as refusal:
        count_outcome(GATE, "failed", refusal.reason)
        return _refuse(_("This calculation is not valid any more. Please try again."), 409)
    response = JsonResponse({"passed": True})
    set_pass_cookie(response, value)
    set_voter_cookie(response, buyer.voter_key)
    return response


def _refuse(message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": message}, status=status)
