"""Extract an author's own prose, without code, addresses, formulas and quotations."""

import re

from battles.detectors.code_blocks import find_code_blocks, remove_code_blocks

_HEAD, _TAIL = 4000, 1500
_LINE = 400

_PROSE_BLOCKS = frozenset({"", "text", "txt", "plaintext", "plain", "markdown", "md"})

_NOISE = re.compile(
    r"`[^`\n]{1,300}`"  # inline code
    r"|\b(?:https?|ftp)://\S++|\bwww\.\S++|\S++@\S++"
    r"|</?[A-Za-z][^<>\n]{0,200}>"  # tags
    r"|\$\$?[^$\n]{1,300}\$|\\[A-Za-z]++"  # formulas
    r"|[\w.-]*+[/\\][\w./\\-]++"  # paths
    r"|(?<![\w'’])[A-Za-z\d]{1,2}\s?[-+*/^=<>|]\s?[A-Za-z\d]{1,2}(?![\w'’])"  # sums
    r"|(?a:\b\w++(?:\.\w++)++)"  # dotted names
    r"|(?a:\b(?=\w*(?:[_\d]|[a-z][A-Z]))\w++)"  # identifiers and numbers
)
_QUOTED = re.compile(
    r"\"[^\"\n]{2,300}\"|“[^”\n]{2,300}”|„[^“”\n]{2,300}[“”]|«[^»\n]{2,300}»|「[^」\n]{2,300}」|『[^』\n]{2,300}』"
)
_CODE_LINE = re.compile(
    r"[{}]\s*$|[=(\[].*;\s*$"
    r"|^\s*(?:#include|#define|import [\w.]+|from [\w.]+ import|def |class \w+[:({]|return\b|elif |else:|//)"
    r"|^\s*(?:public|private|static|const|let|var|void|int) \w|^\s*@\w+\s*$|^\s*\$ "
    r"|^\s*(?:SELECT\b|INSERT INTO|UPDATE \w+ SET)"
    r"|^\s*(?:for|while|if|with|except)\b.*[(.\[=<>].*:\s*$"
    r"|^\s*[\w.]+\([^()\n]*\)\s*[:;{]?\s*$"
    r"|[=!<>+*|&^]=|::|&&|\|\|"
)
_LINE_END = re.compile(r"\n|(?<=[^\W\d]:)\s|(?<=：)")
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def prose_lines(text: str) -> list[str]:
    """Return the lines of a message that contain words, in order, each at most 400 characters long.

    Of a very long message only the beginning and the end are read. If all text is inside code blocks that
    name no programming language, their content is read instead.
    """
    lines = _lines_with_words(_ends(remove_code_blocks(text)))
    if lines:
        return lines
    bodies = [text[f.body_start : f.body_end] for f in find_code_blocks(text) if f.language in _PROSE_BLOCKS]
    return _lines_with_words(_ends("\n".join(bodies)))


def _ends(text: str) -> str:
    """Return the beginning and the end of a long text."""
    return text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + "\n" + text[-_TAIL:]


def _lines_with_words(text: str) -> list[str]:
    """Return the lines that contain words after noise, code and (if enough remains) quotations are removed.

    A line of code keeps its words in other scripts: comments, and the question before it.
    """
    lines = []
    for line in _LINE_END.split(text):
        line = line[:_LINE]
        if _CODE_LINE.search(line):
            line = "" if line.isascii() else _ASCII_WORD.sub(" ", line)
        plain = _NOISE.sub(" ", line)
        unquoted = _QUOTED.sub(" ", plain)
        plain = unquoted if len(_WORD.findall(unquoted)) >= 3 else plain
        if _WORD.search(plain):
            lines.append(plain)
    return lines
