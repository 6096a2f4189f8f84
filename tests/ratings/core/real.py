"""Real vote logs, read where they are found; tests skip where they are not."""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from battles.outcomes import outcome_from_label
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SIDES = ("model_a", "model_b")


@dataclass(frozen=True)
class NamedLog:
    """Votes by index into `names`."""

    names: list[str]
    a: np.ndarray
    b: np.ndarray
    outcome: np.ndarray

    @property
    def outcomes(self) -> OutcomeCounts:
        return count_outcomes(self.a, self.b, self.outcome, len(self.names))


def needs(folder: str) -> pytest.MarkDecorator:
    """Skip where a folder of real data is absent."""
    return pytest.mark.skipif(not (DATA / folder).is_dir(), reason=f"no {folder} data here")


def named_log(rows: list[tuple[str, str, str]], names: list[str] | None = None) -> NamedLog:
    """Index (model_a, model_b, winner label) rows by `names`, by default everybody in order of name."""
    names = names or sorted({name for row in rows for name in row[:2]})
    place = {name: index for index, name in enumerate(names)}
    a, b = (np.array([place[row[side]] for row in rows]) for side in (0, 1))
    return NamedLog(names, a, b, np.array([outcome_from_label(row[2]) for row in rows], dtype=np.int8))


def arena140k() -> NamedLog:
    """135,634 votes on lmarena, April to July 2025 (CC-BY-4.0)."""
    with gzip.open(DATA / "arena140k" / "battles.csv.gz", "rt", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        head = next(rows)
        columns = [head.index(name) for name in (*SIDES, "winner")]
        return named_log([tuple(row[column] for column in columns) for row in rows])


def llmfao() -> tuple[NamedLog, np.ndarray]:
    """8,931 comparisons by 124 crowd workers (CC-BY-4.0), and each vote's worker."""
    with (DATA / "llmfao" / "crowd-comparisons.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    log = named_log([(row["left"], row["right"], row["winner"]) for row in rows])
    return log, np.array([int(row["worker"]) for row in rows])


def evalica_golden(name: str) -> tuple[NamedLog, dict[str, np.ndarray]]:
    """A log of evalica's tests (Apache-2.0) and its published scores by algorithm, in order of names."""
    folder = DATA / "evalica_golden"
    with (folder / f"{name}.csv").open(encoding="utf-8") as lines:
        log = named_log([(row["left"], row["right"], row["winner"]) for row in csv.DictReader(lines)])
    scores: dict[str, np.ndarray] = {}
    with (folder / f"{name}-golden.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            of_algorithm = scores.setdefault(row["algorithm"], np.full(len(log.names), np.nan))
            of_algorithm[log.names.index(row["item"])] = float(row["score"])
    return log, scores


def genai_golden(task: str, kind: str) -> tuple[NamedLog, dict]:
    """GenAI-Arena of February 2024 (Apache-2.0): one task's votes and the original code's board of them.

    `task`: t2i_generation or image_editing; `kind`: anony or full. Names lose their task affixes.
    """
    folder = DATA / "genai_arena"
    golden = json.loads((folder / f"elo_results_{task}_golden.json").read_text())[kind]
    prefix, suffix = "imagenhub_", {"t2i_generation": "_generation", "image_editing": "_edition"}[task]
    rows = [
        (*(row[side].removeprefix(prefix).removesuffix(suffix) for side in SIDES), row["winner"])
        for row in json.loads((folder / "clean_battle_20240220.json").read_text())
        if row["model_a"].endswith(suffix) and (kind == "full" or row["anony"])
    ]
    return named_log(rows, list(golden["rating"])), golden
