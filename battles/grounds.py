"""The grounds on which a vote does not count. A new ground is one entry of GROUNDS.

The enums `Exclusion.Reason` (grounds of decisions) and `battles.counting.Reason` (all grounds), the public
figures, the sentences for voters, the choices of staff and the policies of decisions come from this table.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DECIDED_OFFSET = 20
"""The ledger stores DECIDED_OFFSET + the number of a decision's ground."""


@dataclass(frozen=True)
class Ground:
    """One ground.

    - code: the name of the enum member; in lower case in JSON and exports
    - number: stored in the ledger, so it never changes its meaning
    - label: a short name for public figures; to_voter: the sentence for the voter
    - policy: code of the moderation policy that a decision on this ground applies; empty: no decision does
    - staff_label: the name for staff, of a decision's ground only
    - is_for_staff: staff can choose it when they set battles aside
    - is_contestable: a further decision can make the vote count, so its voter can contest it
    """

    code: str
    number: int
    label: Promise
    to_voter: Promise
    policy: str = ""
    staff_label: Promise | None = None
    is_for_staff: bool = False
    is_contestable: bool = False

    @property
    def exclusion_number(self) -> int:
        """The number of a decision's ground in Exclusion."""
        return self.number - DECIDED_OFFSET

    @property
    def exclusion_code(self) -> str:
        """The name of a decision's ground in Exclusion.Reason."""
        return self.code.removeprefix("SET_ASIDE_")


def _decided(
    number: int, code: str, staff_label: Promise, label: Promise, to_voter: Promise, *, policy: str
) -> Ground:
    """A ground that staff can choose and that its voter can contest."""
    return Ground(
        f"SET_ASIDE_{code}",
        DECIDED_OFFSET + number,
        label,
        to_voter,
        policy=policy,
        staff_label=staff_label,
        is_for_staff=True,
        is_contestable=True,
    )


GROUNDS = (
    Ground(
        "SIDE_BY_SIDE",
        1,
        _("Side by side"),
        _("You chose the models yourself; only blind battles count."),
    ),
    Ground("SELF_BATTLE", 2, _("Self-battle"), _("Both sides were the same model.")),
    Ground("FAILED_ANSWER", 3, _("Failed answer"), _("One of the answers failed.")),
    Ground("STOPPED", 4, _("Stopped answer"), _("An answer was stopped before its end.")),
    Ground(
        "IDENTITY_LEAK",
        5,
        _("Identity leak"),
        _("An answer gave its model away, so the battle was no longer blind."),
        is_contestable=True,
    ),
    Ground(
        "PROMPTED_IDENTITY",
        6,
        _("Prompted identity"),
        _("Your prompt made an answer name a model, so it may not have been blind."),
        is_contestable=True,
    ),
    Ground(
        "IDENTITY_REQUEST",
        8,
        _("Asked for identity"),
        _("Your prompt asked the models who they are, so the battle may not have been blind."),
        is_contestable=True,
    ),
    Ground(
        "VOTER_BLOCKED",
        7,
        _("Voter blocked"),
        _("Votes from this browser are not counted at present."),
        is_contestable=True,
    ),
    Ground(
        "CONTROL_BATTLE",
        9,
        _("Control battle"),
        _("Both answers came from the same model: a control that measures how people vote."),
    ),
    Ground(
        "OVER_VOTER_CAP",
        10,
        _("Over the voter's cap"),
        _("This browser had voted on one of these models as often that day as the counting policy counts."),
    ),
    Ground(
        "OVER_PREFIX_CAP",
        11,
        _("Over the network's cap"),
        _("Your network had voted on one of these models as often that day as the counting policy counts."),
    ),
    Ground(
        "EVIDENCE_TIER",
        12,
        _("Without the required proof"),
        _("The counting policy requires a proof that came with no vote of this kind."),
    ),
    Ground(
        "PENDING",
        13,
        _("Waiting"),
        _("It waits for a day, as votes in a burst do. Then it counts unless signs of manipulation stand."),
    ),
    _decided(
        1,
        "LEAKED_IDENTITY",
        _("Leaked identity"),
        _("Set aside: leaked identity"),
        _("Staff set this battle aside: an answer gave its model away."),
        policy="leaked-identity",
    ),
    _decided(
        2,
        "ABUSIVE",
        _("Abusive content"),
        _("Set aside: abusive content"),
        _("Staff set this battle aside: abusive content."),
        policy="abuse",
    ),
    _decided(
        3,
        "SPAM",
        _("Spam"),
        _("Set aside: spam"),
        _("Staff set this battle aside: spam."),
        policy="spam",
    ),
    _decided(
        4,
        "MANIPULATION",
        _("Manipulation"),
        _("Set aside: manipulation"),
        _("Staff set this battle aside: signs of manipulation."),
        policy="manipulation",
    ),
    _decided(
        5,
        "DUPLICATE",
        _("Duplicate"),
        _("Set aside: duplicate"),
        _("Staff set this battle aside: a duplicate."),
        policy="duplicate",
    ),
    _decided(
        6,
        "BROKEN_ANSWER",
        _("Broken answer"),
        _("Set aside: broken answer"),
        _("Staff set this battle aside: a broken answer."),
        policy="broken-answer",
    ),
    _decided(
        7,
        "TEST",
        _("Test"),
        _("Set aside: test"),
        _("Staff set this battle aside: a test."),
        policy="test",
    ),
    _decided(
        8,
        "OTHER",
        _("Other"),
        _("Set aside: other"),
        _("Staff set this battle aside for another reason, recorded with the decision."),
        policy="other",
    ),
    Ground(
        "SET_ASIDE_UNVEILED",
        DECIDED_OFFSET + 9,
        _("Unveiled by staff"),
        _("Staff have seen the models of this battle before its vote."),
        policy="unveiled",
        staff_label=_("Unveiled by staff"),
    ),
    Ground(
        "SET_ASIDE_LIVE_VIEW",
        DECIDED_OFFSET + 10,
        _("Voter can see live models"),
        _("You are signed in as staff who can see which models answer at the moment."),
        policy="unveiled",
        staff_label=_("Voter can see live models"),
    ),
    Ground(
        "SET_ASIDE_IMPORT_WITHDRAWN",
        DECIDED_OFFSET + 11,
        _("Import withdrawn"),
        _("The file that this vote came from was withdrawn as a whole."),
        policy="import-withdrawn",
        staff_label=_("Import withdrawn"),
    ),
)

DECIDED = tuple(ground for ground in GROUNDS if ground.number > DECIDED_OFFSET)
"""The grounds on which a decision excludes a battle."""
