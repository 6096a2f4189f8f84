"""Names that are also words or people ("Gemini", "Claude", "Pi"): is a model meant?"""

import re

from battles.detectors.identity.folding import Folded, fold_pattern
from battles.detectors.identity.names import Mention
from battles.detectors.identity.prompting import Prompting

OPENING = 160
"""An answer's first characters, where a model introduces itself."""

NEAR = 120

_MACHINE = re.compile(
    fold_pattern(
        r"\b(?:ai|a\.i\.|artificial intelligence|chat-?bot|language model|assistant|llm|neural network|"
        r"virtual|ki|sprachmodell|assistent\w*|ia|intelligence artificielle|inteligencia artificial|"
        r"intelligenza artificiale|modele de langage|modelo de \w+|modello linguistico|asistente|"
        r"assistente|taalmodel|model jezykowy|sztuczna inteligencja|asystent\w*|yapay zeka|dil modeli|"
        r"tro ly|mo hinh|asisten|model bahasa|ии|нейросет\w*|ассистент\w*|языков\w+ модел\w+|"
        r"искусственн\w+ интеллект\w*|асистент\w*|мовн\w+ модел\w+|jazykovy model|sprakmodell|sprogmodel|"
        r"kielimalli|nyelvi modell|asszisztens|model de limbaj)\b|人工智能|人工智慧|助手|助理|语言模型|"
        r"大模型|机器人|人工知能|言語モデル|アシスタント|チャットボット|인공 ?지능|언어 ?모델|어시스턴트|"
        r"챗봇|نموذج|مساعد|ذكاء|מודל שפה|בינה מלאכותית|עוזר|مدل زبانی|هوش مصنوعی|भाषा मॉडल|सहायक|एआई|"
        r"ปัญญาประดิษฐ์|โมเดล|γλωσσικ"
    )
)
_SURNAME = re.compile(
    r"\s+(?!I\b|I'|AI\b|Chat|Assistant|Instant|Model|Pro\b)[A-ZÀ-Ý][a-zà-ÿ]+(?![\w-]*\s+\d)"
)


def is_model(answer: str, folded: Folded, mention: Mention, said: Prompting, *, others_told: bool) -> bool:
    """Whether a word said of oneself is a model's name.

    It must be written like a name and not go on as a person's. And something must speak for a machine: the
    question, another name told, a machine's word nearby, or the place where answers introduce themselves.
    """
    start, end = folded.original_span(mention.start, mention.end)
    written = answer[start:end]
    if said.asks_who:
        return True
    if written[:1].islower() or _SURNAME.match(answer, end):
        return False
    introduces = (
        mention.start < OPENING and not said.asks_fiction and mention.known.name not in said.mentioned
    )
    near = folded.text[max(0, mention.start - NEAR) : mention.end + NEAR]
    return others_told or introduces or _MACHINE.search(near) is not None
