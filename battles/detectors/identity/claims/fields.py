"""Names in fields of code, JSON, tables and paths that speak of the answer's author.

A model that fills in `"generated_by"`, a column "Model" or a path of its own machine names itself without a
sentence. A prompt that speaks of models or programs with them makes such fields a topic, and only those that
can mean nobody but the author count.
"""

import re
from collections.abc import Iterator

from battles.detectors.identity.names import Mention, NameClass
from battles.detectors.identity.prompts import Prompting

MAX_MENTIONS = 60
"""Names of one answer that are looked at; the first ones."""

LINE = 120
"""Characters before a name on its line that are read."""

_MARKS = r"[\"'`*_\s]{0,6}"
_QUOTED_END = r"(?:[\"'`]\s{0,3}(?::|=>|=)\s{0,3}[\"'`]?|\s{0,3}(?::|=>|=)\s{0,3}[\"'`])\Z"
_KEY_END = rf"{_MARKS}(?:[:=|]|=>|:=|->){_MARKS}[\[(<]?{_MARKS}\Z"
_AUTHOR_KEY = re.compile(
    r"(?:\A|[\s{,(\[|#/*<\"'`@$;_-])"
    r"(?:(?:auto[_ -]?)?(?:generated|written|answered|authored|produced|responded|created|composed|signed)"
    r"[_ -]?(?:by|with|using)|(?:ai|language|llm)[_ -]?(?:model|name|assistant|author|system)|"
    r"assistant(?:[_ -]?name)?|"
    r"my[_ -]?(?:name|model|maker|creator|vendor|developer)|i[_ -]?am|who[_ -]?am[_ -]?i|self[_ -]?name|llm|"
    r"(?:responding|answering|generating)[_ -]?model|chat[_ -]?bot|answerer|responder)"
    + _KEY_END
    + r"|\bauthors?\b[^\n]{0,60}\b(?:by|with)[\s:]{1,3}\Z"
    + r"|(?:@author|co-?authored-?by:|--author=|generator[\"'] content=|"
    + r"(?:#|//|\*|--|;|%)\s{0,3}author\s{0,3}[:=])"
    + r"[\s\"'<]{0,3}\Z"
)
_TOPIC_KEY = re.compile(
    r"(?:\A|[\s{,(\[|#/*<\"'`@$;_-])"
    r"(?:model(?:[_ -]?(?:name|id|version))?|engine|vendor|provider|agent|author|bot|ai|name|developer|maker|"
    r"creator|company|source|sender|from|role|speaker|signature|powered[_ -]?by|made[_ -]?by|built[_ -]?by)"
    + _QUOTED_END
)
_AUTHOR_LINE = re.compile(
    r"\A[\s*_#>-]{0,6}(?:author|writer|prepared by|composed by)[\s*_]{0,3}:[\s*_]{0,3}\Z"
)
_COMMENT = re.compile(
    r"(?:#|//|/\*|\*|<!--|--|%|;|\"\"\"|''')[^\n]{0,40}?"
    r"\b(?:generated|written|created|authored|produced|made|coded|answered|refactored|modified|optimi[sz]ed|"
    r"revised|improved|edited|rewritten|reviewed|fixed|updated|adapted|converted|enhanced|documented)"
    r" (?:by|with|using)"
    r"(?: the| an?)?(?: ai| assistant| language| model| bot){0,3}[\s:\"'`]{1,3}\Z"
    r"|(?:#|//|/\*|\*|<!--|--|%|;)\s{0,3}(?:query|script|code|function|snippet|program|file) by[\s:]{1,2}\Z"
)
_CALLS_MODELS = re.compile(
    r"\b(?:api|apis|client|endpoint|import|pretrained|completions?|messages|curl|tokens?|requests?|prompts?|models)\b"
)
"""Words of code that calls a model: its fields say which one is called."""
_VALUE_END = re.compile(r"[\"'`*_\s)\]>]{0,6}(?:[,;}\]|)<(]|for you\b|-->|\*/|\n|\Z|\.\s|\.\Z)")
_AUTHOR_END = re.compile(r"[\s*_]{0,3}(?:\([^()\n]{1,40}\))?[\s*_]{0,3}(?:\n|\Z)")
_CELL = re.compile(r"\|[\s*_`]{0,6}\Z")
_CELL_END = re.compile(r"[\s*_`]{0,6}\|")
_PATH = re.compile(r"(?:\A|[\s\"'`(=:])(?:[~.]|[a-z]:)?(?:[/\\][\w.@-]{1,40}){0,8}[/\\][\w.@-]{0,20}\Z")
_PATH_END = re.compile(r"[\w.@-]{0,40}(?:[/\\]|\.\w{1,8}\b|[\"'`\s)]|\Z)")


def find_fields(text: str, mentions: list[Mention], prompting: Prompting) -> Iterator[Mention]:
    """Yield the mentions in fields about the answer's author. `text` is folded.

    An answer that names models of several makers is about models: none of its fields counts.
    """
    makers = {mention.known.maker for mention in mentions}
    if len(makers) != 1:
        return
    is_topic = (
        prompting.speaks_of_models or bool(prompting.mentioned) or _CALLS_MODELS.search(text) is not None
    )
    for mention in mentions[:MAX_MENTIONS]:
        if mention.known.name in prompting.mentioned or mention.known.kind is NameClass.COMPANY:
            continue
        before = _before_on_line(text, mention.start)
        if _is_author_field(before, text, mention.end) or (
            not is_topic and mention.known.kind is not NameClass.WORD and _is_field(before, text, mention.end)
        ):
            yield mention


def _before_on_line(text: str, start: int) -> str:
    return text[max(0, start - LINE, text.rfind("\n", 0, start) + 1) : start]


def _is_author_field(before: str, text: str, end: int) -> bool:
    has_key = _AUTHOR_KEY.search(before) or _COMMENT.search(before)
    return has_key is not None and _VALUE_END.match(text, end) is not None


def _is_field(before: str, text: str, end: int) -> bool:
    return any(
        first.search(before) and behind.match(text, end)
        for first, behind in (
            (_TOPIC_KEY, _VALUE_END),
            (_AUTHOR_LINE, _AUTHOR_END),
            (_CELL, _CELL_END),
            (_PATH, _PATH_END),
        )
    )
