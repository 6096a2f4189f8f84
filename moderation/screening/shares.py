"""The check before a battle is shared: what the policy warns about or blocks is not shown to the world."""

from django.utils.translation import gettext as _

from battles.shares import SharedTexts, ShareRefused
from moderation.models import ScreeningAction, ScreeningCategory
from moderation.screening.policy import get_policy, screen_locally

REFUSED = (ScreeningAction.WARN, ScreeningAction.BLOCK)


def check_share(texts: SharedTexts) -> None:
    """Screen all texts by the local rules of the policy. Raises ShareRefused with what was noticed.

    The backend is not asked: prompts passed it before they were sent, answers are screened after the fact.
    In shadow mode nothing is refused.
    """
    policy = get_policy()
    if policy.is_shadow:
        return
    noticed: dict[str, None] = {}
    for text in (*texts.prompts, *texts.answers):
        verdict = screen_locally(policy, text)
        for action in REFUSED:
            noticed |= dict.fromkeys(verdict.list_categories(action))
    if noticed:
        labels = ", ".join(str(ScreeningCategory(each).label) for each in noticed)
        raise ShareRefused(
            _("This conversation is not shared, because screening noticed: %(labels)s") % {"labels": labels}
        )
