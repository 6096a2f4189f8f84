"""What is known of how a vote was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceTier(models.IntegerChoices):
    """What was known of a visitor when a battle was opened. The ledger stores these numbers; 0 is unknown.

    NONE: nothing was asked. WAITED: a waiting token, the way without JavaScript. WORKED: a proof of work.
    MEMBER, VETTED: signed in. UNVERIFIED: a gate could not be reached, so nothing could be checked.
    """

    NONE = 1, _("None")
    WAITED = 2, _("Waited")
    WORKED = 3, _("Proof of work")
    MEMBER = 4, _("Member")
    VETTED = 5, _("Vetted member")
    UNVERIFIED = 6, _("Unverified")
