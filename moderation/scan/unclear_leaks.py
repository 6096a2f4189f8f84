"""Unclear identity leaks: staff decide whether the battle was still blind.

- Clear: an answer names its own model or its own maker. There is nothing to judge, so a battle with a clear
  leak is not recorded.
- Unclear: a name of another maker or of an unknown maker. The voter read a statement about identity, but a
  false one.
- Unclear: a name as heading or signature. It may be part of the task.
- Least clear: a name that the visitor's prompt made the answer use.
"""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext_lazy as _

from battles.detectors import LeakKind, NameIndex, fold
from battles.models import Contender
from moderation.models import Finding
from moderation.scan.rule import Rule, RuleMatch
from moderation.scan.scan_input import ScanInput

OTHER_NAME, SIGNATURE, PROMPTED = "other_name", "signature", "prompted"
STRENGTHS = {OTHER_NAME: 0.6, SIGNATURE: 0.5, PROMPTED: 0.3}
WHY_WORDS = {
    OTHER_NAME: _("An answer names a model or a maker that is not its own."),
    SIGNATURE: _("A model's name heads or signs an answer."),
    PROMPTED: _("The visitor's prompt made an answer name a model."),
}


@cache
def _lexicon() -> NameIndex:
    """The names that the lexicon has; built with the first leak, not with each start of a process."""
    return NameIndex.build(())


def unclear_leak(scanned: ScanInput) -> RuleMatch | None:
    """Matches a battle with leaks of which none is clear."""
    if not scanned.leaks:
        return None
    contenders = {"a": scanned.battle.contender_a, "b": scanned.battle.contender_b}
    kinds = [_why_unclear(leak, contenders.get(leak["side"], contenders["b"])) for leak in scanned.leaks]
    if None in kinds:
        return None
    why = max(kinds, key=STRENGTHS.__getitem__)
    leaks = [
        {"kind": kind} | {name: leak[name] for name in ("answer", "side", "name", "maker")}
        for leak, kind in zip(scanned.leaks, kinds, strict=True)
    ]
    return RuleMatch(STRENGTHS[why], {"why": why, "leaks": leaks})


def _why_unclear(leak: Mapping, speaker: Contender) -> str | None:
    """Why one leak is unclear; None if it is clear."""
    if leak["kind"] == LeakKind.PROMPTED:
        return PROMPTED
    if leak["kind"] == LeakKind.SIGNATURE:
        return SIGNATURE
    return None if _is_own(leak, speaker) else OTHER_NAME


def _is_own(leak: Mapping, speaker: Contender) -> bool:
    model = speaker.model
    names = {model.name, model.family, model.organization, speaker.codename, *map(str, model.aliases)}
    known = _lexicon().find_mentions(fold(model.name).text)
    makers = {model.organization, *(mention.known.maker for mention in known)}
    return bool(
        _folded({leak["name"]}) & _folded(names | makers) or _folded({leak["maker"]}) & _folded(makers)
    )


def _folded(names: set[str]) -> set[str]:
    return {fold(name).text.strip() for name in names if name}


UNCLEAR_LEAK = Rule(
    slug="unclear-leak",
    version="1",
    kind=Finding.Kind.IDENTITY_LEAK,
    words=_("An answer names a model, and it is not clear whether that revealed its identity."),
    match=unclear_leak,
)
