"""The Markdown dialect of answers, and the HTML it becomes.

CommonMark with tables, strikethrough, task lists, bare links, footnotes, formulas, and line breaks and
leading spaces as they were written. Items of lists have no gaps.
Raw HTML is shown as text, except <br>, <sub> and <sup>. An image becomes a link: to load it would tell its
host the reader's address and could identify the model. Only absolute http, https and mailto links are links:
others would lead into this site.
"""

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from battles.markdown.emphasis import emphasis_beside_cjk, strikethrough_beside_cjk
from battles.markdown.extensions import (
    HTML_TAG,
    bare_links,
    close_items_up,
    drop_empty_links,
    html_tags,
    task_lists,
)
from battles.markdown.footnotes import raise_marks
from battles.markdown.formulas import find_formulas
from battles.markdown.indentation import keep_indentation
from battles.markdown.nesting import bound_nesting

HIGHLIGHTED = "highlighted"
"""Key in the meta data of a code block's token: its highlighted HTML."""


ABSOLUTE = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


class Renderer(RendererHTML):
    """The library's renderer with changes.

    - Code blocks and tables can be focused, so that they scroll by keyboard.
    - Table cells are aligned by class: the content policy forbids style attributes.
    - Images are links, formulas are placeholders.
    """

    def fence(self, tokens, idx, options, env):
        token = tokens[idx]
        code = token.meta.get(HIGHLIGHTED) or escape(token.content)
        return f'<pre class="code" tabindex="0"><code>{code}</code></pre>\n'

    def code_block(self, tokens, idx, options, env):
        return f'<pre class="code" tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    def image(self, tokens, idx, options, env):
        token = tokens[idx]
        source = str(token.attrs.get("src", ""))
        words = escape(token.content or source)
        return f'<a href="{escape(source)}">{words}</a>' if source else words

    def formula(self, tokens, idx, options, env):
        return f"<p>{tokens[idx].content}</p>\n" if tokens[idx].block else tokens[idx].content

    def html_tag(self, tokens, idx, options, env):
        return tokens[idx].content

    def table_open(self, tokens, idx, options, env):
        return '<div class="table" tabindex="0" role="group"><table>\n'

    def table_close(self, tokens, idx, options, env):
        return "</table></div>\n"

    def th_open(self, tokens, idx, options, env):
        return _aligned(tokens[idx])

    td_open = th_open


def _aligned(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    side = style.removeprefix("text-align:") if style.startswith("text-align:") else ""
    return f'<{token.tag} class="align-{side}">' if side else f"<{token.tag}>"


def build_parser() -> MarkdownIt:
    """Build the parser of answers."""
    parser = MarkdownIt(
        "commonmark", {"html": False, "typographer": False, "breaks": True}, renderer_cls=Renderer
    )
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: ABSOLUTE.match(url) is not None
    parser.inline.ruler.before("emphasis", "emphasis_beside_cjk", emphasis_beside_cjk)
    parser.inline.ruler.before("strikethrough", "strikethrough_beside_cjk", strikethrough_beside_cjk)
    parser.inline.ruler.before("autolink", HTML_TAG, html_tags)
    parser.core.ruler.push("task_lists", task_lists)
    parser.core.ruler.push("close_items_up", close_items_up)
    parser.core.ruler.push("drop_empty_links", drop_empty_links)
    parser.core.ruler.push("bare_links", bare_links)
    bound_nesting(parser)
    raise_marks(parser)
    find_formulas(parser)
    keep_indentation(parser)
    return parser


MARKDOWN = build_parser()
