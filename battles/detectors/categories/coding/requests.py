"""Asking for a function, a program or code, in so many words."""

import re

_BETWEEN = r"(?: [\w'-]+){0,4}? "

_BY_VERB = (
    (
        ("write", "code", "implement", "debug", "refactor", "optimi"),
        r"(?:functions?|code|(?:python|java|bash) scripts?)",
    ),
    (("write", "code", "debug", "implement"), r"programs? (?:that|to|which|in|using|with|for)"),
    (
        ("creat", "build", "make", "develop", "code", "program"),
        r"(?:web ?(?:site|page|app|application)|landing page|(?:android|ios|gui|desktop|console|cli|web) "
        r"app(?:lication)?|(?:discord|telegram|slack) bot|(?:chrome|browser|firefox) extension|rest api)s?",
    ),
    (("schreib", "implementier", "entwickl", "programmier"), r"(?:\w+-)?(?:funktion|programm|code|skript)"),
    (("écri", "impléme", "développe"), r"(?:fonction|programme|code|script)"),
    (("escrib", "implement", "desarroll"), r"(?:función|programa|código|script)"),
    (("escrev", "implement", "desenvolv"), r"(?:função|programa|código|script)"),
    (("scriv", "implement", "svilupp"), r"(?:funzione|programma|codice|script)"),
    (("napisz", "opracuj", "zaimplement", "stwórz"), r"(?:funkcję|program|kod|skrypt)"),
    (("napiš", "vytvoř"), r"(?:funkci|program|kód|skript)"),
    (("schrijf", "implement"), r"(?:functie|programma|code|script)"),
    (("tulis", "buat", "implement"), r"(?:fungsi|program|kode|skrip)"),
    (("viết", "tạo"), r"(?:hàm|chương trình|mã|code)"),
    (
        ("напиш", "написать", "реализ", "созда", "створи"),
        r"(?:функци[юя]|программ[уы]|програму|код|скрипт\w*)",
    ),
)
"""By language the beginnings of the verbs, and what is asked for within a few words behind them."""

_PATTERNS = tuple(
    (verbs, re.compile(rf"\b(?:{'|'.join(verbs)})\w*{_BETWEEN}{objects}\b")) for verbs, objects in _BY_VERB
)

_VERB_LAST = (
    (("yaz",), re.compile(r"\b(?:fonksiyon\w*|program|programı|kod|kodu) yaz")),
    (
        ("函", "程", "代", "脚本", "腳本"),
        re.compile(r"[写寫现現发發][^。\n]{0,15}?(?:函数|函式|函數|程序|(?<!方)程式|代码|代碼|脚本|腳本)"),
    ),
    (("を",), re.compile(r"(?:関数|プログラム|コード|スクリプト)を[^。\n]{0,8}?(?:書|実装|作成|開発)")),
    (
        ("함수", "그램", "코드", "크립트"),
        re.compile(r"(?:함수|프로그램|코드|스크립트)[를을][^.\n]{0,8}?(?:작성|구현|만들|짜)"),
    ),
)
"""The same for languages that put it the other way round, or do not part words: what must be there, what is
looked for."""


def asks_for_code(lowered: str) -> bool:
    """Whether a lower-case text asks somebody to write or mend code."""
    return any(
        any(needed in lowered for needed in needs) and pattern.search(lowered)
        for needs, pattern in (*_PATTERNS, *_VERB_LAST)
    )
