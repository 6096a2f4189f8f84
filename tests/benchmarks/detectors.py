"""How right and how fast the detectors are: `python -m tests.benchmarks.detectors [--tokens FILE]`.

Reads the real prompts, sentences and answers that lie beside the project. `--tokens` measures the token
estimate against a tokenizer: FILE holds JSON lines with `text`, what the tokenizer counted as `tokens`, and
optionally a `group` to report by.
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from battles.detectors.categories import DETECTORS, Conversation, detect
from battles.detectors.categories.coding import evidence
from battles.detectors.categories.language import detect_language
from battles.detectors.categories.refusal import refuses
from battles.detectors.run import build_index, read_answer_text, read_prompt_text
from battles.detectors.tokens import estimate_tokens
from battles.tags import LANGUAGE_TAGS
from tests.battles.detectors.categories.real_data import FOLDER, records

UNSPACED = {"zh", "ja", "th"}
HARMFUL = {"hh-rlhf/red-team-attempts", "MaliciousInstruct"}
PLAIN_TOPICS = {"writing", "roleplay", "humanities", "stem", "reasoning", "math"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=Path, help="JSON lines with text and tokens")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        sys.exit("The shared data are not here.")
    answers = records("answers/real_answers_shared.jsonl.gz")
    report_language()
    report_coding(answers)
    report_refusal(answers)
    if options.tokens:
        report_tokens(options.tokens)
    report_reading(answers)
    report_speed([row["answer"] for row in answers])


def report_language() -> None:
    """Accuracy on sentences, whole and cut to their first words, and on prompts whose language is known."""
    sentences = [row for row in records("langid/sentences.jsonl.gz") if row["lang"] in LANGUAGE_TAGS]
    print("## Language\n\n| first words | right | unknown | wrong |\n|---|---|---|---|")
    for words in (0, 6, 3, 2, 1):
        told = [(row["lang"], detect_language(shortened(row, words)).code) for row in sentences]
        right = sum(code == found for code, found in told) / len(told)
        unknown = sum(found is None for _, found in told) / len(told)
        print(f"| {words or 'all'} | {right:.1%} | {unknown:.1%} | {1 - right - unknown:.1%} |")
    right_by_language = Counter(
        row["lang"] for row in sentences if detect_language(row["text"]).code == row["lang"]
    )
    print(
        "\nPer language, of 100:", ", ".join(f"{code} {count}" for code, count in right_by_language.items())
    )
    prompts = [row for row in records("prompts/prompts.jsonl.gz") if row["lang_source"] == "file"]
    print_shares(
        "Prompts", ((row["source"], detect_language(row["prompt"]).code == row["lang"]) for row in prompts)
    )


def shortened(row: dict[str, str], words: int) -> str:
    """The first words of a sentence, two characters for a word where words are not parted; 0 for all."""
    if not words:
        return row["text"]
    if row["lang"] in UNSPACED:
        return row["text"][: 2 * words]
    return " ".join(row["text"].split()[:words])


def report_coding(answers: list[dict[str, str]]) -> None:
    """Recall and precision on prompts with topics, and how often answers on other topics are flagged."""
    print("\n## Coding\n")
    prompts = [row for row in records("prompts/prompts.jsonl.gz") if has_topic(row)]
    for benches in (True, False):
        chosen = [row for row in prompts if ("bench" in row["source"]) == benches]
        told = [(row["topic"] == "coding", bool(evidence(row["prompt"]))) for row in chosen]
        hits = sum(coding and found for coding, found in told)
        flagged, labelled = sum(found for _, found in told), sum(coding for coding, _ in told)
        name = "MT-Bench in ten languages" if benches else "Arena prompts (labels of whole conversations)"
        print(
            f"{name}: recall {hits / labelled:.1%} of {labelled}, precision {hits / flagged:.1%} of {flagged}"
        )
    print_shares("Prompts flagged", ((row["topic"], bool(evidence(row["prompt"]))) for row in prompts))
    plain = [row for row in answers if row["category"] in PLAIN_TOPICS | {"coding"}]
    print_shares("Answers flagged", ((row["category"], bool(evidence(row["answer"]))) for row in plain))


def has_topic(row: dict[str, str]) -> bool:
    """Whether the prompt has a real topic; one arena's prompts only have names of clusters."""
    return row["topic"] is not None and row["source"] != "arena_hard_v0.1"


def report_refusal(answers: list[dict[str, str]]) -> None:
    """Shares of refusing answers: to harmful requests, to others, and by language."""
    print("\n## Refusal\n")
    kinds = (
        ("harmful requests" if row["category"] in HARMFUL else "others", row["answer"]) for row in answers
    )
    print_shares("Answers refusing", ((kind, refuses(answer)) for kind, answer in kinds))
    print_shares("Answers refusing", ((row["lang"], refuses(row["answer"])) for row in answers))


def print_shares(what: str, cases: Iterable[tuple[str, bool]]) -> None:
    """One line: by name, how many of how many."""
    yes, total = Counter[str](), Counter[str]()
    for name, holds in cases:
        total[name] += 1
        yes[name] += holds
    print(f"{what}: " + ", ".join(f"{name} {yes[name]}/{total[name]}" for name in sorted(total)))


def report_tokens(path: Path) -> None:
    """Error of the token estimate, by group: bias, median, and the error nine in ten texts stay below."""
    errors: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["tokens"]:
                errors[row.get("group", "all")].append((estimate_tokens(row["text"]), row["tokens"]))
    print("\n## Tokens\n\n| group | texts | bias | median error | 90 % below |\n|---|---|---|---|---|")
    for group, pairs in sorted(errors.items()):
        bias = sum(estimate for estimate, _ in pairs) / sum(counted for _, counted in pairs) - 1
        relative = sorted(abs(estimate - counted) / counted for estimate, counted in pairs)
        worst = relative[int(0.9 * (len(relative) - 1))]
        median = statistics.median(relative)
        print(f"| {group} | {len(pairs)} | {bias:+.1%} | {median:.1%} | {worst:.1%} |")


def report_reading(answers: list[dict[str, str]]) -> None:
    """Milliseconds to read a text with every detector, identity included, each text once and in its order.

    The words of the first texts are new to the process, most words of the last ones are not.
    """
    names = build_index(())
    short = [row for row in answers if 200 <= estimate_tokens(row["answer"]) <= 400]
    prompts = [row["prompt"] for row in records("prompts/prompts.jsonl.gz")]
    asked = [read_prompt_text("Please tell me about it.", names, is_first=True)]
    print("\n## Reading\n\n| texts | first 300 | last 300 |\n|---|---|---|")
    for name, texts, read in (
        (
            "answers of 200 to 400 tokens, English",
            [row["answer"] for row in short if row["lang"] == "en"],
            lambda text: read_answer_text(text, asked, names),
        ),
        (
            "the same, other languages",
            [row["answer"] for row in short if row["lang"] != "en"],
            lambda text: read_answer_text(text, asked, names),
        ),
        ("prompts", prompts, lambda text: read_prompt_text(text, names, is_first=True)),
    ):
        started = [time.process_time()]
        for text in texts:
            read(text)
            started.append(time.process_time())
        first, last = ((started[300] - started[0]) / 0.3, (started[-1] - started[-301]) / 0.3)
        print(f"| {name} | {first:.2f} | {last:.2f} |")


def report_speed(answers: list[str]) -> None:
    """Milliseconds for an answer of 1,000 tokens, and for one of a million characters."""
    usual = [answer for answer in answers if 700 <= estimate_tokens(answer) <= 1300][:400]
    thousands = sum(map(estimate_tokens, usual)) / 1000
    huge = "\n".join(answers)[:1_000_000]
    print("\n## Speed\n\n| detector | ms per 1,000 tokens | ms per million characters |\n|---|---|---|")
    for detector in DETECTORS:
        print_speed(detector.name, detector.detect, usual, thousands, huge)
    print_speed("all", detect, usual, thousands, huge)
    prompts = [Conversation((answer,)) for answer in usual]
    per_prompt = milliseconds(lambda: [DETECTORS[0].detect(prompt) for prompt in prompts]) / thousands
    print(f"\nLanguage of a prompt of 1,000 tokens: {per_prompt:.2f} ms")


def print_speed(
    name: str, observe: Callable[[Conversation], object], usual: list[str], thousands: float, huge: str
) -> None:
    """One row of the table of speeds."""
    conversations = [Conversation(("Please tell me about it.",), (answer,)) for answer in usual]
    per_thousand = milliseconds(lambda: [observe(conversation) for conversation in conversations]) / thousands
    per_million = milliseconds(lambda: observe(Conversation((huge,), (huge,)))) / 2
    print(f"| {name} | {per_thousand:.3f} | {per_million:.0f} |")


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of the fastest of three runs, so that busy neighbours count little."""
    times = []
    for _ in range(3):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
