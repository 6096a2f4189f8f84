"""The page that asks an endpoint's server for its models and adds the ticked ones as drafts."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.endpoints.keys import Unreachable
from battles.endpoints.model_lists import NOT_CHAT, list_models
from battles.endpoints.registration import InvalidFact, Registration, list_namesakes, register_models
from battles.grouped_numbers import grouped
from battles.models import Arena, Contender, Endpoint
from battles.providers.base import ErrorKind, ProviderError

PERMISSIONS = ("battles.change_endpoint", "battles.add_languagemodel", "battles.add_contender")

HINTS = {
    ErrorKind.AUTH: _("Is the right key in the variable of this endpoint?"),
    ErrorKind.BAD_REQUEST: _("Most base URLs end in /v1."),
    ErrorKind.MALFORMED: _("Most base URLs end in /v1."),
    ErrorKind.CONNECT: _("Is the server running, and reachable from here?"),
    ErrorKind.TIMEOUT_TOTAL: _("Is the server running, and reachable from here?"),
}


class ModelListForm(forms.Form):
    """The arena, and the models that become drafts in it."""

    arena = forms.ModelChoiceField(label=_("Arena"), queryset=Arena.objects.order_by("position", "pk"))
    models = forms.MultipleChoiceField(
        label=_("Models"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one model.")},
    )

    def __init__(self, *args, names: list[str], known: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["models"].choices = [
            (name, _("%(name)s (registered)") % {"name": name} if name in known else name) for name in names
        ]
        self.fields["models"].initial = [
            name for name in names if name not in known and not NOT_CHAT.search(name)
        ]
        self.fields["arena"].initial = Arena.objects.open().first()


def may_add_models(request: HttpRequest) -> bool:
    """Whether the user may add models and contenders, and use the endpoint's key for it."""
    return all(map(request.user.has_perm, PERMISSIONS))


def model_list_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the server for its list and offer it; a POST makes drafts of the ticked models."""
    if not may_add_models(request):
        raise PermissionDenied
    endpoint = get_object_or_404(Endpoint, pk=pk)
    names, error = _ask(endpoint)
    known = set(endpoint.models.values_list("upstream_name", flat=True))
    form = ModelListForm(request.POST or None, names=names, known=known)
    if request.method == "POST" and not error and form.is_valid():
        arena, chosen = form.cleaned_data["arena"], form.cleaned_data["models"]
        try:
            registration = register_models(endpoint, chosen, arena=arena)
        except InvalidFact as problem:
            form.add_error("models", str(problem))
        else:
            _report(request, registration)
            query = {"arena__id__exact": arena.pk, "state__exact": Contender.State.DRAFT}
            return redirect(reverse("admin:battles_contender_changelist", query=query))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Models of %(endpoint)s") % {"endpoint": endpoint},
        "endpoint": endpoint,
        "error": error,
        "form": form,
        "opts": model_admin.opts,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "battles/admin/model_list.html", context)


def _ask(endpoint: Endpoint) -> tuple[list[str], str]:
    """The names that the server offers, and in words why there are none."""
    try:
        names = list_models(endpoint).names
    except Unreachable as error:
        return [], str(error)
    except ProviderError as error:
        words = _("The server gave no list of models: %(error)s.") % {"error": error}
        return [], f"{words} {HINTS.get(error.kind, '')}".strip()
    return names, "" if names else str(_("The server offers no models."))


def _report(request: HttpRequest, registration: Registration) -> None:
    """Tell what was added, what was known, and which models seem to be on the site already."""
    number = len(registration.new)
    words = ngettext("%(number)s new draft.", "%(number)s new drafts.", number) % {"number": grouped(number)}
    if registration.known:
        words += " " + _("%(number)s were in the arena already.") % {
            "number": grouped(len(registration.known))
        }
    messages.success(request, words)
    if registration.skipped:
        names = ", ".join(name[:60] for name in registration.skipped)
        messages.warning(request, _("Left out, because the name is too long: %(names)s") % {"names": names})
    for model, other in list_namesakes(contender.model for contender in registration.new):
        values = {"model": model.name, "other": other.name, "endpoint": other.endpoint or "–"}
        words = _("%(model)s seems to be %(other)s at %(endpoint)s: a board shows both.") % values
        messages.warning(request, words)
