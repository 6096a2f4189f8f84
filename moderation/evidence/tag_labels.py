"""Labels of battle tags, for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.tags import Tag

TAG_LABELS: dict[Tag, Promise] = {
    Tag.IDENTITY_LEAK: _("Identity leak"),
    Tag.FAILED_ANSWER: _("Failed answer"),
    Tag.STOPPED: _("Stopped"),
    Tag.REFUSAL: _("Refusal"),
    Tag.MULTI_TURN: _("Multi turn"),
    Tag.PROMPTED_IDENTITY: _("Prompted identity"),
    Tag.IDENTITY_REQUEST: _("Asked for identity"),
    Tag.CODING: _("Coding"),
    Tag.LONGER_QUERY: _("Longer query"),
    Tag.SHORT_QUERY: _("Short query"),
    Tag.MATH: _("Math"),
    Tag.CREATIVE_WRITING: _("Creative writing"),
    Tag.INSTRUCTION_FOLLOWING: _("Instruction following"),
    Tag.HARD_PROMPT: _("Hard prompt"),
    Tag.HIGH_FREQUENCY: _("High frequency"),
    Tag.SPECIFICITY: _("Specificity"),
    Tag.DOMAIN_KNOWLEDGE: _("Domain knowledge"),
    Tag.COMPLEXITY: _("Complexity"),
    Tag.PROBLEM_SOLVING: _("Problem solving"),
    Tag.CREATIVITY: _("Creativity"),
    Tag.TECHNICAL_ACCURACY: _("Technical accuracy"),
    Tag.REAL_WORLD: _("Real world"),
    Tag.FREQUENCY_DECLARED: _("Frequency from the imported log"),
    Tag.JUDGED: _("Judged"),
    Tag.ENGLISH: _("English"),
    Tag.CHINESE: _("Chinese"),
    Tag.FRENCH: _("French"),
    Tag.GERMAN: _("German"),
    Tag.SPANISH: _("Spanish"),
    Tag.RUSSIAN: _("Russian"),
    Tag.JAPANESE: _("Japanese"),
    Tag.KOREAN: _("Korean"),
    Tag.PORTUGUESE: _("Portuguese"),
    Tag.ITALIAN: _("Italian"),
    Tag.ARABIC: _("Arabic"),
    Tag.VIETNAMESE: _("Vietnamese"),
    Tag.TURKISH: _("Turkish"),
    Tag.POLISH: _("Polish"),
    Tag.DUTCH: _("Dutch"),
    Tag.PERSIAN: _("Persian"),
    Tag.UKRAINIAN: _("Ukrainian"),
    Tag.INDONESIAN: _("Indonesian"),
    Tag.CZECH: _("Czech"),
    Tag.HEBREW: _("Hebrew"),
    Tag.HINDI: _("Hindi"),
    Tag.THAI: _("Thai"),
    Tag.OTHER_LANGUAGE: _("Other language"),
}


def get_tag_labels(tags: int) -> list[str]:
    """The labels of every bit in `tags`, in lower case."""
    return [str(TAG_LABELS[tag]).lower() for tag in Tag(tags)]
