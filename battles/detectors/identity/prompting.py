"""What the visitor's own prompt put into the model's mouth, and whether it asked who is speaking."""

import re
from dataclasses import dataclass
from itertools import islice

from battles.detectors.identity.folding import fold, fold_pattern
from battles.detectors.identity.frames import assigned, told
from battles.detectors.identity.index import NameIndex
from battles.detectors.identity.names import KnownName
from battles.detectors.identity.sentences import Sentence, sentences

LAST_WORDS = 600
"""Characters at the end of the prompt in which a question is looked for."""

MOST_SENTENCES = 300
"""Sentences with names that are read; bounds the work for a prompt made of names."""

_ASKS = re.compile(
    fold_pattern(
        r"\bwho (?:are|r) (?:you|u)\b|\bwhat are you\b|\byour (?:\w+ )?(?:name|identity|creators?|"
        r"developers?|makers?|owners?|master|model name|model version|parent company)\b|\bwho(?:'s| is|"
        r" has| have)? (?:your|you|made|created|built|trained|developed|owns|behind)\b|\b(?:which|"
        r"what) (?:\w+ ){0,4}(?:model|llm|ai|bot|version|company|chatbot|"
        r"assistant) (?:\w+ ){0,2}(?:are you|is this|am i|made you|created you|trained you)|"
        r"\bintroduce yourself|\b(?:tell me|talk|write|poem|story|something) about (?:yourself|you)\b|"
        r"call you\b|\bare you (?:an? )?(?:ai|bot|robot|human|chatbot|llm|language model|[\ue000-\ue003])|"
        r"\bwho am i (?:talking|speaking|chatting)|\bwhere (?:do you come|are you) from|你是谁|您是谁|"
        r"你叫什么|你的(?:名字|开发者|创造者|公司|主人|模型|版本)|谁(?:开发|创造|训练|制造|创建|做)(?:了|"
        r"出)?你|介绍(?:一下)?(?:你|您)?自己|自我介绍|你是(?:什么|哪个|哪家|不是)|怎么称呼你|你来自|"
        r"как тебя зовут|кто ты|что ты такое|ты кто|вы кто|кто вы|как вас зовут|кто тебя (?:создал|сделал|"
        r"разработал|обучил)|кто твой|твой (?:создател|хозяин|разработчик)\w*|как(?:ая|ой|"
        r"ую) ты (?:модель|версия)|название и верси|расскажи о себе|представься|твое имя|あなたは(?:誰|"
        r"だれ|何|どの|どこの)|(?:あなた|君|貴方)の名前|お名前|自己紹介|誰が(?:あなた|君)を|あなたを(?:作|"
        r"開発)|開発者は|누구(?:야|세요|니|입니까|신가)|이름이? ?(?:뭐|무엇|어떻게)|자기 ?소개|"
        r"누가 (?:너를|당신을|널)|너는 (?:뭐|무슨|어떤)|wer bist du|wer sind sie|wie heißt du|"
        r"wie heissen sie|wie heisst du|dein name|wer hat dich|was bist du|welches (?:modell|"
        r"sprachmodell) bist|stell dich|uber dich|qui es[- ]tu|qui etes[- ]vous|ton nom|votre nom|"
        r"comment t'appelles|qui t'a|qui vous a|quel modele es|presente[sz]?-(?:toi|vous)|parle de toi|"
        r"quien eres|como te llamas|tu nombre|quien te (?:creo|hizo|entreno|desarrollo)|que modelo eres|"
        r"presentate|sobre ti|quem e voce|qual (?:e )?(?:o )?seu nome|como voce se chama|quem (?:te|o|"
        r"a) (?:criou|fez|treinou)|quem criou voce|que modelo voce|apresente-se|chi sei|come ti chiami|"
        r"il tuo nome|chi ti ha|che modello sei|presentati|parlami di te|من انت|ما اسمك|ما هو اسمك|"
        r"من (?:صنعك|طورك|انشاك|دربك)|عرف(?:ني)? (?:ب|عن )?نفسك|wie ben je|hoe heet je|kim jestes|"
        r"jak masz na imie|jak sie nazywasz|kto cie|sen kimsin|adin ne|seni kim|ban la ai|ten ban la gi|"
        r"ai (?:da )?tao ra ban|siapa kamu|siapa anda|siapa nama|siapa yang (?:membuat|menciptakan)|"
        r"хто ти|як тебе звати|kdo jsi|jak se jmenuj|vem ar du|vad heter du|hvem er du|hvad hedder du|"
        r"kuka (?:sina )?olet|mika on nimesi|cine esti|cum te cheama|ki vagy|hogy hivnak|ποιος εισαι|"
        r"πως σε λενε|מי אתה|איך קוראים לך|מה שמך|מי יצר אותך|تو کی|شما کی|اسم(?:ت| تو| شما)|तुम कौन|"
        r"आप कौन|आपका नाम|तुम्हारा नाम|คุณคือใคร|คุณชื่ออะไร"
    )
)
_REVEALS = re.compile(
    fold_pattern(
        r"(?:your|the) (?:\w+ )?(?:system (?:prompt|message)|instructions|prompt)|(?:initial|previous|"
        r"above) (?:instructions|prompt)|(?:text|words|everything|message) (?:above|before)|above (?:text|"
        r"words|message)|текст выше|системн\w+ промпт|твои инструкции|系统提示|提示词|上面的(?:文字|内容|"
        r"文本)|システムプロンプト|시스템 프롬프트|systemprompt|prompt systeme|prompt del sistema|"
        r"prompt do sistema"
    )
)
_SAYS = re.compile(
    fold_pattern(
        r"\b(?:repeat|say|saying|echo|print|output|translate|proofread|rewrite|rephrase|paraphrase|"
        r"correct|summari[sz]e|complete|continue|reply with|respond with|answer with|"
        r"start (?:\w+ ){0,4}with|begin (?:\w+ ){0,4}with)\b|\b(?:write|compose|create|generate|imagine|"
        r"tell|make|draft|script)\b.{0,60}\b(?:story|tale|dialogue|dialog|conversation|scene|script|poem|"
        r"song|rap|letter|email|e-mail|speech|monologue|interview|play|novel|joke|debate|skit|chat|sketch|"
        r"battle)\b|повтори|скажи:|переведи|перепиши|исправь|напиши .{0,40}(?:рассказ|диалог|стих|письмо|"
        r"сцен|истори|сказк)|重复|复述|翻译|改写|请说|写.{0,20}(?:故事|对话|诗|剧本|信|小说)|繰り返|翻訳|"
        r"書いて|반복|번역|써 ?줘|wiederhol|ubersetz|sag:|schreib.{0,40}(?:geschichte|dialog|gedicht|"
        r"brief|szene)|repete|tradui[st]|ecri[st].{0,40}(?:histoire|dialogue|poeme|lettre|scene)|repite|"
        r"traduce|escrib.{0,40}(?:historia|dialogo|poema|carta|cuento)|repita|traduza|"
        r"escrev.{0,40}(?:historia|dialogo|poema|carta|conto)|ripeti|traduci|scriv.{0,40}(?:storia|"
        r"dialogo|poesia|lettera)|كرر|ترجم|اكتب .{0,30}(?:قصه|حوار|قصيده)"
    )
)
_FICTION = re.compile(
    fold_pattern(
        r"\b(?:story|tale|dialogue|scene|script|poem|song|lyrics|letter|speech|monologue|novel|fiction|"
        r"character|role ?-?play|pretend|imagine|sketch|fable|diary|chapter)\b|рассказ|сказк|истори|"
        r"диалог|стих|письмо|сцен|故事|小说|对话|剧本|角色|诗|物语|小説|手紙|이야기|소설|편지|geschichte|"
        r"erzahl|gedicht|brief|histoire|conte\b|poeme|lettre|historia|cuento|poema|carta|storia|racconto|"
        r"poesia|lettera|قصه|حكايه|رساله|قصيده"
    )
)
_ASKS_IF = re.compile(
    fold_pattern(
        r"(?:\bare you\b|\bso you are\b|\bbist du\b|\bsind sie\b|\bes-tu\b|\betes-vous\b|\btu es\b|"
        r"\beres\b|\bvoce e\b|\btu es\b|\bsei\b|\bты\b|\bвы\b|\bте[бв]я зовут\b|[你您]就?是|あなたは|"
        r"당신은|너는|\bانت\b|\bben je\b|\bjestes\b|\bsen\b|\bban (?:co phai )?la\b|\bapakah (?:kamu|"
        r"anda)\b)[^.!?。？\n]{0,40}$"
    )
)


@dataclass(frozen=True)
class Prompting:
    """What a prompt did. `put` holds makers and names said to the model or asked from it."""

    put: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    asks_who: bool = False
    asks_instructions: bool = False
    asks_fiction: bool = False
    suggested: KnownName | None = None
    """The name in a closing question "are you NAME?"."""

    def has_put(self, known: KnownName) -> bool:
        return known.name in self.put or (known.maker in self.put and known.maker != "")


NO_PROMPT = Prompting()


def read_prompt(prompt: str, names: NameIndex) -> Prompting:
    """Read all of the visitor's turns so far, put together in order."""
    if not prompt:
        return NO_PROMPT
    text = fold(prompt).text
    last_words = text[-LAST_WORDS:]
    mentions = names.mentions(text)
    put: set[str] = set()
    suggested = None
    for sentence in islice(sentences(text, mentions), MOST_SENTENCES):
        for number in _put(sentence, text):
            put |= {sentence.mentions[number].known.name, sentence.mentions[number].known.maker}
        suggested = _suggested(sentence, text) or suggested
    return Prompting(
        put=frozenset(put),
        mentioned=frozenset(mention.known.name for mention in mentions),
        asks_who=_ASKS.search(last_words) is not None,
        asks_fiction=_FICTION.search(last_words) is not None,
        asks_instructions=_REVEALS.search(last_words) is not None,
        suggested=suggested,
    )


def _put(sentence: Sentence, text: str) -> set[int]:
    put = told(sentence)
    if not sentence.text.rstrip().endswith("?"):
        put |= assigned(sentence)
    says = _SAYS.search(text, sentence.start, sentence.mentions[-1].start)
    if says:
        put |= {number for number, mention in enumerate(sentence.mentions) if mention.start >= says.end()}
    return put


def _suggested(sentence: Sentence, text: str) -> KnownName | None:
    position = sentence.positions[0]
    asks = _ASKS_IF.search(sentence.text[:position]) is not None
    closes = text.rstrip().endswith("?") and len(text) - sentence.mentions[-1].end <= 40
    return sentence.mentions[0].known if asks and closes else None
