"""Categories of boards. Each is a rule over a battle's tags and its outcome.

A new category is one entry of `CATEGORIES`; pages show the categories in that order. The category of a
language is built from its entry in `battles.languages.LANGUAGES`.
"""

import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from battles.counting import VoteArrays
from battles.languages import LANGUAGES, Language
from battles.outcomes import Outcome
from battles.tags import LANGUAGE_TAGS, Tag
from ratings.published import Published

IMPORTED = 1
"""Imported battles in the ledger's column `origin`: only they may have come without texts."""

ANY_LANGUAGE = functools.reduce(operator.or_, LANGUAGE_TAGS.values()) | Tag.OTHER_LANGUAGE
"""Every battle with a text has one of these bits."""


class Group(TextChoices):
    """The property by which a category selects votes; pages show the groups in this order."""

    OVERALL = "overall", _("Overall")
    TASK = "task", _("Task")
    CRITERIA = "criteria", _("What makes a prompt hard")
    SHAPE = "shape", _("Form of the battle")
    LANGUAGE = "language", _("Language")


class Need(TextChoices):
    """What a battle must have before its vote can belong to a category: texts, or labels of a judge model."""

    NOTHING = ""
    TEXTS = "texts"
    JUDGE = "judge"


@dataclass(frozen=True)
class Category:
    """One category. A counted vote belongs to it if its tags have every bit of `has` and none of `lacks`.

    - `language`: a number of battles.languages that the battle must have; 0 for any.
    - `drops_ties`: ties and "both are bad" do not belong to it.
    - `version`: changes with the rule; snapshots store it.
    - `known_by`: bits of which a vote must have one, unless its battle was not imported: otherwise it came
      without the texts that the rule judges. It does not belong to the category, and the board says how many
      such votes there are, instead of repeating the overall one. 0 for no such bits.
    - `needs`: the source of its tags; an empty board explains itself with it.
    """

    slug: str
    title: Promise
    definition: Promise
    group: Group
    version: int = 1
    has: int = 0
    lacks: int = 0
    language: int = 0
    drops_ties: bool = False
    known_by: int = 0
    needs: Need = Need.NOTHING

    def contains(self, votes: VoteArrays) -> NDArray[np.bool_]:
        """Return a mask of length N: which votes, counted or not, belong to this category."""
        mask: NDArray[np.bool_] = (votes.tags & self.has) == self.has
        if self.lacks:
            mask &= (votes.tags & self.lacks) == 0
        if self.language:
            mask &= votes.language == self.language
        if self.known_by:
            mask &= self._knows(votes)
        if self.drops_ties:
            mask &= (votes.outcome != Outcome.TIE) & (votes.outcome != Outcome.BOTH_BAD)
        return mask

    def _knows(self, votes: VoteArrays) -> NDArray[np.bool_]:
        """Return a mask of length N: of which votes it is known whether the category leaves them out."""
        return ((votes.tags & self.known_by) != 0) | (votes.origin != IMPORTED)

    def count_unknown(self, votes: VoteArrays) -> int:
        """How many counted votes came without what tells whether the category leaves them out."""
        if not self.known_by:
            return 0
        return int(np.count_nonzero(votes.is_counted & ~self._knows(votes)))

    @property
    def note_when_empty(self) -> str:
        """The key in ratings.published.NOTE_WORDS that explains an empty board."""
        return f"no_{self.needs}" if self.needs else "no_votes"


LANGUAGE_DEFINITIONS = {"zh": _("Battles whose first prompt is written in Chinese, in either script.")}
"""Definitions that differ from that of the other languages."""


def language_category(language: Language) -> Category:
    """Build the category of a language: by its tag, or by its number if it has no tag."""
    title = _(language.name)
    definition = LANGUAGE_DEFINITIONS.get(
        language.code, format_lazy(_("Battles whose first prompt is written in {language}."), language=title)
    )
    tag = LANGUAGE_TAGS.get(language.code)
    rule = {"has": tag} if tag else {"language": language.number}
    return Category(language.slug, title, definition, Group.LANGUAGE, needs=Need.TEXTS, **rule)


def _criterion(slug: str, title: Promise, definition: Promise, has: Tag) -> Category:
    return Category(slug, title, definition, Group.CRITERIA, has=has, needs=Need.JUDGE)


OVERALL = Category("overall", _("Overall"), _("Every counted vote."), Group.OVERALL)

CATEGORIES: tuple[Category, ...] = (
    OVERALL,
    Category(
        "coding",
        _("Coding"),
        _("Battles whose conversation contains code or asks for it."),
        Group.TASK,
        has=Tag.CODING,
        needs=Need.TEXTS,
    ),
    Category(
        "math",
        _("Math"),
        _("Battles whose prompt needs mathematics, according to a judge model."),
        Group.TASK,
        has=Tag.MATH,
        needs=Need.JUDGE,
    ),
    Category(
        "creative-writing",
        _("Creative writing"),
        _("Battles whose prompt asks for imaginative writing, according to a judge model."),
        Group.TASK,
        has=Tag.CREATIVE_WRITING,
        needs=Need.JUDGE,
    ),
    Category(
        "instruction-following",
        _("Instruction following"),
        _(
            "Battles whose prompt tests how exactly instructions are followed: 4 or more on a judge model's "
            "scale from 0 to 5."
        ),
        Group.TASK,
        has=Tag.INSTRUCTION_FOLLOWING,
        needs=Need.JUDGE,
    ),
    Category(
        "hard-prompts",
        _("Hard prompts"),
        _(
            "Battles whose prompt meets at least 6 of the 7 criteria, according to a judge model: "
            "specificity, domain knowledge, complexity, problem solving, creativity, technical accuracy, "
            "real-world use."
        ),
        Group.TASK,
        has=Tag.HARD_PROMPT,
        needs=Need.JUDGE,
    ),
    _criterion(
        "specificity",
        _("Specificity"),
        _("Battles whose prompt asks for one specific result, according to a judge model."),
        Tag.SPECIFICITY,
    ),
    _criterion(
        "domain-knowledge",
        _("Domain knowledge"),
        _("Battles whose prompt needs knowledge of a special field, according to a judge model."),
        Tag.DOMAIN_KNOWLEDGE,
    ),
    _criterion(
        "complexity",
        _("Complexity"),
        _("Battles whose prompt has several parts, steps or conditions, according to a judge model."),
        Tag.COMPLEXITY,
    ),
    _criterion(
        "problem-solving",
        _("Problem solving"),
        _("Battles whose prompt poses a problem that needs reasoning, according to a judge model."),
        Tag.PROBLEM_SOLVING,
    ),
    _criterion(
        "creativity",
        _("Creativity"),
        _("Battles whose prompt asks for original ideas, according to a judge model."),
        Tag.CREATIVITY,
    ),
    _criterion(
        "technical-accuracy",
        _("Technical accuracy"),
        _("Battles whose prompt needs a technically exact answer, according to a judge model."),
        Tag.TECHNICAL_ACCURACY,
    ),
    _criterion(
        "real-world",
        _("Real-world use"),
        _("Battles whose prompt comes from real-life use, according to a judge model."),
        Tag.REAL_WORLD,
    ),
    Category(
        "longer-query",
        _("Longer query"),
        _("Battles whose prompts have 500 tokens or more together."),
        Group.SHAPE,
        has=Tag.LONGER_QUERY,
        needs=Need.TEXTS,
    ),
    Category(
        "multi-turn",
        _("Multi-turn"),
        _("Battles in which the visitor wrote two prompts or more."),
        Group.SHAPE,
        has=Tag.MULTI_TURN,
        needs=Need.TEXTS,
    ),
    Category(
        "exclude-short",
        _("Without short queries"),
        _("Every counted vote, except on prompts that have fewer than 5 tokens together."),
        Group.SHAPE,
        lacks=Tag.SHORT_QUERY,
        version=2,
        known_by=ANY_LANGUAGE | Tag.SHORT_QUERY | Tag.LONGER_QUERY,
    ),
    Category(
        "exclude-ties",
        _("Without ties"),
        _("Every counted vote, except ties and “both are bad”."),
        Group.SHAPE,
        drops_ties=True,
    ),
    Category(
        "exclude-refusal",
        _("Without refusals"),
        _("Every counted vote, except where one of the answers refuses."),
        Group.SHAPE,
        lacks=Tag.REFUSAL,
        version=2,
        known_by=ANY_LANGUAGE | Tag.REFUSAL,
    ),
    Category(
        "dedup",
        _("Without repetition"),
        _(
            "Every counted vote, but at most 25 votes for a prompt that is far too frequent: one with more "
            "than 25 votes that is among the most frequent thousandth of the arena's distinct first prompts."
            " Case, punctuation and spaces make no difference. A hash of the battle's number selects the 25."
            " An imported vote log may mark itself which votes to keep; then its marks are used."
        ),
        Group.SHAPE,
        lacks=Tag.HIGH_FREQUENCY,
        version=2,
        known_by=ANY_LANGUAGE | Tag.HIGH_FREQUENCY | Tag.FREQUENCY_DECLARED,
    ),
    *map(language_category, LANGUAGES),
)

BY_SLUG = {category.slug: category for category in CATEGORIES}


def votes_by_category(now: Published | None, method: str) -> dict[str, int]:
    """Return the counted votes of each board by category slug; empty before the first rebuild."""
    if now is None:
        return {}
    return dict(now.snapshots().filter(method=method).values_list("board__category", "votes_counted"))


def categories_with_votes(group: Group, votes: Mapping[str, int]) -> list[Category]:
    """List a group's categories that have votes: languages by votes, others in declared order."""
    categories = [each for each in CATEGORIES if each.group == group and votes.get(each.slug)]
    return sorted(categories, key=lambda each: -votes[each.slug]) if group == Group.LANGUAGE else categories


def all_categories_with_votes(votes: Mapping[str, int]) -> list[Category]:
    """List all categories that have votes, sorted by group."""
    return [category for group in Group for category in categories_with_votes(group, votes)]


def categories_without_votes(votes: Mapping[str, int]) -> list[Category]:
    """List the categories without votes, in declared order."""
    return [each for each in CATEGORIES if not votes.get(each.slug)]
