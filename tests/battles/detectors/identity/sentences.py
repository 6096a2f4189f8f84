"""Written sentences by language: what models say of themselves (told.txt) and of others (mentioned.txt)."""

from pathlib import Path


def read_sentences(name: str) -> dict[str, list[str]]:
    """Language code → its sentences. A line in brackets opens a language, one with # is a remark."""
    sentences: dict[str, list[str]] = {}
    language: list[str] = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            language = sentences.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            language.append(line)
    return sentences


TOLD = read_sentences("told.txt")
MENTIONED = read_sentences("mentioned.txt")
