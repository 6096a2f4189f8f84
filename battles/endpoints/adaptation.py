"""What a server needs that the default request does not have, as a trial call finds it out.

- `max_tokens` under its other name (`max_completion_tokens`), or without parameters that it refuses.
- Answers that begin with thinking and have only its closing tag.
- Streams that end with [DONE] and no finish reason.
- More tokens than a trial's short limit, because the model thinks.

Only a trial adapts, never a visitor's prompt: what a visitor makes a model write must change no setting.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from battles.models import LanguageModel
from battles.providers.base import ErrorKind, ProviderError, Target
from battles.providers.errors import PARAMETER
from battles.providers.think_tags import CLOSING_TAGS, OPENING_TAGS

TRIAL_SECONDS = 30.0
"""To the first sign of life, and between two."""

TRIAL_TOKENS = 512
TOKEN_LIMITS = ("max_tokens", "max_completion_tokens")
OTHER_LIMIT = dict(zip(TOKEN_LIMITS, reversed(TOKEN_LIMITS), strict=True))


@dataclass(frozen=True)
class Adaptation:
    """Changes of a model's settings. renamed: old to new name of a parameter; dropped: parameters."""

    renamed: dict[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    thinks_first: bool = False
    accepts_done: bool = False
    full_length: bool = False
    """Whether the trial needs the model's own token limit; nothing to store."""

    def merge(self, other: Self) -> "Adaptation":
        """Return both adaptations as one; a parameter that is refused under both names is dropped."""
        refused_twice = other.renamed.keys() & set(self.renamed.values())
        renamed = {old: new for old, new in other.renamed.items() if old not in refused_twice}
        return Adaptation(
            self.renamed | renamed,
            self.dropped | other.dropped | refused_twice,
            self.thinks_first or other.thinks_first,
            self.accepts_done or other.accepts_done,
            self.full_length or other.full_length,
        )

    def apply(self, target: Target) -> Target:
        """Return the adapted target."""
        return replace(
            target,
            parameters=self.adapt_parameters(dict(target.parameters)),
            thinks_first=target.thinks_first or self.thinks_first,
            accepts_done=target.accepts_done or self.accepts_done,
        )

    def adapt_parameters(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters under their new names, without those dropped."""
        renamed = {self.renamed.get(name, name): value for name, value in parameters.items()}
        return {name: value for name, value in renamed.items() if name not in self.dropped}

    def store(self, model: LanguageModel) -> None:
        """Save the changes to the model and its endpoint."""
        parameters = self.adapt_parameters(model.parameters)
        if parameters != model.parameters or self.thinks_first:
            model.parameters = parameters
            model.thinks_first = model.thinks_first or self.thinks_first
            model.save(update_fields=["parameters", "thinks_first"])
        if self.accepts_done and model.endpoint is not None and not model.endpoint.accepts_done:
            model.endpoint.accepts_done = True
            model.endpoint.save(update_fields=["accepts_done"])

    @property
    def description(self) -> str:
        """The changes in a few words, "" without any."""
        changes = [f"{old} → {new}" for old, new in self.renamed.items()]
        changes += [f"without {name}" for name in sorted(self.dropped)]
        changes += ["thinks first"] if self.thinks_first else []
        changes += ["accepts [DONE]"] if self.accepts_done else []
        return ", ".join(changes)


def adapt_to_failure(error: ProviderError, target: Target, *, has_text: bool) -> Adaptation | None:
    """Return what may help against a failure, or None. has_text: whether text preceded it."""
    if error.kind is ErrorKind.BAD_REQUEST and (name := _find_refused(error, target)):
        if name in OTHER_LIMIT and OTHER_LIMIT[name] not in target.parameters:
            return Adaptation(renamed={name: OTHER_LIMIT[name]})
        return Adaptation(dropped=frozenset({name}))
    if error.kind is ErrorKind.TRUNCATED and has_text and not target.accepts_done:
        return Adaptation(accepts_done=True)
    if error.kind is ErrorKind.THINKING_LIMIT:
        return Adaptation(full_length=True)
    return None


def _find_refused(error: ProviderError, target: Target) -> str:
    """Return the sent parameter that the server refused, "" if it named none.

    Some servers name several, or refuse `temperature` and `top_p` together: then `top_p` is left out first,
    because its usual value changes nothing.
    """
    if not error.parameter:
        return ""
    named = (error.parameter, *PARAMETER.findall(error.detail))
    sent = [name for name in named if name in target.parameters]
    if {"temperature", "top_p"} <= set(sent):
        return "top_p"
    return sent[0] if sent else ""


def adapt_to_text(text: str, target: Target) -> Adaptation | None:
    """Return what a complete answer to the trial prompt shows about the model, or None."""
    has_closing_tag = any(tag in text for tag in CLOSING_TAGS)
    if has_closing_tag and not any(tag in text for tag in OPENING_TAGS) and not target.thinks_first:
        return Adaptation(thinks_first=True)
    return None


def shorten_for_trial(target: Target) -> Target:
    """Return the target with a trial's limits. Thinking may take as long as in a battle."""
    limits = {
        name: min(target.parameters[name], TRIAL_TOKENS) for name in TOKEN_LIMITS if name in target.parameters
    }
    timeouts = target.timeouts
    return replace(
        target,
        parameters={**target.parameters, **limits},
        timeouts=replace(
            timeouts,
            first_token=min(timeouts.first_token, TRIAL_SECONDS),
            idle=min(timeouts.idle, TRIAL_SECONDS),
        ),
    )
