"""The page of the second factor: pass it, set it up, change it.

It is the only admin page that a user sees after the password alone.
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
from arenasite.staff.middleware import get_pending_user
from arenasite.staff.models import Authenticator
from arenasite.staff.signin import describe_throttling


class CodeForm(forms.Form):
    """The current six digits, or a recovery code."""

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
    """Ask for the factor, set it up, or change it, depending on the user's state."""
    user = get_pending_user(request) or (request.user if admin.site.has_permission(request) else None)
    if user is None:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if request.method != "POST":
        return _render(request, user, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _render(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _submit(request, user, form.cleaned_data["code"])
    except factor.WrongCode:
        form.add_error("code", _("This code is wrong or was used before. Wait for the next one."))
        return _render(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except factor.TooSoon as pause:
        form.add_error("code", describe_throttling(pause.retry_after))
        response = _render(request, user, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(pause.retry_after)
        return response


def _submit(request: HttpRequest, user: AbstractBaseUser, code: str) -> HttpResponse:
    """Do what the submitted button asks for. Raises WrongCode, TooSoon."""
    if get_pending_user(request) and factor.get_authenticator(user):
        device = factor.verify(user, code)
        request.user = user
        remember_factor(request, device)
        return redirect(_get_next_url(request))
    if "renew" in request.POST:
        return _render(request, user, CodeForm(), codes=factor.replace_recovery_codes(user, code))
    if "remove" in request.POST:
        factor.remove(user, code)
        messages.success(request, _("Your second factor is removed."))
        return redirect("admin:second_factor")
    device, codes = factor.finish_enrolment(user, code)
    request.user = user
    remember_factor(request, device)
    return _render(request, user, CodeForm(), codes=codes)


def _render(
    request: HttpRequest,
    user: AbstractBaseUser,
    form: CodeForm,
    *,
    codes: list[str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    device = factor.get_authenticator(user)
    new_device = None if device else factor.begin_enrolment(user)
    context = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "account": user,
        "form": form,
        "codes": codes,
        "device": device,
        "is_pending": bool(get_pending_user(request)) and not codes,
        "is_enforced": settings.STAFF_OTP,
        "next_url": _get_next_url(request),
        REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, "")),
        "codes_left": factor.count_recovery_codes(user),
        "qr_code": build_qr_code(new_device) if new_device else None,
        "key": base64.b32encode(new_device.bin_key).decode() if new_device else "",
    }
    return TemplateResponse(request, "arenasite/staff/second_factor.html", context, status=status)


def build_qr_code(device: Authenticator) -> dict[str, object]:
    """The QR code of the device's address as one SVG path of unit squares, and its size in squares."""
    code = qrcode.QRCode(border=4)
    code.add_data(device.config_url)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "size": len(rows)}


def _get_next_url(request: HttpRequest) -> str:
    """Return the address the user wanted, if it is on this site; otherwise the admin's first page."""
    target = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_here else reverse("admin:index")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out a user without the second factor."""
    auth.logout(request)
    return redirect("admin:login")
