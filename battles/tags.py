"""The tags of a battle that counting reads, one bit each.

A bit never changes its meaning: ledger segments store these numbers. Bits 0–15 are events and findings, 16–39
the subject of the conversation, 40–62 its language.
"""

from enum import IntFlag


class Tag(IntFlag):
    """One bit for each fact; the database and the ledger store the sum as a 64-bit integer."""

    # Events and findings
    IDENTITY_LEAK = 1 << 0
    FAILED_ANSWER = 1 << 1
    STOPPED = 1 << 2
    REFUSAL = 1 << 3
    MULTI_TURN = 1 << 4
    PROMPTED_IDENTITY = 1 << 5
    IDENTITY_REQUEST = 1 << 6

    # Subject
    CODING = 1 << 16
    LONGER_QUERY = 1 << 17
    SHORT_QUERY = 1 << 18
    MATH = 1 << 19
    CREATIVE_WRITING = 1 << 20
    INSTRUCTION_FOLLOWING = 1 << 21
    HARD_PROMPT = 1 << 22
    HIGH_FREQUENCY = 1 << 23
    SPECIFICITY = 1 << 24
    DOMAIN_KNOWLEDGE = 1 << 25
    COMPLEXITY = 1 << 26
    PROBLEM_SOLVING = 1 << 27
    CREATIVITY = 1 << 28
    TECHNICAL_ACCURACY = 1 << 29
    REAL_WORLD = 1 << 30
    FREQUENCY_DECLARED = 1 << 31  # its log declared whether it is kept, see HIGH_FREQUENCY
    JUDGED = 1 << 32  # a judge model labelled the prompt, here or for its log

    # The language of the first user message
    ENGLISH = 1 << 40
    CHINESE = 1 << 41
    FRENCH = 1 << 42
    GERMAN = 1 << 43
    SPANISH = 1 << 44
    RUSSIAN = 1 << 45
    JAPANESE = 1 << 46
    KOREAN = 1 << 47
    PORTUGUESE = 1 << 48
    ITALIAN = 1 << 49
    ARABIC = 1 << 50
    VIETNAMESE = 1 << 51
    TURKISH = 1 << 52
    POLISH = 1 << 53
    DUTCH = 1 << 54
    PERSIAN = 1 << 55
    UKRAINIAN = 1 << 56
    INDONESIAN = 1 << 57
    CZECH = 1 << 58
    HEBREW = 1 << 59
    HINDI = 1 << 60
    THAI = 1 << 61
    OTHER_LANGUAGE = 1 << 62


LANGUAGE_TAGS = {
    "en": Tag.ENGLISH,
    "zh": Tag.CHINESE,
    "fr": Tag.FRENCH,
    "de": Tag.GERMAN,
    "es": Tag.SPANISH,
    "ru": Tag.RUSSIAN,
    "ja": Tag.JAPANESE,
    "ko": Tag.KOREAN,
    "pt": Tag.PORTUGUESE,
    "it": Tag.ITALIAN,
    "ar": Tag.ARABIC,
    "vi": Tag.VIETNAMESE,
    "tr": Tag.TURKISH,
    "pl": Tag.POLISH,
    "nl": Tag.DUTCH,
    "fa": Tag.PERSIAN,
    "uk": Tag.UKRAINIAN,
    "id": Tag.INDONESIAN,
    "cs": Tag.CZECH,
    "he": Tag.HEBREW,
    "hi": Tag.HINDI,
    "th": Tag.THAI,
}
"""ISO 639-1 code of a detected language → its tag. A known language without a tag here is OTHER_LANGUAGE; an
unknown language has no language tag."""

JUDGED_MASK = (
    Tag.JUDGED
    | Tag.MATH
    | Tag.CREATIVE_WRITING
    | Tag.INSTRUCTION_FOLLOWING
    | Tag.HARD_PROMPT
    | Tag.SPECIFICITY
    | Tag.DOMAIN_KNOWLEDGE
    | Tag.COMPLEXITY
    | Tag.PROBLEM_SOLVING
    | Tag.CREATIVITY
    | Tag.TECHNICAL_ACCURACY
    | Tag.REAL_WORLD
)
"""The tags that a judge model decides together."""

LANGUAGE_MASK = Tag.OTHER_LANGUAGE
for _tag in LANGUAGE_TAGS.values():
    LANGUAGE_MASK |= _tag


def language_tag(code: str | None) -> Tag:
    """Return the tag of an ISO 639-1 language code; none if the language is unknown (None)."""
    if code is None:
        return Tag(0)
    return LANGUAGE_TAGS.get(code, Tag.OTHER_LANGUAGE)
