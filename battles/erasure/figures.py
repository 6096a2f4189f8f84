"""How much was erased, for the public: numbers by month, cause and kind."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from battles.models import Erasure

MAX_MONTHS = 24


@dataclass(frozen=True)
class ErasureFigures:
    """What was erased in one month for one cause: the number of battles, or of keys."""

    month: dt.date
    kind: str
    cause: str
    number: int

    @property
    def kind_label(self) -> str:
        return str(Erasure.Kind(self.kind).label)

    @property
    def cause_label(self) -> str:
        return str(Erasure.Cause(self.cause).label)


def get_figures() -> list[ErasureFigures]:
    """The newest months first, at most MAX_MONTHS of them."""
    rows = (
        Erasure.objects.annotate(month=TruncMonth("erased_at"))
        .values("month", "kind", "cause")
        .annotate(total=Sum("number"))
        .order_by("-month", "kind", "cause")
    )
    figures = [ErasureFigures(row["month"].date(), row["kind"], row["cause"], row["total"]) for row in rows]
    months = sorted({each.month for each in figures}, reverse=True)[:MAX_MONTHS]
    return [each for each in figures if each.month in months]
