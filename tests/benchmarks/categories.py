"""How well tags meet the labels of real prompts: `python -m tests.benchmarks.categories [FOLDER]`.

FOLDER holds `prompts/prompts.jsonl.gz` and `langid/sentences.jsonl.gz` (default: the shared data beside the
project). What a judge finds is measured by asking one:

    python -m tests.benchmarks.categories --judge http://localhost:11434/v1 qwen3:8b --limit 300

`--key-env VARIABLE` names the variable that holds its key.
"""

import argparse
import gzip
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from tqdm import tqdm

from battles.detectors.categories import Conversation, category_tags, detect
from battles.detectors.categories.coding import evidence
from battles.detectors.judging import DETECTOR, to_tags
from battles.providers.base import Target
from battles.providers.openai_chat import OpenAIChatProvider
from battles.tags import LANGUAGE_TAGS, Tag
from tests.battles.detectors.categories.labelled_prompts import labelled_prompts
from tests.battles.detectors.categories.real_data import FOLDER

Told = Iterable[tuple[bool, bool]]
"""For each prompt whether its label says so, and whether the tag does."""

REAL = "arena_hard_v2"
"""Real arena prompts, labelled coding, math or creative writing: one label each, whatever else is true."""

NO_MATH = {"writing", "roleplay", "humanities", "creative_writing"}
NO_WRITING = {"math", "coding", "stem", "extraction"}
AT_ONCE = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument(
        "--judge", nargs=2, metavar=("URL", "MODEL"), help="ask this model, for the judged tags"
    )
    parser.add_argument("--key-env", default="", help="the variable that holds the judge's key")
    parser.add_argument("--limit", type=int, default=300, help="prompts it is asked about (default: 300)")
    options = parser.parse_args()
    if not (options.folder / "prompts").is_dir():
        sys.exit(f"There are no labelled prompts in {options.folder}.")
    prompts = list(records(options.folder / "prompts" / "prompts.jsonl.gz"))
    print("| tag | prompts | labelled | tagged | precision | recall |\n|---|---|---|---|---|---|")
    if options.judge:
        report_judge(prompts, *options.judge, key_env=options.key_env, limit=options.limit)
        return
    tags = [category_tags(detect(Conversation((row["prompt"],)))) for row in tqdm(prompts, disable=None)]
    report_coding(prompts, tags)
    report_languages(prompts, tags, list(records(options.folder / "langid" / "sentences.jsonl.gz")))


def records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def report_coding(prompts: list[dict[str, str]], tags: list[Tag]) -> None:
    """Each prompt has one topic, so a program that math is asked for counts against precision."""
    both = list(zip(prompts, tags, strict=True))
    bench = [(row, tag) for row, tag in both if "mt_bench" in row["source"]]
    real = [(row, tag) for row, tag in both if row["source"] == REAL]
    for use in ("development", "test", "second", "fresh", "fresh_2", "fresh_3"):
        labels = (
            (each.is_coding, bool(evidence(each.text))) for each in labelled_prompts() if each.use == use
        )
        print_row(f"coding, labelled by hand, {use}", labels)
    for name, chosen_rows in (("MT-Bench, ten languages", bench), ("arena prompts", real)):
        told = ((row["topic"] == "coding", bool(tag & Tag.CODING)) for row, tag in chosen_rows)
        print_row(f"coding, {name}", told)


def report_languages(prompts: list[dict[str, str]], tags: list[Tag], sentences: list[dict[str, str]]) -> None:
    """Prompts whose language their file names, and sentences of all languages, those without a board too."""
    pairs = zip(prompts, tags, strict=True)
    known = [(row["lang"], tag) for row, tag in pairs if row["lang_source"] == "file"]
    said = [
        (row["lang"], category_tags(detect(Conversation((row["text"],)))))
        for row in tqdm(sentences, disable=None)
    ]
    for name, pairs in (("prompts", known), ("sentences", said)):
        labelled = Counter(code for code, _tag in pairs)
        for code, bit in LANGUAGE_TAGS.items():
            if labelled[code]:
                told = ((lang == code, bool(tag & bit)) for lang, tag in pairs)
                print_row(f"{str(bit.name).lower()}, {name}", told)


def report_judge(prompts: list[dict[str, str]], url: str, model: str, *, key_env: str, limit: int) -> None:
    """What a judge says of a sample of the prompts with a topic, the same sample each time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from battles.annotations.judge_client import Judge, label_prompts  # noqa: PLC0415 - needs the set-up above

    key = os.environ.get(key_env) if key_env else None
    target = Target(model, url, key, parameters={"temperature": 0, "max_tokens": 2000})
    judge = Judge(model, 0, 8, OpenAIChatProvider(), target)
    labelled = [row for row in prompts if row["topic"] in NO_MATH | NO_WRITING | {"reasoning"}]
    sample = random.Random(1).sample(labelled, min(limit, len(labelled)))
    facts = []
    for start in tqdm(range(0, len(sample), AT_ONCE), disable=None):
        facts += label_prompts(judge, [[row["prompt"]] for row in sample[start : start + AT_ONCE]])
    judged = [
        (row["topic"], to_tags(fact.value))
        for row, fact in zip(sample, facts, strict=True)
        if fact is not None and fact.detector == DETECTOR
    ]
    for bit, yes, no in (
        (Tag.MATH, "math", NO_MATH),
        (Tag.CREATIVE_WRITING, "creative_writing", NO_WRITING),
    ):
        told = ((topic == yes, bool(tag & bit)) for topic, tag in judged if topic == yes or topic in no)
        print_row(f"{yes}, judged by {model}", told)
    print(f"\nVerdicts: {len(judged)} of {len(sample)}. ", end="")
    print(f"Hard: {sum(bool(tag & Tag.HARD_PROMPT) for _, tag in judged)}, ", end="")
    print(f"instruction following: {sum(bool(tag & Tag.INSTRUCTION_FOLLOWING) for _, tag in judged)}.")


def print_row(name: str, told: Told) -> None:
    """One row of the table; a dash where nothing was tagged or labelled."""
    cases = Counter(told)
    hits = cases[True, True]
    labelled, tagged = hits + cases[True, False], hits + cases[False, True]
    shares = [f"{hits / whole:.1%}" if whole else "–" for whole in (tagged, labelled)]
    print(f"| {name} | {cases.total()} | {labelled} | {tagged} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
