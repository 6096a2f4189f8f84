"""The languages whose self-descriptions are understood, one file a family."""

from battles.detectors.identity.languages.asian import HINDI, INDONESIAN, THAI, TURKISH, VIETNAMESE
from battles.detectors.identity.languages.chinese import CHINESE
from battles.detectors.identity.languages.english import ENGLISH
from battles.detectors.identity.languages.european import FINNISH, GREEK, HUNGARIAN
from battles.detectors.identity.languages.germanic import DANISH, DUTCH, GERMAN, SWEDISH
from battles.detectors.identity.languages.japanese import JAPANESE
from battles.detectors.identity.languages.korean import KOREAN
from battles.detectors.identity.languages.romance import FRENCH, ITALIAN, PORTUGUESE, ROMANIAN, SPANISH
from battles.detectors.identity.languages.semitic import ARABIC, HEBREW, PERSIAN
from battles.detectors.identity.languages.slavic import CZECH, POLISH, RUSSIAN, UKRAINIAN

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
