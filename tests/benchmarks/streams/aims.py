"""What the streaming benchmark is judged by: each aim with its bar, what was measured, met or missed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """A figure that must not exceed its bar."""

    name: str
    measured: float
    bar: float
    unit: str = "x"

    @property
    def is_met(self) -> bool:
        return self.measured <= self.bar


def build_aims(result: dict) -> list[Aim]:
    """The aims of a run. Ratios are of one run, so that a slow machine changes them little."""
    bare = result["adapter"]["bare"]
    watched = [row for row in result["windows"] if row["viewers"] == 1]
    opening, words = result["opening"], result["first_words"]
    return [
        Aim(
            "whole site, of the bare reader's processor time per token",
            watched[0]["cpu_per_token"] / bare,
            1.0,
        ),
        Aim(
            "the same at 800 tokens a second",
            result["fast"]["cpu_per_token"] / result["fast"]["bare"],
            0.4,
        ),
        Aim("opening, page, events and end, in tokens of the bare reader", opening["cpu"] / bare, 200.0),
        Aim(
            "p99 lag against the release clock, of which ticks up to 50",
            watched[0]["release_p99"],
            100.0,
            "ms",
        ),
        Aim("first word of 20 battles at once, of one alone", _together(words["paced"]), 4.0),
        Aim("the same of battles shown as fast as they come", _together(words["free"]), 4.0),
        Aim("bytes of a battle", max(row["bytes_per_battle"] for row in watched) / 1000, 36.0, "kB"),
    ]


def _together(words: dict[str, float]) -> float:
    return words["together"] / words["alone"]


def show(aims: Iterable[Aim]) -> None:
    """Print one line for each aim."""
    for aim in aims:
        verdict = "met" if aim.is_met else "MISSED"
        print(f"{verdict:7} {aim.measured:7.2f} {aim.unit:2} (aim {aim.bar:g})  {aim.name}")
