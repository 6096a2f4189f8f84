"""Texts that cost a Markdown renderer or a highlighter much: one generator for each kind, of any length."""

from collections.abc import Callable

from battles.markdown.allowance import SAMPLE
from battles.markdown.highlighting import OFFERED


def _repeat(piece: str) -> Callable[[int], str]:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def _nested_lists(length: int) -> str:
    return "".join("  " * (level % 60) + "- a\n" for level in range(length // 64))


def _growing_ticks(length: int) -> str:
    pieces, size, count = [], 0, 1
    while size < length:
        pieces.append("`" * count + "a")
        size += count + 1
        count += 1
    return "".join(pieces)[:length]


def _padded_table(length: int) -> str:
    columns, rows = length // 10, length // 15
    return "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + "|a\n" * rows


def _wide_table(length: int) -> str:
    return "a|" * 40 + "\n" + "-|" * 40 + "\n" + "a\n" * ((length - 162) // 2)


def _full_table(length: int) -> str:
    return "|a|b|\n|-|-|\n" + "|a|b|\n" * ((length - 12) // 6)


def _definitions(length: int) -> str:
    return "".join(f"[a{number}]: b\n" for number in range(length // 10))


MARKDOWN: dict[str, Callable[[int], str]] = {
    "ordinary text": _repeat(SAMPLE),
    "opening brackets": _repeat("["),
    "closing brackets": _repeat("]"),
    "open links": _repeat("[a]("),
    "links": _repeat("[a](b) "),
    "images": _repeat("![a](b)"),
    "nested brackets": lambda length: "[" * (length // 2) + "]" * (length // 2),
    "half links": _repeat("[a"),
    "references": lambda length: "[a]: b\n\n" + "[a] " * ((length - 8) // 4),
    "definitions": _definitions,
    "open emphasis": _repeat("*a "),
    "crossed emphasis": _repeat("**a *b "),
    "emphasis inside words": _repeat("a**b"),
    "underscores": _repeat("_a"),
    "mixed emphasis": _repeat("*a_ "),
    "asterisks": _repeat("*"),
    "emphasis beside Chinese": _repeat("*漢"),
    "strikethrough": _repeat("~~a"),
    "tildes": _repeat("~"),
    "quotes": _repeat(">"),
    "quoted lines": _repeat(">>>>>>>>>> a\n"),
    "nested lists": _nested_lists,
    "dashes": _repeat("- "),
    "list items": _repeat("1. a\n"),
    "entities": _repeat("&amp;"),
    "ampersands": _repeat("&"),
    "numeric entities": _repeat("&#1;"),
    "backslashes": _repeat("\\"),
    "backticks": _repeat("`"),
    "growing backticks": _growing_ticks,
    "tags": _repeat("<a"),
    "less-than signs": _repeat("<"),
    "comments": _repeat("<!--"),
    "padded table": _padded_table,
    "wide table": _wide_table,
    "full table": _full_table,
    "headings": _repeat("# a\n"),
    "underlined headings": _repeat("a\n=\n"),
    "code blocks": _repeat("```\n"),
    "small code blocks": _repeat("```py\na\n```\n"),
    "rules": _repeat("***\n"),
    "empty lines": _repeat("\n"),
    "spaces": _repeat(" "),
    "lines": _repeat("a\n"),
    "indented code": _repeat("    a\n"),
    "formulas": _repeat("$a$ "),
    "fractions": _repeat(r"$\frac{a}{b}$ "),
    "nested fractions": lambda length: "$$" + r"\frac{" * (length // 6) + "$$",
    "long formula": lambda length: "$$" + "a^{b" * (length // 4) + "$$",
    "open formulas": _repeat("$a"),
    "open brackets of formulas": _repeat(r"\("),
    "environments": _repeat("\\begin{a}\n"),
    "formula blocks": _repeat("$$\na\n$$\n"),
    "open formula blocks": _repeat("$$\n"),
    "addresses": _repeat("https://a.b "),
    "address of brackets": lambda length: "https://a.b/" + ")" * (length - 12),
    "address of punctuation": lambda length: "https://a.b/" + ".)" * ((length - 12) // 2),
    "tasks": _repeat("- [ ] a\n"),
    "line breaks": _repeat("<br>"),
    "open superscripts": _repeat("<sup>"),
    "empty links": _repeat("[a]()"),
}

CODE = (
    "a ", "a.", "a(", "(", "{", "[", "<", "<a ", '"', "'", "/*", "//", "#", "\\", "=", "`", ":", ": ", "-",
    " ", "\n", "\t", "a\n ", "@a ", "$", "$(", "{{", "<<A\n", "%", "0", "0.", "a,", "a::", "a=", "* ", "|a",
    "..", "a->", "e1", "_", "A ", "if ", "``", "'''", '"""', "(*", "{-", "<!--", "<![CDATA[", "&", "é", "漢",
)  # fmt: skip
"""Pieces that are repeated as code in every language."""


def code_block(language: str, piece: str, length: int) -> str:
    """Return a code block of one repeated piece."""
    fence = f"```{language}\n"
    return fence + _repeat(piece)(length - len(fence))


def code_blocks(length: int) -> dict[str, str]:
    """Return a code block of every piece in every language that is highlighted."""
    return {
        f"{language} {piece!r}": code_block(language, piece, length)
        for language in sorted(OFFERED)
        for piece in CODE
    }
