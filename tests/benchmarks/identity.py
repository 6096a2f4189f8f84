"""How right and how fast the identity detector is: `python -m tests.benchmarks.identity`.

Figures on real answers need the shared data; the written sentences and the speed are always reported.
Everything reported here was looked at while the rules were written: these are development figures.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from battles.detectors.identity import VERSION, NameIndex, find_leaks
from tests.battles.detectors.categories.real_data import FOLDER, records
from tests.battles.detectors.identity.sentences import MENTIONED, TOLD

CHARACTERS = 4000
"""About 1,000 tokens."""

LABELLED = FOLDER / "answers" / "identity_leaks_shared.jsonl"


@dataclass
class Score:
    """Texts that leak and texts that do not, and how many of each were flagged."""

    leaks: list[bool] = field(default_factory=list)
    clean: list[bool] = field(default_factory=list)

    def row(self, name: str) -> str:
        flagged = sum(self.leaks) + sum(self.clean)
        return (
            f"| {name} | {len(self.leaks)} | {_share(sum(self.leaks), len(self.leaks))} | {len(self.clean)} "
            f"| {_share(sum(self.clean), len(self.clean))} | {_share(sum(self.leaks), flagged)} |"
        )


def main() -> None:
    names = NameIndex.build()
    print(f"identity {VERSION}\n")
    report("Written sentences", written(names))
    if LABELLED.is_file():
        report("Labelled real answers", labelled(names))
        report_ordinary(names)
        answers = [(row["lang"], row["answer"]) for row in records("answers/real_answers_shared.jsonl.gz")]
        answers += [("names", row["answer"]) for row in _labelled_rows()]
    else:
        print("The shared data are not here: speed on written sentences.\n")
        answers = [(code, " ".join(texts)) for code, texts in TOLD.items()]
    report_speed(names, answers)
    report_growth(names)


def written(names: NameIndex) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for code, texts in TOLD.items():
        scores[code].leaks += [bool(find_leaks(text, names)) for text in texts]
    for code, texts in MENTIONED.items():
        scores[code].clean += [bool(find_leaks(text, names)) for text in texts]
    return scores


def labelled(names: NameIndex) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for row in _labelled_rows():
        flagged = bool(find_leaks(row["answer"], names, prompt=row["prompt"]))
        score = scores[row["sentence_lang"]]
        (score.leaks if row["answer_leaks"] else score.clean).append(flagged)
    return scores


def report(title: str, scores: dict[str, Score]) -> None:
    print(f"## {title}\n")
    print("| language | leaks | recall | clean | false alarms | precision |\n|---|---|---|---|---|---|")
    for code, score in sorted(scores.items()):
        print(score.row(code))
    whole = Score()
    for score in scores.values():
        whole.leaks += score.leaks
        whole.clean += score.clean
    print(whole.row("all"), end="\n\n")


def report_ordinary(names: NameIndex) -> None:
    """Ordinary answers flagged. Their labels are weak: what is listed here may be a leak after all."""
    print("## Ordinary answers\n\n| set | answers | flagged | share |\n|---|---|---|---|")
    shown = []
    for name in ("real_answers_shared", "negatives_sample_shared"):
        rows = records(f"answers/{name}.jsonl.gz")
        flagged = []
        for row in rows:
            leaks = find_leaks(row["answer"], names, prompt=row["prompt"] or "")
            if leaks:
                start, end = leaks[0].start, leaks[0].end
                flagged.append(" ".join(row["answer"][max(0, start - 60) : end + 30].split()))
        print(f"| {name} | {len(rows)} | {len(flagged)} | {_share(len(flagged), len(rows))} |")
        shown += flagged
    print("", *(f"- {text}" for text in shown), "", sep="\n")


def report_speed(names: NameIndex, answers: Iterable[tuple[str, str]]) -> None:
    """Processor time for texts of 4,000 characters put together from real ones of one language."""
    texts: dict[str, list[str]] = defaultdict(list)
    for code, answer in answers:
        texts[code].append(answer)
    print("## Milliseconds of processor time for 4,000 characters\n")
    print("| language | texts | median | 95 % | worst |\n|---|---|---|---|---|")
    for code, parts in sorted(texts.items()):
        whole = "\n\n".join(parts)[: 300 * CHARACTERS]
        cut = [whole[start : start + CHARACTERS] for start in range(0, len(whole), CHARACTERS)]
        taken = sorted(_milliseconds(text, names) for text in cut)
        worst_twentieth = taken[int(0.95 * (len(taken) - 1))]
        figures = (statistics.median(taken), worst_twentieth, taken[-1])
        print(f"| {code} | {len(cut)} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")
    print()


def report_growth(names: NameIndex) -> None:
    """Seconds for long texts that are hard on patterns: twice the text should take twice as long."""
    print(
        "## Seconds for long texts\n\n| repeated | 250,000 characters | 500,000 | 1,000,000 |\n"
        "|---|---|---|---|"
    )
    for unit in ("I am not OpenAI ", "GPT-4 ", "as an AI trained ", "gpt-1-1-1-1", "我是", "\nGPT-4:", "."):
        taken = [
            _milliseconds(unit * (size // len(unit)), names) / 1000 for size in (250_000, 500_000, 1_000_000)
        ]
        print(f"| {json.dumps(unit, ensure_ascii=False)} | " + " | ".join(f"{s:.2f}" for s in taken) + " |")


def _milliseconds(text: str, names: NameIndex) -> float:
    """The better of two runs."""
    runs = []
    for _ in range(2):
        start = time.process_time()
        find_leaks(text, names)
        runs.append(1000 * (time.process_time() - start))
    return min(runs)


def _labelled_rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


if __name__ == "__main__":
    main()
