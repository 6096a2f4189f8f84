"""Bound the depth of quotes and lists without losing text.

The library drops what is nested deeper than its limit. Here a quote or a list that would be too deep is not
opened: its lines, marks included, are text of the block around them.
"""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block

MAX_LEVELS = 20
"""Levels of blocks in blocks, as many as the library has for CommonMark: 19 quotes, or 9 lists."""

BlockRule = Callable[[StateBlock, int, int, bool], bool]


def bound_nesting(parser: MarkdownIt) -> None:
    """Replace a parser's rules for quotes and lists."""
    parser.options["maxNesting"] = MAX_LEVELS
    ends_paragraph = ["paragraph", "reference", "blockquote"]
    ruler = parser.block.ruler
    ruler.at("blockquote", _bounded(blockquote, levels=1), {"alt": [*ends_paragraph, "list"]})
    ruler.at("list", _bounded(list_block, levels=2), {"alt": ends_paragraph})


def _bounded(rule: BlockRule, *, levels: int) -> BlockRule:
    """Return a rule that opens its block, which needs that many levels, only where they are left.

    A line with less indentation than the block around it ends that block as ever: it begins nothing in it.
    """

    def bounded_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begins_inside = state.sCount[start_line] >= state.blkIndent
        if begins_inside and state.level + levels >= MAX_LEVELS:
            return False
        return rule(state, start_line, end_line, silent)

    return bounded_rule
