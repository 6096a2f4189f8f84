"""The page of the second factor: to show it, to set it up, and to look after it.

It is the only page of the admin that somebody sees who has given the password alone.
"""

import base64
from http import HTTPStatus

import qrcode
from django import forms
from django.conf import settings
from django.contrib import admin, auth, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_factor

from arenasite.staff import second_factor as factor
from arenasite.staff.middleware import waiting_user
from arenasite.staff.models import Authenticator
from arenasite.staff.signin import wait_words


class CodeForm(forms.Form):
    """Six digits of the moment, or a recovery code."""

    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """What there is to do for whoever is here: show the factor, set one up, or look after it."""
    user = waiting_user(request) or (request.user if admin.site.has_permission(request) else None)
    if user is None:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if request.method != "POST":
        return _page(request, user, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _act(request, user, form.cleaned_data["code"])
    except factor.WrongCode:
        form.add_error("code", _("This code is not right, or it was used before. Wait for the next one."))
        return _page(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except factor.TooSoon as pause:
        form.add_error("code", wait_words(pause.retry_after))
        response = _page(request, user, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(pause.retry_after)
        return response


def _act(request: HttpRequest, user: AbstractBaseUser, code: str) -> HttpResponse:
    """Do what the form asks for. Raises WrongCode, TooSoon."""
    if waiting_user(request) and factor.authenticator_of(user):
        device = factor.show(user, code)
        request.user = user
        remember_factor(request, device)
        return redirect(_way_on(request))
    if "renew" in request.POST:
        return _page(request, user, CodeForm(), codes=factor.renew_codes(user, code))
    if "remove" in request.POST:
        factor.remove(user, code)
        messages.success(request, _("Your second factor is gone."))
        return redirect("admin:second_factor")
    device, codes = factor.confirm(user, code)
    request.user = user
    remember_factor(request, device)
    return _page(request, user, CodeForm(), codes=codes)


def _page(
    request: HttpRequest,
    user: AbstractBaseUser,
    form: CodeForm,
    *,
    codes: list[str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    device = factor.authenticator_of(user)
    fresh = None if device else factor.begin(user)
    context = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "account": user,
        "form": form,
        "codes": codes,
        "device": device,
        "waits": bool(waiting_user(request)) and not codes,
        "is_enforced": settings.STAFF_OTP,
        "way_on": _way_on(request),
        REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, "")),
        "codes_left": factor.codes_left(user),
        "drawing": drawing_of(fresh) if fresh else None,
        "typed": base64.b32encode(fresh.bin_key).decode() if fresh else "",
    }
    return TemplateResponse(request, "arenasite/staff/second_factor.html", context, status=status)


def drawing_of(device: Authenticator) -> dict[str, object]:
    """The QR code of what the app is given, as one SVG path over squares of one unit."""
    code = qrcode.QRCode(border=4)
    code.add_data(device.config_url)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "size": len(rows)}


def _way_on(request: HttpRequest) -> str:
    """Where they wanted to go, if it is here."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_here else reverse("admin:index")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take back the password that was given, for somebody who cannot show the second factor now."""
    auth.logout(request)
    return redirect("admin:login")
