"""What a prompt is about, in its own words."""

import re

from battles.providers.demo.library import pattern, read

LONGEST = 70
_EDGES = " \t\n.,:;!?？。！，：；、…\"'“”‘’「」『』«»¿¡()（）*`"


def subject_of(prompt: str) -> str:
    """The words that stay when greetings, politeness and the instruction are taken away; "" if none do.

    Instructions are stripped from both ends until nothing changes: "please explain X to me" leaves X.
    """
    text = prompt.strip().split("\n")[0].strip(_EDGES)
    before = None
    while before != text:
        before = text
        for key in ("lead_in", "lead_out"):
            text = pattern(key).sub("", text).strip(_EDGES)
    return text if 0 < len(text) <= LONGEST else ""


def quoted_start(prompt: str, length: int = 60) -> str:
    """The beginning of the prompt on one line, to be quoted back."""
    text = re.sub(r"\s+", " ", prompt).strip()
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def count_in(prompt: str) -> int | None:
    """How many things the prompt asks for: "ten tips", "5 names", 「三個」; None without a number.

    One is not a count: "a name" and 「一個名字」 leave the number open.
    """
    words: dict[str, int] = read("patterns")["numbers"]
    number = r"\d{1,2}|" + "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    counted = pattern_text("counted")
    match = re.search(
        rf"(?:(?<![\w.])|(?<=[^\x00-\x7f]))({number})(?:\s*(?:{counted})|\s+[^\W\d_]+)", prompt, re.IGNORECASE
    )
    if match is None:
        return None
    found = match.group(1).lower()
    count = int(found) if found.isdigit() else words[found]
    return count if 2 <= count <= 50 else None


def pattern_text(key: str) -> str:
    """The alternatives of a pattern as text, to be part of a larger one."""
    return "|".join(f"(?:{each})" for each in read("patterns")[key])
