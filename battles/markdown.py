"""Render Markdown from models and visitors as safe HTML.

Raw HTML is shown as text. An image becomes a link: to load it would tell its host the reader's address and
could identify the model. The result passes an allow-list.
"""

import re
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_HIGHLIGHTED = 20_000  # characters of one code block; longer blocks are not highlighted

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li"),
    *("em", "strong", "s", "code", "pre", "span", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "pre": {"tabindex"}}
ALIGNMENTS = {"align-left", "align-center", "align-right"}
TOKEN_CLASSES = {f"tok-{name}" for name in ("k", "s", "c", "n", "m", "o", "g", "p")}
CLASSES = {"span": TOKEN_CLASSES, "th": ALIGNMENTS, "td": ALIGNMENTS, "pre": {"code"}}


class TokenClasses(HtmlFormatter):
    """Pygments output with one class for each first letter of a token type: eight CSS rules style it."""

    def _get_css_class(self, ttype):
        name = super()._get_css_class(ttype)
        return f"tok-{name[0]}" if name else ""


# Han, kana, hangul, and their full-width punctuation.
CJK = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

FORMATTER = TokenClasses(nowrap=True)


def _highlight(code: str, language: str, _attrs: str) -> str:
    if not language or len(code) > MAX_HIGHLIGHTED:
        return ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return highlight(code, lexer, FORMATTER)


class Renderer(RendererHTML):
    """The library's renderer with three changes: code blocks can be focused and scrolled by keyboard, table
    cells are aligned by class (the content policy forbids style attributes), images are links."""

    def fence(self, tokens, idx, options, env):
        token = tokens[idx]
        language = token.info.strip().split(maxsplit=1)[0] if token.info.strip() else ""
        code = _highlight(token.content, language, "") or escape(token.content)
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


def render_markdown(text: str) -> SafeString:
    """Render one answer as sanitised HTML. Never raises: text that cannot be parsed is shown as it is."""
    try:
        html = MARKDOWN.render(text)
    except RecursionError:
        html = f"<p>{escape(text)}</p>"
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)
