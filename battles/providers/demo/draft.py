"""An answer before formatting: its parts, which each manner formats differently."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """A paragraph. rank: 0 belongs to the answer, 1 is useful, 2 is for talkative manners."""

    text: str
    rank: int = 0


@dataclass(frozen=True)
class Point:
    """One of several points: a short name and a complete sentence."""

    name: str
    text: str


@dataclass(frozen=True)
class Points:
    """Several points.

    ordered: they are steps. fixed: the visitor asked for this list, keep all of it. names_suffice: a
    terse manner may leave the texts out.
    """

    items: tuple[Point, ...]
    ordered: bool = False
    fixed: bool = False
    names_suffice: bool = False


@dataclass(frozen=True)
class Block:
    """Markdown that stays as it is: code, a table, verse."""

    markdown: str
    rank: int = 0


Part = Say | Points | Block


@dataclass(frozen=True)
class Draft:
    """The parts in order.

    framed: openings and endings of the voice fit around it. note: precedes everything else.
    language: what the draft is in, where that is not the language asked for.
    """

    parts: tuple[Part, ...]
    title: str = ""
    framed: bool = True
    note: str = ""
    language: str | None = None


def plain(*texts: str) -> Draft:
    """A short answer that needs no frame."""
    return Draft(tuple(Say(text) for text in texts if text), framed=False)


def fenced(language: str, code: str) -> Block:
    """A fenced block of code."""
    return Block(f"```{language}\n{code.strip()}\n```")


def table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Block:
    """A Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return Block("\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
