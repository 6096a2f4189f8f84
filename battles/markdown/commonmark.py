"""The Markdown dialect of answers: CommonMark with tables and strikethrough, and the HTML it becomes.

Raw HTML is shown as text. An image becomes a link: to load it would tell its host the reader's address and
could identify the model.
"""

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

# Han, kana, hangul, and their full-width punctuation.
CJK = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

HIGHLIGHTED = "highlighted"
"""Key in the meta data of a code block's token: its highlighted HTML."""


class Renderer(RendererHTML):
    """The library's renderer with three changes: code blocks can be focused and scrolled by keyboard, table
    cells are aligned by class (the content policy forbids style attributes), images are links."""

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
        return f'<a href="{escape(source)}">{words}</a>'

    def th_open(self, tokens, idx, options, env):
        return _aligned(tokens[idx])

    td_open = th_open


def _aligned(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    side = style.removeprefix("text-align:") if style.startswith("text-align:") else ""
    return f'<{token.tag} class="align-{side}">' if side else f"<{token.tag}>"


MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}, renderer_cls=Renderer).enable(
    ["table", "strikethrough"]
)


def emphasis_beside_cjk(state: StateInline, silent: bool) -> bool:
    """Parse asterisks next to Chinese, Japanese or Korean text, which has no spaces between words.

    CommonMark does not close the emphasis in **簡單說：**台北, because punctuation precedes the closing
    asterisks and a letter follows. Next to such text only white space decides.
    """
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    length = state.scanDelims(start, True).length
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[start + length] if start + length < state.posMax else " "
    if not (CJK.match(before) or CJK.match(after)):
        return False
    for _ in range(length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=not after.isspace(),
                close=not before.isspace(),
            )
        )
    state.pos += length
    return True


MARKDOWN.inline.ruler.before("emphasis", "emphasis_beside_cjk", emphasis_beside_cjk)
