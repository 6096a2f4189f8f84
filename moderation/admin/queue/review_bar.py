"""The review bar on the page of a finding's subject, and the step to the next finding."""

import copy
import datetime as dt
import random
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.counting import Reason, get_reason
from battles.models import Exclusion
from moderation.decisions.kinds import CORRECT
from moderation.decisions.resolutions import exclude_own_questions
from moderation.evidence.finding_text import list_evidence, summarize_finding
from moderation.findings.calibration import draw_known_case
from moderation.findings.claims import claim_next, find_next, release, with_claim_of
from moderation.findings.reporter_trust import ReporterRecord, get_reporter_record
from moderation.findings.reports import ReportReason
from moderation.models import Claim, Finding, Review

PAGES = {"battle": "battles_battle", "voter": "battles_voter", "campaign": "moderation_campaign"}
"""The admin page on which findings about each kind of subject are judged."""

AHEAD = "ahead"
"""In the address of a page that review.js loads ahead: it is shown as claimed, as it will be by then."""

SYSTEM_RANDOM = random.SystemRandom()

SKIPPED = "skipped_reviews"
MAX_SKIPPED = 200

REASONS = {
    ReportReason.IDENTITY: Exclusion.Reason.LEAKED_IDENTITY,
    ReportReason.ABUSIVE: Exclusion.Reason.ABUSIVE,
    ReportReason.BROKEN: Exclusion.Reason.BROKEN_ANSWER,
}


@dataclass(frozen=True)
class Uphold:
    """The action that upholds a finding: list (URL name), action, row, label and permission."""

    list: str
    action: str
    pk: int
    label: str | Promise
    permission: str


@dataclass(frozen=True)
class ReviewBar:
    """A finding under review, other open findings about the same subject, and the claim on it.

    `queue` is the list's filter as a query string, so that the next finding is from the same list.
    """

    finding: Finding
    summary: str
    details: list[tuple[str, str]]
    also_open: list[Finding]
    is_open: bool
    claim: Claim | None
    is_mine: bool
    record: ReporterRecord | None
    queue: str
    uphold: Uphold | None

    @property
    def open_findings(self) -> list[Finding]:
        """The findings that a dismissal from here resolves: this one and others about the same subject.

        Contests are dismissed separately: dismissing a contest means that the vote stays uncounted.
        """
        is_contest = self.finding.kind == Finding.Kind.CONTEST
        alike = [each for each in self.also_open if (each.kind == Finding.Kind.CONTEST) == is_contest]
        return [*([self.finding] if self.is_open else []), *alike]


def get_review_bar(request: HttpRequest, subject: str) -> ReviewBar | None:
    """The bar for the finding in the query string of a subject's page; None without one."""
    number = request.GET.get("finding", "")
    if not number or not request.user.has_perm("moderation.view_finding"):
        return None
    open_findings = Finding.objects.open().select_related("noticed_by", "reporter", "battle__vote")
    about = list(open_findings.filter(subject=subject).most_urgent_first()[:50])
    finding = next((each for each in about if str(each.pk) == number), None) or _finding(number)
    if finding is None:
        return None
    if finding.subject != subject:
        about = list(open_findings.filter(subject=finding.subject).most_urgent_first()[:50])
    running = Claim.objects.running(timezone.now()).select_related("holder")
    claim = running.filter(subject=finding.subject).first()
    if claim is None and AHEAD in request.GET:
        expires_at = timezone.now() + dt.timedelta(minutes=settings.CLAIM_MINUTES)
        claim = Claim(subject=finding.subject, holder=request.user, expires_at=expires_at)
    return ReviewBar(
        finding=finding,
        summary=summarize_finding(finding),
        details=list_evidence(finding),
        also_open=[each for each in about if each.pk != finding.pk],
        is_open=any(each.pk == finding.pk for each in about),
        claim=claim,
        is_mine=claim is not None and claim.holder_id == request.user.pk,
        record=get_reporter_record(finding.reporter) if finding.reporter_id else None,
        queue=request.GET.get("queue", ""),
        uphold=get_uphold(finding, request.user),
    )


def show_bar(finding: Finding, *, queue: str) -> ReviewBar:
    """The bar of a finding with its evidence alone, without claim and judgements."""
    return ReviewBar(
        finding=finding,
        summary=summarize_finding(finding),
        details=list_evidence(finding),
        also_open=[],
        is_open=False,
        claim=None,
        is_mine=False,
        record=get_reporter_record(finding.reporter) if finding.reporter_id else None,
        queue=queue,
        uphold=None,
    )


def _finding(number: str, *, claimed_by: AbstractBaseUser | None = None) -> Finding | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    findings = Finding.objects.select_related("noticed_by", "reporter").filter(pk=int(number))
    return (with_claim_of(claimed_by, findings) if claimed_by else findings).first()


def get_uphold(finding: Finding, user: AbstractBaseUser) -> Uphold | None:
    """The upholding action if the user may use it; else None."""
    uphold = _find_upholding_action(finding)
    return uphold if uphold and user.has_perm(uphold.permission) else None


def _find_upholding_action(finding: Finding) -> Uphold | None:
    if finding.kind == Finding.Kind.CONTEST:
        return _action_to_count_again(finding)
    if finding.battle_id:
        label, permission = _("Uphold: set aside…"), "moderation.set_aside_battles"
        return Uphold("admin:battles_battle_changelist", "set_aside", finding.battle_id, label, permission)
    if finding.campaign_id:
        label, permission = _("Uphold: set aside…"), "moderation.set_aside_battles"
        lists = "admin:moderation_campaign_changelist"
        return Uphold(lists, "set_aside", finding.campaign_id, label, permission)
    if finding.voter_id:
        label, permission = _("Uphold: block…"), "moderation.block_voter"
        return Uphold("admin:battles_voter_changelist", "block", finding.voter_id, label, permission)
    return None


def _action_to_count_again(contest: Finding) -> Uphold | None:
    """The action that would make a contested vote count; None if no decision excludes it."""
    reason = get_reason(contest.battle.vote)
    if reason.is_decided:
        label, permission = _("Uphold: restore…"), "moderation.restore_battles"
        return Uphold("admin:battles_battle_changelist", "restore", contest.battle_id, label, permission)
    if reason in (Reason.IDENTITY_LEAK, Reason.PROMPTED_IDENTITY, Reason.IDENTITY_REQUEST):
        label = _("Uphold: correct the detection…")
        battles = "admin:battles_battle_changelist"
        return Uphold(battles, "correct", contest.battle_id, label, CORRECT.permission)
    if reason is Reason.VOTER_BLOCKED:
        label, permission = _("Uphold: unblock…"), "moderation.block_voter"
        voter = contest.battle.voter_id
        return Uphold("admin:battles_voter_changelist", "unblock", voter, label, permission)
    return None


def review_url(finding: Finding, queue: str = "") -> str:
    """The page of a finding's subject, with the review bar of that finding."""
    subject, _dash, pk = finding.subject.partition("-")
    query = {"finding": finding.pk, **({"queue": queue} if queue else {})}
    return reverse(f"admin:{PAGES[subject]}_change", args=[pk], query=query)


def suggested_reason(finding: Finding) -> Exclusion.Reason | None:
    """The reason of a set-aside that upholds the finding; None if the finding does not imply one."""
    if finding.kind == Finding.Kind.IDENTITY_LEAK:
        return Exclusion.Reason.LEAKED_IDENTITY
    if finding.kind == Finding.Kind.REPORT:
        return REASONS.get(finding.evidence.get("reason"))
    if finding.kind == Finding.Kind.SCREENING:
        return Exclusion.Reason.ABUSIVE
    if finding.kind == Finding.Kind.ODD_BATTLE:
        is_vote = finding.detector == "quick-vote"
        return Exclusion.Reason.MANIPULATION if is_vote else Exclusion.Reason.BROKEN_ANSWER
    return None


def get_reviewed_finding(request: HttpRequest) -> Finding | None:
    """The finding from whose review bar a confirmation page was opened; else None. Read once a request."""
    if not hasattr(request, "reviewed_finding"):
        request.reviewed_finding = _finding(request.POST.get("finding", ""), claimed_by=request.user)
    return request.reviewed_finding


def initial_form_options(request: HttpRequest) -> dict:
    """Initial values for the form of a set-aside."""
    finding = get_reviewed_finding(request)
    reason = suggested_reason(finding) if finding else None
    return {"initial": {"reason": int(reason)}} if reason else {}


def get_queue(request: HttpRequest, queue: str) -> QuerySet[Finding]:
    """The open findings under a filter of the queue; all open findings if the filter is invalid."""
    reviews = admin.site.get_model_admin(Review)
    asked = copy.copy(request)
    asked.GET = QueryDict(queue)
    try:
        return reviews.get_filtered_rows(asked)
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return reviews.get_queryset(asked)


def skip(request: HttpRequest, finding: Finding) -> None:
    """Release the user's claim and remember in the session that this subject comes last."""
    release([finding], by=request.user)
    skipped = [subject for subject in request.session.get(SKIPPED, []) if subject != finding.subject]
    request.session[SKIPPED] = [*skipped, finding.subject][-MAX_SKIPPED:]


def find_url_ahead(request: HttpRequest, finding: Finding, queue: str) -> str | None:
    """The URL of the page that probably follows this finding, to be loaded ahead; nothing is claimed."""
    others = exclude_own_questions(request.user, get_queue(request, queue))
    without = [*request.session.get(SKIPPED, []), finding.subject]
    following = find_next(others, now=timezone.now(), without_subjects=without)
    return f"{review_url(following, queue)}&{AHEAD}=1" if following else None


def review_in_hand_url(request: HttpRequest, queue: str) -> str:
    """The page of the open finding that the user has claimed last, else as next_review_url."""
    mine = Claim.objects.running(timezone.now()).filter(holder=request.user).order_by("-expires_at")
    subject = mine.values_list("subject", flat=True).first()
    findings = get_queue(request, queue).filter(subject=subject) if subject else Finding.objects.none()
    finding = findings.most_urgent_first().first()
    return review_url(finding, queue) if finding else next_review_url(request, queue)


def next_review_url(request: HttpRequest, queue: str, *, with_known_cases: bool = True) -> str:
    """Claim the next finding of a queue. Returns the URL of its page, or of the list if none is left.

    Where the setting asks for it, some of the pages are known cases instead (see findings.calibration).
    """
    may = request.user.has_perm("moderation.claim_finding")
    known = draw_known_case(request.user, rng=SYSTEM_RANDOM) if may and with_known_cases else None
    if known is not None:
        return reverse("admin:moderation_review_known", query={"finding": known.pk, "queue": queue})
    others = exclude_own_questions(request.user, get_queue(request, queue))
    skipped = request.session.get(SKIPPED, [])
    now = timezone.now()
    finding = claim_next(others, by=request.user, now=now, without_subjects=skipped) if may else None
    if finding is not None:
        return review_url(finding, queue)
    if skipped:  # those that were skipped are shown again when nothing else is left
        del request.session[SKIPPED]
    if may:
        messages.info(request, _("There is no finding left that is not claimed."))
    return reverse("admin:moderation_review_changelist") + (f"?{queue}" if queue else "")
