"""Recognise code outside of fenced blocks."""

import re

from battles.detectors.guarded import ByParts, GuardedPattern, get_part

_LINES: tuple[tuple[str | tuple[str, ...], str], ...] = (
    # imports and the like, alone on their lines
    ("import ", r"^[ \t]*import [\w.]+(?: as \w+)?(?:, ?[\w.]+)*;?[ \t]*$"),
    ("import ", r"^[ \t]*from [.\w]+ import [\w*, (]+[ \t]*$"),
    ("import ", r"^[ \t]*import .{1,80} from ['\"][^'\"\n]+['\"];?[ \t]*$"),
    ("#include", r"^[ \t]*#include ?[<\"][^>\"\n]+[>\"]"),
    ("#define", r"^[ \t]*#define \w+"),
    ("using ", r"^[ \t]*using [\w.]+;[ \t]*$"),
    ("package ", r"^[ \t]*package [\w.]+;[ \t]*$"),
    ("use ", r"^[ \t]*use [\w:\\]+;[ \t]*$"),
    ("library(", r"^[ \t\"]*library\(\w+\)"),
    ("require", r"\brequire(?:_once)?\(['\"]"),
    # package commands and shells
    (
        "install ",
        r"\b(?:pip3?|npm|pnpm|conda|brew|gem|apt|apt-get|cargo|dnf|yum|pacman) install "
        r"(?:-{1,2}[\w-]+ ){0,5}[\w@\[./-]{2,}",
    ),
    ("npm ", r"\bnpm (?:i|run|start|init)\b"),
    ("apt", r"\bsudo apt(?:-get)? \w+|\bapt-get \w+"),
    (" add ", r"\b(?:yarn|cargo|pnpm|apk) add [\w@-]"),
    ("go get ", r"^[ \t$]*go get [\w.-]+/"),
    ("composer ", r"\bcomposer require \w+/"),
    ("git ", r"\bgit (?:clone|push|pull|commit|checkout|rebase|merge|init|status)\b"),
    ("docker", r"\bdocker(?:-compose| compose)? (?:run|build|exec|pull|up|ps)\b"),
    ("kubectl ", r"\bkubectl [a-z]+"),
    ("#!", r"^#!/\w"),
    ("export ", r"\bexport [A-Za-z_]\w*=\S"),
    # assembly
    (
        ",",
        r"^[ \t]*(?:mov|ldr|str|cmp|lea|add|sub|xor|imul)[a-z]?[ \t]+"
        r"[%$#\[]?[a-z]{1,3}\d{0,2}\]?, ?[=%$#\[\w]",
    ),
    # definitions
    ("def ", r"^[ \t]*(?:async )?def \w+ ?\([^)\n]{0,300}\)(?: ?-> ?[^:\n]{1,80})?:"),
    ("function", r"\bfunction ?\w* ?\([^)\n]{0,300}\) ?\{"),
    ("fn ", r"^[ \t]*(?:pub )?fn \w+[(<]"),
    ("func ", r"^[ \t]*func (?:\([^)\n]{0,80}\) ?)?\w+\("),
    ("class ", r"^[ \t]*(?:public )?class \w+ ?(?:\([\w., ]*\) ?|(?:extends|implements) \w+ ?)?[:{][ \t]*$"),
    ("struct ", r"^[ \t]*(?:typedef )?struct \w* ?\{"),
    (
        "p",
        r"\b(?:public|private|protected) (?:(?:static|final|async|override|virtual|const) ){0,3}"
        r"[\w<>\[\]]+ \w+ ?[({;=]",
    ),
    ("const ", r"^[ \t]*const [\w{}\[\], ]{1,80} ?= ?\S"),
    ("let ", r"^[ \t]*let (?:mut )?(?:\w+|\{[^}\n]*\}|\[[^\]\n]*\]|\([^)\n]*\)) ?(?::[^=\n]{1,60})?= ?\S"),
    ("var ", r"^[ \t]*var \w+ ?= ?\S"),
    ("(", r"^[ \t]*(?:int|void|double|float|bool|char|auto) \w+ ?\([^)\n]{0,200}\) ?\{?[ \t]*$"),
    # calls and operators that do not occur in prose
    ("console.log(", r"console\.log\("),
    ("System.out.print", r"System\.out\.print"),
    ("print", r"\b(?:f|s|v)?printf\(|\bprintln!?\(|^[ \t>]*print\("),
    ("std::", r"\bstd::\w"),
    ("cout", r"\bcout ?<<"),
    (".append(", r"\w\.append\("),
    ("self.", r"\bself\.\w+ ?[=(.]"),
    ("=>", r"\) ?=> ?[{(\w]|=> ?\{"),
    ("{", r"\) ?\{[ \t]*$|^[ \t]*\} ?else\b"),
    ("}", r";[ \t]*\n[ \t]*\}"),
    ((" = ", "_", "("), r"(?:^|[\s;:`])[a-z]\w*_\w+(?:, ?\w+)? = [a-z][\w.]*\("),
    ((" = ", ".", "("), r"(?:^|[\s;:`])[a-z]\w*(?:, ?\w+)? = [a-z]\w*(?:\.[a-z]\w+)+\("),
    ("%>%", r"\w\)? ?%>%"),
    ("<- ", r"(?:^|[\s;])[a-z][\w.]* <- [a-z][\w.]*\("),
    ("->", r"\w->\w+(?:[.\[(;=]| = )"),
    ("&&", r"\w ?[<>=!]=? ?\w+ && \w"),
    # statements that need no braces, also broken ones
    ("def ", r"^[ \t]*def \w+ ?\([^)\n]{0,200}\)[ \t]*$"),
    (("for ", ":"), r"\bfor (?:\w+, ?)?\w{1,20} in [\w.()\[\], ]{1,40}:(?=\s|$)"),
    (("if", "{"), r"\bif(?: \(|\()[^()\n]{1,60}\) ?\{"),
    ("while ", r"\bwhile (?:True|False|\w+ ?[<>!=]=? ?\w+):"),
    ("if ", r"\b(?:el)?if [\w.\[\]]{1,30} ?(?:==|!=|<=|>=) ?[\w'\"]"),
    (("=", "("), r"(?:^|[\s(\"'`])=[A-Z]{2,}(?:\.[A-Z]+)?\("),
    (
        "(",
        r"\b(?:IIf\(|IF\(|SUM\(|COUNT\(|VLOOKUP\(|INDEX\(|MATCH\(|IFERROR\(|SUMIFS?\(|COUNTIFS?\()[\[A-Z$\"(]",
    ),
    # queries
    (
        "select ",
        r"\bselect (?:\*|[\w.]+(?:, ?[\w.]+){0,8}) from \w+(?: \w{1,3})?"
        r"(?:;| where | group | order | join | limit |[ \t]*$)",
    ),
    ("SELECT", r"\bSELECT\b[^;]{1,200}?\bFROM\b"),
    ("INSERT INTO", r"\bINSERT INTO \w"),
    (" TABLE ", r"\b(?:CREATE|ALTER|DROP) TABLE \w"),
    ("DECLARE @", r"\bDECLARE @\w"),
    # typesetting
    ("\\", r"\\(?:usepackage|documentclass|newcommand|printbibliography|includegraphics|tikz)\b"),
    # messages of compilers and of running programs
    ("rror", r"\b[A-Z]\w*Error: |(?<![\w.])[a-z][\w.]*Error\b"),
    ("xception", r"\b[A-Z]\w+Exception: |(?<![\w.])[a-z][\w.]*Exception\b"),
    ("Traceback", r"Traceback \(most recent call last\)"),
    (("at ", ".", "("), r"\bat [\w$]+(?:\.[\w$<>]+)+\([^)\n]{0,60}\)"),
    # markup
    ("<", r"<[a-z][\w-]* (?:class|id|href|src|style|type|name|onclick|v-if|rel|width|xmlns)=[\"'{]"),
    ("{", r"^[ \t]*[\w.#-]{2,30}[ \t]*\{[ \t]*$"),
    ("{", r"\{[ \t\n]{0,4}[a-z-]{3,20}: ?[\w#.% -]{1,40};"),
    ("<!DOCTYPE", r"<!DOCTYPE"),
    ("<?php", r"<\?php"),
    ("</", r"</(?:div|span|html|body|head|script|style|table|form|button|ul|li|a|p|template|svg)>"),
)
"""Beside each pattern a text, or several, without which it cannot match."""

_SYNTAX = tuple(
    ((needed,) if isinstance(needed, str) else needed, GuardedPattern(pattern, re.MULTILINE))
    for needed, pattern in _LINES
)
_BY_PARTS = ByParts(
    ((needed, pattern), pattern.parts or frozenset({get_part(needed[0])})) for needed, pattern in _SYNTAX
)
PARTS = _BY_PARTS.parts
"""Of words; a text without any of them has no code."""

_CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:#|//|>>> |\$ |<\w)|^\s*[\w./-]+ -{1,2}\w|^\s*\"\w+\": "
    r"|^[^^\n]*(?:\b[a-z_]{4,}\([^)\n]*\)|\b[a-z_]\w{2,} ?[-+*/]?= ?[\w\"'\[{(])[^^\n]*$"
)
_LINE_WIDTH, _CODE_SHARE = 300, 0.4


def has_code(text: str, parts: set[str]) -> bool:
    """Check whether some line can only be code. parts: those of PARTS that the text's words have."""
    return any(
        all(each in text for each in needed) and pattern.matches(text)
        for needed, pattern in _BY_PARTS.list_possible(parts)
    )


def is_mostly_code(text: str, parts: set[str]) -> bool:
    """Check whether a block without a language is code rather than a poem, a letter or a drawing.

    parts: as for `has_code`.
    """
    if has_code(text, parts):
        return True
    lines = [line[:_LINE_WIDTH] for line in text.splitlines() if line.strip()]
    return sum(1 for line in lines if _CODE_LINE.search(line)) >= max(1.0, _CODE_SHARE * len(lines))
