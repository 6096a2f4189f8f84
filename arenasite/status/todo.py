"""What is left to do on a new site, as sentences: for `manage.py setup` and the admin's first page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arenasite.status import checks
from battles.grouped_numbers import grouped
from battles.models import Contender, LanguageModel

MIN_MODELS = 2


@dataclass(frozen=True)
class Todo:
    """One thing to do: a sentence, and the admin page where it is done (empty: on the command line)."""

    text: str
    address: str = ""


def list_todos() -> list[Todo]:
    """List what a site still needs, the most urgent first."""
    return [
        *_list_unreachable_gates(),
        *_list_missing_basics(),
        *_list_missing_facts(),
        *_list_missing_staff(),
        *_list_missing_processes(),
    ]


def _list_unreachable_gates() -> Iterator[Todo]:
    state, detail = checks.check_gates()
    if state != checks.State.OK:
        text = _("A check before prompts cannot be reached (%(detail)s).")
        yield Todo(text % {"detail": detail}, reverse("admin:moderation_screeningpolicy_changelist"))


def _list_missing_basics() -> Iterator[Todo]:
    arenas = list(checks.count_models_of_arenas())
    if not arenas:
        text = _("There is no open arena. Run manage.py setup, or add an arena.")
        yield Todo(text, reverse("admin:battles_arena_add"))
    for arena in arenas:
        if arena.models < MIN_MODELS:
            text = _("The arena %(arena)s needs two active models and has %(number)s. Run manage.py setup.")
            yield Todo(
                text % {"arena": arena, "number": grouped(arena.models)},
                reverse("admin:battles_contender_changelist"),
            )
    state, detail = checks.check_webhooks()
    if state != checks.State.OK:
        text = _("Webhooks do not arrive: %(detail)s.")
        yield Todo(text % {"detail": detail}, reverse("admin:arenasite_receiver_changelist"))
    state, detail = checks.check_partner_keys()
    if state != checks.State.OK:
        yield Todo(_("Partner keys: %(detail)s.") % {"detail": detail})
    state, detail = checks.check_keys()
    if state != checks.State.OK:
        yield Todo(_("Endpoints without their key: %(detail)s.") % {"detail": detail})


def _list_missing_facts() -> Iterator[Todo]:
    """Facts that a board shows and that no server tells: they are set by hand."""
    active = LanguageModel.objects.filter(
        contenders__state=Contender.State.ACTIVE, is_simulated=False
    ).distinct()
    bare = active.filter(
        Q(organization="") | Q(license="") | Q(input_price__isnull=True) | Q(output_price__isnull=True)
    )
    number = bare.count()
    if number:
        text = ngettext(
            "%(number)s active model has no organization, licence or prices.",
            "%(number)s active models have no organization, licence or prices.",
            number,
        )
        yield Todo(text % {"number": grouped(number)}, reverse("admin:battles_languagemodel_changelist"))


def _list_missing_staff() -> Iterator[Todo]:
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    numbers = staff.aggregate(staff=Count("pk"), owners=Count("pk", filter=Q(is_superuser=True)))
    if not numbers["owners"]:
        yield Todo(_("There is no owner's account. Run manage.py setup."))
    elif settings.MODERATION_ONE_PERSON_REASON:
        if numbers["staff"] > 1:
            yield Todo(
                _(
                    "There are several members of staff, but ARENA_ONE_PERSON_REASON lets each of them "
                    "decide alone: unset it."
                )
            )
    elif numbers["staff"] == 1:
        yield Todo(
            _(
                "Decisions with a high impact need a second member of staff: add a user, set “staff status”, "
                "and choose a group. If there is nobody else, ARENA_ONE_PERSON_REASON says so in "
                "public."
            ),
            reverse("admin:auth_user_add"),
        )


def _list_missing_processes() -> Iterator[Todo]:
    if checks.count_silent_processes():
        yield Todo(_("No process does the jobs of the timetable: start manage.py work_loop, or Celery."))
