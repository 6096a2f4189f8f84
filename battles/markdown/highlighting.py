"""Syntax highlighting of code blocks within an allowance."""

from functools import cache

from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from battles.markdown.allowance import Allowance, OverBudget
from battles.markdown.commonmark import HIGHLIGHTED

MAX_CHARACTERS = 40_000
"""Characters of code that are highlighted in one answer; further blocks stay plain."""

MAX_GROWTH = 16
"""Highlighted HTML may have this many times the characters of its code, plus SMALL."""
SMALL = 500

# fmt: off
OFFERED = frozenset({
    "ada", "bash", "batch", "bibtex", "c", "clojure", "cmake", "cobol", "common-lisp", "console", "cpp",
    "csharp", "css", "cuda", "cython", "dart", "delphi", "diff", "docker", "elixir", "elm", "erlang", "fish",
    "fortran", "fsharp", "gdscript", "glsl", "go", "graphql", "groovy", "haskell", "html",
    "http", "ini", "java", "javascript", "json", "jsx", "julia", "kotlin", "latex", "less", "llvm", "lua",
    "make", "markdown", "mathematica", "matlab", "mysql", "nasm", "nginx", "nimrod", "nixos", "objective-c",
    "ocaml", "octave", "perl", "php", "postgresql", "powershell", "prolog", "properties", "protobuf",
    "pycon", "python", "qml", "racket", "restructuredtext", "rst", "ruby", "rust", "sass", "scala", "scheme",
    "scss", "solidity", "splus", "sql", "swift", "systemverilog", "tcl", "terraform", "tex", "toml",
    "tsx", "typescript", "verilog", "vhdl", "vim", "xml", "yaml", "zig",
})
# fmt: on
"""The languages that are highlighted, by the first alias of their lexer."""


STYLED = frozenset("kscnmogp")
"""The first letters of token types that have a class; others, such as white space, need no element."""


class TokenClasses(HtmlFormatter):
    """Pygments output with one class for each first letter of a token type: eight CSS rules style it."""

    def _get_css_class(self, ttype):
        name = super()._get_css_class(ttype)
        return f"tok-{name[0]}" if name and name[0] in STYLED else ""

    def _get_css_classes(self, ttype):
        return self._get_css_class(ttype)


FORMATTER = TokenClasses(nowrap=True)


@cache
def get_lexer(alias: str) -> Lexer | None:
    """Return the lexer of a language by any of its names, or None if it is not offered."""
    try:
        lexer = get_lexer_by_name(alias, stripnl=False)
    except ClassNotFound:
        return None
    return lexer if lexer.aliases[0] in OFFERED else None


def highlight_code_blocks(tokens: list[Token], allowance: Allowance) -> None:
    """Store the highlighted HTML of code blocks in their tokens until a budget is used up."""
    characters = MAX_CHARACTERS
    for token in tokens:
        if token.type != "fence":
            continue
        lexer = _lexer_of(token)
        characters -= len(token.content)
        if lexer is None or characters < 0:
            continue
        try:
            with allowance.limit():
                html = highlight(token.content, lexer, FORMATTER)
        except OverBudget:
            return
        if len(html) <= MAX_GROWTH * len(token.content) + SMALL:
            token.meta[HIGHLIGHTED] = html


def _lexer_of(token: Token) -> Lexer | None:
    words = token.info.split(maxsplit=1)
    # Names are looked up outside the allowance: loading a lexer costs once per process. A long or odd name
    # is none, so that a text cannot fill the cache.
    if not words or len(words[0]) > 30 or not words[0].isascii():
        return None
    return get_lexer(words[0].lower())
