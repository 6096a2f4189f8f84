"""The measured error rates of each detector, with the source of every figure.

- quote: the passage of docs/detectors.md with the figure; a test checks that it is there.
- command: measures the figure again, if there is one.
- A detector that was not measured has no rates.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "docs/detectors.md"


@dataclass(frozen=True)
class ErrorRate:
    """`percent` of a sample has the error `what`; `of`: the number of cases, None if unknown."""

    what: Promise
    percent: float
    of: int | None
    sample: Promise
    quote: str
    command: str = ""


@dataclass(frozen=True)
class Measured:
    """What one detector reports, and the rates that were measured with its `version`."""

    description: Promise
    version: str = ""
    rates: tuple[ErrorRate, ...] = ()


REQUESTS = "python -m tests.benchmarks.identity_requests"
CATEGORIES = "python -m tests.benchmarks.categories"
IDENTITY = "python -m tests.benchmarks.identity"
DETECTORS = "python -m tests.benchmarks.detectors"
FRESH = "python -m pytest tests/battles/detectors/test_fresh_sets.py"

MISSED = _("missed")
FALSE_ALARMS = _("false alarms")
WRONG = _("wrong or unknown")
WRONG_SIDE = _("on the wrong side of the limit")
MEDIAN_ERROR = _("median error")

IN_VIEW = _("labelled real answers in five languages; the rules were written with these in view")
FIRST_RUN = _("sentences in the usual wording of models, first run")

SECOND_HAND = _("written and labelled by a second hand that does not know the rules, first run")

OTHER_HAND = _("written and labelled by another hand; no rule was written with these in view")
REAL = _("real answers labelled by another hand; no rule was written with these in view")

MEASURED: dict[str, Measured] = {
    "identity": Measured(
        _("Answers that say which model they are or who made it"),
        "12+2026.12",
        (
            ErrorRate(MISSED, 35.0, 100, OTHER_HAND, "**65 of 100, 65.0 % (55.3 to 73.6)**", FRESH),
            ErrorRate(FALSE_ALARMS, 0.0, 100, OTHER_HAND, "**0 of 100, 0.0 % (0.0 to 3.7)**", FRESH),
            ErrorRate(MISSED, 8.8, 80, SECOND_HAND, "**73 of 80, 91.2 % (83.0 to 95.7)**"),
            ErrorRate(FALSE_ALARMS, 11.2, 80, SECOND_HAND, "**9 of 80, 11.2 % (6.0 to 20.0)**"),
            ErrorRate(MISSED, 1.6, 64, REAL, "**63 of 64 leaks, 98.4 % (91.7 to 99.7)**"),
            ErrorRate(FALSE_ALARMS, 1.3, 79, REAL, "**1 of 79 mentions, 1.3 % (0.2 to 6.8)**"),
            ErrorRate(MISSED, 52.9, 68, SECOND_HAND, "**32 of 68, 47.1 % (35.7 to 58.8)**"),
            ErrorRate(FALSE_ALARMS, 7.4, 68, SECOND_HAND, "**5 of 68, 7.4 % (3.2 to 16.1)**"),
            ErrorRate(MISSED, 0.0, 158, IN_VIEW, "158 of 158", IDENTITY),
            ErrorRate(FALSE_ALARMS, 0.7, 142, IN_VIEW, "1 of 142", IDENTITY),
            ErrorRate(MISSED, 16.0, 50, SECOND_HAND, "42 of 50, 84.0 %"),
            ErrorRate(FALSE_ALARMS, 11.6, 43, SECOND_HAND, "5 of 43, 11.6 %"),
            ErrorRate(MISSED, 4.9, 102, FIRST_RUN, "97 of 102 (95 %)"),
            ErrorRate(MISSED, 16.2, 68, _("sentences in 19 languages, first run"), "57 of 68 (84 %)"),
            ErrorRate(
                FALSE_ALARMS, 12.5, 48, _("other sentences that only compare, first run"), "6 of 48 (13 %"
            ),
            ErrorRate(FALSE_ALARMS, 2.1, 48, _("sentences that only compare, first run"), "1 of 48 (2 %)"),
            ErrorRate(
                MISSED,
                69.9,
                153,
                _("every wording in eleven languages, most of them rare, first run"),
                "46 of 153 (30 %)",
            ),
        ),
    ),
    "identity_request": Measured(
        _("Prompts that ask the models who they are"),
        "9",
        (
            ErrorRate(MISSED, 20.0, 100, OTHER_HAND, "**80 of 100, 80.0 % (71.1 to 86.7)**", FRESH),
            ErrorRate(FALSE_ALARMS, 5.8, 120, OTHER_HAND, "**7 of 120, 5.8 % (2.9 to 11.6)**", FRESH),
            ErrorRate(MISSED, 15.0, 80, SECOND_HAND, "**68 of 80, 85.0 % (75.6 to 91.2)**"),
            ErrorRate(FALSE_ALARMS, 7.0, 100, SECOND_HAND, "**7 of 100, 7.0 % (3.4 to 13.7)**"),
            ErrorRate(MISSED, 30.0, 60, SECOND_HAND, "**42 of 60, 70.0 % (57.5 to 80.1)**"),
            ErrorRate(FALSE_ALARMS, 9.3, 75, SECOND_HAND, "**7 of 75, 9.3 % (4.6 to 18.0)**"),
            ErrorRate(MISSED, 22.1, 77, SECOND_HAND, "60 of 77, 77.9 %"),
            ErrorRate(FALSE_ALARMS, 8.2, 73, SECOND_HAND, "6 of 73, 8.2 %"),
            ErrorRate(
                MISSED,
                14.6,
                96,
                _("games of families that no rule was written for, first run"),
                "**82 of 96 (85 %)**",
                REQUESTS,
            ),
            ErrorRate(
                MISSED,
                63.9,
                108,
                _("games around nouns drawn at random, first run"),
                "drawn at random 36 % (39 of 108)",
                REQUESTS,
            ),
            ErrorRate(
                FALSE_ALARMS,
                0.1,
                1913,
                _("real and benchmark prompts, each flagged one read"),
                "Of the 1,913 shared prompts 6 are flagged",
            ),
        ),
    ),
    "language": Measured(
        _("The language of the first prompt"),
        "3",
        (
            ErrorRate(
                WRONG, 1.7, 2200, _("sentences in 22 languages"), "| this detector | 98.3 % |", DETECTORS
            ),
            ErrorRate(WRONG, 0.1, 1035, _("prompts of known language"), "| 99.9 % | 0.17 |", DETECTORS),
        ),
    ),
    "coding": Measured(
        _("Conversations that contain code or ask for it"),
        "7",
        (
            ErrorRate(MISSED, 3.8, 53, SECOND_HAND, "51 of 53 on coding, recall 96.2 %"),
            ErrorRate(FALSE_ALARMS, 1.2, 86, SECOND_HAND, "flags 1 of 86 others"),
            ErrorRate(MISSED, 22.5, 71, SECOND_HAND, "recall 77.5 % (66.5 to 85.6)"),
            ErrorRate(FALSE_ALARMS, 1.4, 72, SECOND_HAND, "precision 98.2 % (90.6 to 99.7)"),
            ErrorRate(
                MISSED,
                12.6,
                103,
                _("real prompts labelled coding by hand, that no rule was written for"),
                "**87.4 % found (95 %: 79.6 to 92.5)",
                CATEGORIES,
            ),
            ErrorRate(
                FALSE_ALARMS,
                2.1,
                140,
                _("other real prompts labelled by hand"),
                "precision 96.8 % (90.9 to 98.9) at first sight",
                CATEGORIES,
            ),
            ErrorRate(
                FALSE_ALARMS,
                9.3,
                258,
                _("other real prompts; most of the flagged contain or ask for a program"),
                "| coding, real arena prompts (one topic each) | 378 | 120 | 130 | 81.5 % | 88.3 % |",
                CATEGORIES,
            ),
            ErrorRate(
                FALSE_ALARMS, 0.1, 680, _("benchmark prompts on other subjects"), "1 of the 680 others"
            ),
            ErrorRate(
                FALSE_ALARMS, 0.6, 2790, _("answers on other subjects"), "reasoning and math 17 are flagged"
            ),
        ),
    ),
    "refusal": Measured(
        _("Answers that decline to do what was asked"),
        "3",
        (
            ErrorRate(
                MISSED,
                24.5,
                102,
                _("real answers to harmful requests; about half of the missed comply"),
                "Of 102 real answers to harmful requests 77",
            ),
            ErrorRate(
                FALSE_ALARMS,
                0.1,
                10027,
                _("other answers, each flagged one read"),
                "Of 10,027 other answers 84 are",
            ),
        ),
    ),
    "tokens": Measured(
        _("The number of tokens, estimated"),
        "3",
        (
            ErrorRate(
                MEDIAN_ERROR, 4.8, 3184, _("English answers"), "| 3,184 English answers | +1.0 % | 4.8 %"
            ),
        ),
    ),
    "length": Measured(
        _("Long and short prompts, by the estimate of tokens"),
        "1+tokens.3",
        (
            ErrorRate(
                WRONG_SIDE,
                0.3,
                0,
                _("prompts, at the limit of 500 tokens"),
                "put 99.7 % of the shared",
                DETECTORS,
            ),
        ),
    ),
    "style": Measured(_("Headings, lists and bold words, counted by fixed rules")),
    "turns": Measured(_("The number of prompts, counted")),
}
"""By the name of the detector, in the order of the pages."""


def get_measured(detector: str) -> Measured:
    """Return what is known of a detector; an empty entry for an unknown one."""
    return MEASURED.get(detector) or Measured(description=_("Not described yet"))
