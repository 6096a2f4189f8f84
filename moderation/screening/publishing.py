"""The check before conversations are published in a data set: no text with private data, nothing refused."""

from collections.abc import Sequence

from moderation.models import ScreeningAction, ScreeningPolicy
from moderation.screening.policy import get_policy, screen_locally
from moderation.screening.rules import find_private_data

REFUSED = (ScreeningAction.WARN, ScreeningAction.BLOCK)


def is_publishable(texts: Sequence[str]) -> bool:
    """Whether the local rules find nothing in any of these texts.

    - No payment card, key, e-mail address or telephone number, whatever the policy does about them: a file
      cannot be called back.
    - Nothing that the policy warns about or blocks, in shadow mode too.

    The rules know patterns, not names or places: they do not find all private data.
    """
    policy = get_policy()
    return all(_is_harmless(policy, text) for text in texts)


def _is_harmless(policy: ScreeningPolicy, text: str) -> bool:
    verdict = screen_locally(policy, text)
    return not any(find_private_data(text)) and not any(map(verdict.list_categories, REFUSED))
