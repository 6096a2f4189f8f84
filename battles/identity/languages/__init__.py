"""The languages whose self-descriptions are understood, one file a family."""

from battles.identity.languages.asian import HINDI, INDONESIAN, THAI, TURKISH, VIETNAMESE
from battles.identity.languages.chinese import CHINESE
from battles.identity.languages.english import ENGLISH
from battles.identity.languages.european import FINNISH, GREEK, HUNGARIAN
from battles.identity.languages.germanic import DANISH, DUTCH, GERMAN, SWEDISH
from battles.identity.languages.japanese import JAPANESE
from battles.identity.languages.korean import KOREAN
from battles.identity.languages.romance import FRENCH, ITALIAN, PORTUGUESE, ROMANIAN, SPANISH
from battles.identity.languages.semitic import ARABIC, HEBREW, PERSIAN
from battles.identity.languages.slavic import CZECH, POLISH, RUSSIAN, UKRAINIAN

LANGUAGES = (
    ENGLISH,
    CHINESE,
    RUSSIAN,
    GERMAN,
    FRENCH,
    SPANISH,
    PORTUGUESE,
    ITALIAN,
    JAPANESE,
    KOREAN,
    ARABIC,
    DUTCH,
    POLISH,
    TURKISH,
    VIETNAMESE,
    INDONESIAN,
    UKRAINIAN,
    CZECH,
    SWEDISH,
    DANISH,
    FINNISH,
    ROMANIAN,
    HUNGARIAN,
    GREEK,
    HEBREW,
    PERSIAN,
    HINDI,
    THAI,
)
