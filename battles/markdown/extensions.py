"""Small additions to CommonMark: three HTML tags, task lists, items without gaps, bare links."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

HTML_TAG = "html_tag"
"""Type of the token of <br>, <sub> and <sup>. The sanitiser closes what stays open."""

_TAG = re.compile(r"<(?:br ?/?|/?su[bp])>")
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_BARE_LINK = re.compile(r"(?<![A-Za-z0-9_@])https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?*_~'\""

_PLAIN = frozenset(
    f"{block}_{end}" for block in ("paragraph", "bullet_list", "ordered_list") for end in ("open", "close")
)
"""Tokens of the blocks in an item without gaps."""

_LIST_OPENINGS = frozenset({"bullet_list_open", "ordered_list_open"})

CHECKED, UNCHECKED = "☑ ", "☐ "


def html_tags(state: StateInline, silent: bool) -> bool:
    """Parse <br>, <sub> and <sup> without attributes."""
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push(HTML_TAG, "", 0).content = match[0]
    state.pos = match.end()
    return True


def task_lists(state: StateCore) -> None:
    """Write "[ ]" and "[x]" at the beginning of a list item as boxes: characters, no form controls."""
    tokens = state.tokens
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (item.type, paragraph.type, inline.type) != ("list_item_open", "paragraph_open", "inline"):
            continue
        first = inline.children[0] if inline.children else None
        if first is not None and first.type == "text" and (match := _TASK.match(first.content)):
            box = UNCHECKED if match[1] == " " else CHECKED
            first.content = box + first.content[match.end() :].lstrip()


def close_items_up(state: StateCore) -> None:
    """Write an item of one paragraph, with or without lists below it, without a paragraph's gaps.

    Of an item with more blocks, the words before a list that follows them at once have no gaps either.
    CommonMark writes all items of a list with paragraphs if an empty line is between any two of them. Then
    an item could change when a later one, or what follows the list in it, is written.
    """
    items: list[tuple[int, list[Token]]] = []
    for token in state.tokens:
        if token.type == "list_item_open":
            items.append((token.level + 1, []))
        elif token.type == "list_item_close":
            _level, blocks = items.pop()
            paragraphs = [block for block in blocks if block.type.startswith("paragraph")]
            is_plain = len(paragraphs) == 2 and all(block.type in _PLAIN for block in blocks)
            for block in paragraphs:
                block.hidden = is_plain
            if len(blocks) > 2 and blocks[0].type == "paragraph_open" and blocks[2].type in _LIST_OPENINGS:
                blocks[0].hidden = blocks[1].hidden = True
        elif items and token.level == items[-1][0]:
            items[-1][1].append(token)


def bare_links(state: StateCore) -> None:
    """Make links of http and https addresses in the text."""
    for block in state.tokens:
        if block.type == "inline" and block.children and "://" in block.content:
            block.children = _with_links(block.children)


def drop_empty_links(state: StateCore) -> None:
    """Leave the words of links without an address: they would lead to the page that shows them."""
    for block in state.tokens:
        opened: list[bool] = []
        kept = []
        for token in block.children or ():
            if token.type == "link_open":
                opened.append(bool(token.attrs.get("href")))
            is_kept = opened[-1] if token.type in ("link_open", "link_close") and opened else True
            if token.type == "link_close" and opened:
                opened.pop()
            if is_kept:
                kept.append(token)
        if block.children:
            block.children = kept


def _with_links(children: list[Token]) -> list[Token]:
    result: list[Token] = []
    open_links = 0
    for token in children:
        open_links += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not open_links and "://" in token.content:
            result += _split_links(token)
        else:
            result.append(token)
    return result


def _split_links(token: Token) -> list[Token]:
    result: list[Token] = []
    position = 0
    for match in _BARE_LINK.finditer(token.content):
        address = _trim(match[0])
        if address.endswith("://"):
            continue
        result.append(_text(token.content[position : match.start()], token.level))
        opening = Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        closing = Token("link_close", "a", -1, level=token.level)
        result += [opening, _text(address, token.level + 1), closing]
        position = match.start() + len(address)
    return [*result, _text(token.content[position:], token.level)]


def _trim(address: str) -> str:
    """Remove punctuation of the sentence from the end, and closing brackets that the address did not open."""
    trimmed = address.rstrip(_AFTER_LINK)
    # Only the last characters are looked at, so that an address of brackets costs no quadratic time.
    for _ in range(3):
        opening = {")": "(", "]": "["}.get(trimmed[-1:])
        if opening is None or trimmed.count(trimmed[-1]) <= trimmed.count(opening):
            break
        trimmed = trimmed[:-1].rstrip(_AFTER_LINK)
    return trimmed


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
