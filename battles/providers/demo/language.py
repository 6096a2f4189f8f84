"""Which language a prompt is in, and which language it asks for."""

import re
from collections import Counter

SPOKEN = ("en", "zh-Hant", "zh-Hans", "ja", "ko", "de", "fr", "es")
"""The languages that demo models speak; each has its own data files."""

FEW_WORDS = 4
"""Words up to which one common word is enough to tell a language that is not spoken."""

UNSPACED = frozenset({"zh-Hant", "zh-Hans", "ja"})
"""Languages that put no space between sentences."""

_TRADITIONAL = frozenset(
    "這個們說時對國來發會學還沒問題樣經現實間東車長門馬鳥魚龍寫讀書語詞請給讓從麼為應該開關點體機電話網頁萬與過動進運兩種無愛樂見覺聽講識"
    "認誰歲紅綠藍黃銀錢買賣飯館飲麵雞豬貓歷戰軍農業產廠員專單雙數據計設記許課試調談論證評訊訴詩謝變邊遠連遊達選適際陽陰隊雲韓項順須預頭顯"
    "風飛養驗鬧齊齒龜獨獎環畫異當療盡監盤確禮離稱穩築簡節範紀約級細終組結絕統絲維綱緊線練縣總織繼續罰義習聖聯聲職腦興舉舊藝蘇蟲術衛裝製複"
    "規視觀觸討訓詳誤護譯財貨貧責貴費資賓質賞賽趕趙跡軌軟輕載輪輯輸轉辦鄉醫釋鐘錯鎮鏡鐵閃閉閱隨險雜難靈靜顧類願驚灣嗎幫裡妳鬆筆優劃圖"
)
_SIMPLIFIED = frozenset(
    "这个们说时对国来发会学还没问题样经现实间东车长门马鸟鱼龙写读书语词请给让从么为应该开关点体机电话网页万与过动进运两种无爱乐见觉听讲识"
    "认谁岁红绿蓝黄银钱买卖饭馆饮鸡猪猫历战军农业产厂员专单双数据计设记许课试调谈论证评讯诉诗谢变边远连达选适际阳阴队韩项顺须预头显风飞养"
    "验闹齐齿龟独奖环画异当疗尽监盘确礼离称稳筑简节纪约级细终组结绝统丝维纲紧线练县总织继续罚义习圣联声职脑兴举旧艺苏虫术卫装规视观触讨训"
    "详误护译财货贫责贵费资宾质赏赛赶赵迹轨软轻载轮辑输转办乡医释钟错镇镜铁闪闭阅随险杂难灵静顾类愿惊湾吗帮优图笔"
)

_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff\u3131-\u318e]")),
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[а-яёА-ЯЁ]")),
    ("fa", re.compile("[پچژگی]")),
    ("ar", re.compile("[\u0621-\u064a]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("hi", re.compile("[\u0904-\u0939]")),
    ("th", re.compile("[\u0e01-\u0e4e]")),
    ("el", re.compile("[α-ωά-ώΑ-Ω]")),
)

_COMMON_WORDS = {
    "en": "the a an is are was were of to and what how why who when where which write explain please me my "
    "you your with for do does did can could should would hello hi hey tell give make about from this "
    "that it i thanks list name compare summarize translate between have has not are's what's best "
    "good tips ideas",
    "de": "der die das ein eine einen ist sind und nicht ich du sie wir was wie warum wer bitte mir mein "
    "mit für kannst schreibe schreib erkläre nenne hallo danke guten tag morgen auf im zu von über "
    "den dem gib erzähl wieso wo wann deutsch übersetze zwischen vergleiche beschreibe nenn fasse "
    "zusammen einer eines tabelle tipps gegen beim zum zur als oder aber kurz wieviel ergibt heute "
    "gibt",
    "fr": "le la les un une des est sont et je tu vous nous que quoi quel quelle quels comment pourquoi qui "
    "moi mon avec pour du au aux peux écris explique donne bonjour salut merci dans sur ce c'est "
    "qu'est-ce plaît s'il français traduis raconte entre où quand compare résume tableau conseils "
    "combien fait cette ces aujourd'hui ou mais pas ne",
    "es": "el la los las un una es son y yo tú usted que qué cómo por quién mi con para puedes escribe "
    "explica dame hola gracias del al en sobre esto eres cuál cuáles buenos días favor español "
    "traduce cuéntame entre dónde cuándo porqué haz compara resume tabla consejos cuánto cuántos hoy "
    "o pero no más muy",
    "it": "il lo gli uno è sono e io che cosa come perché chi mio con per puoi scrivi spiega dammi ciao "
    "grazie della di nel buongiorno sei quale italiano traduci",
    "pt": "o os um uma é são e eu você que como porquê quem meu com para pode escreva explique olá obrigado "
    "obrigada não do da em oi qual por português traduza favor",
    "nl": "het een is zijn en ik jij je wat hoe waarom wie mijn met voor kun schrijf leg hallo dank niet "
    "van op goedemorgen hoi",
    "pl": "jest są i ja ty co jak dlaczego kto mój z dla możesz napisz wyjaśnij cześć dziękuję nie na się "
    "proszę dzień dobry w",
    "tr": "bir ve bu ne nasıl neden kim benim ile için yaz açıkla merhaba teşekkürler değil mi selam nedir",
    "vi": "là và của tôi bạn gì thế nào tại sao ai với cho viết giải thích xin chào cảm ơn không",
    "id": "yang dan adalah saya kamu apa bagaimana mengapa siapa dengan untuk tulis jelaskan halo terima "
    "kasih tidak tolong",
    "cs": "je jsou a já ty co jak proč kdo můj s pro můžeš napiš vysvětli ahoj děkuji dobrý den prosím se",
    "sv": "är och jag du vad hur varför vem min med för kan skriv förklara hej tack inte att det",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_NAMES_OF_LANGUAGES = {
    "zh-Hant": r"traditional chinese|繁體|繁体|繁中|正體中文|臺灣華語",
    "zh-Hans": r"simplified chinese|簡體|简体|简中|簡中",
    "en": r"english|英文|英語|英语|anglais|englisch|inglés|영어",
    "ja": r"japanese|日文|日語|日语|日本語|japonais|japanisch|japonés|일본어",
    "ko": r"korean|韓文|韓語|韩文|韩语|韓国語|coréen|koreanisch|coreano|한국어",
    "de": r"german|德文|德語|德语|ドイツ語|allemand|deutsch|alemán|독일어",
    "fr": r"french|法文|法語|法语|フランス語|français|französisch|francés|프랑스어",
    "es": r"spanish|西班牙文|西班牙語|西班牙语|西文|スペイン語|espagnol|spanisch|español|castellano|스페인어",
    "it": r"italian|義大利文|意大利语|義大利語|イタリア語|italien|italienisch|italiano|이탈리아어",
    "pt": r"portuguese|葡萄牙文|葡萄牙语|葡萄牙語|ポルトガル語|portugais|portugiesisch|portugués|포르투갈어",
    "ru": r"russian|俄文|俄語|俄语|ロシア語|russe|russisch|ruso|러시아어",
    "zh": r"chinese|mandarin|中文|華語|汉语|漢語|中国語|chinois|chinesisch|chino|중국어",
}
_WORD_BEFORE = r"\b(?:in|into|to|auf|ins|en|al|au|vers)\s+(?:the\s+)?"
_WORD_AFTER = (
    r"(?=\s*(?:$|[.,:;!?)\"”」\n]|(?:please|bitte|por favor|s'il|with|and|using|about|what|how|why|the|"
    r"ein\w*|über|sobre|sur|una?|une?)\b))"
)
_REQUESTS = {
    code: re.compile(
        rf"{_WORD_BEFORE}(?:{names})(?:en?)?{_WORD_AFTER}|(?:用|以|成|為|为)(?:{names})|(?:{names})(?:で|に|로|으로)",
        re.IGNORECASE,
    )
    for code, names in _NAMES_OF_LANGUAGES.items()
}


def language_of(text: str) -> str:
    """The language of a text: one of SPOKEN, or another ISO 639-1 code; "en" where nothing tells."""
    counts = Counter({code: len(pattern.findall(text)) for code, pattern in _SCRIPTS})
    letters = sum(1 for letter in text if letter.isalpha())
    if counts["ja"] and counts["ja"] + counts["zh"] >= letters / 5:
        return "ja"
    code, count = counts.most_common(1)[0]
    if count and count >= letters / (8 if code in ("zh", "ko") else 4):
        if code == "ru" and counts["uk"]:
            return "uk"
        if code == "ar" and counts["fa"]:
            return "fa"
        return chinese_script(text) if code == "zh" else code
    return _latin_language(text)


def chinese_script(text: str) -> str:
    """zh-Hans where simplified characters are more, zh-Hant otherwise."""
    simplified = sum(letter in _SIMPLIFIED for letter in text)
    traditional = sum(letter in _TRADITIONAL for letter in text)
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def requested_language(text: str) -> str | None:
    """The language that the text asks an answer (or a translation) to be in, if it names one."""
    found = [(match.start(), code) for code, at in _REQUESTS.items() for match in at.finditer(text)]
    if not found:
        return None
    code = max(found)[1]
    if code == "zh":
        return chinese_script(text) if language_of(text).startswith("zh") else "zh-Hant"
    return code


def _latin_language(text: str) -> str:
    words = _WORD.findall(text.lower().replace("’", "'"))
    scores = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    best = max(scores.values())
    if best == 0:
        return _by_letters(text)
    if best == 1 and len(words) > FEW_WORDS:
        scores = {code: score for code, score in scores.items() if code in SPOKEN}
        best = max(scores.values())
    leaders = [code for code, score in scores.items() if score == best]
    marked = _by_letters(text)
    return marked if marked in leaders else leaders[0]


def _by_letters(text: str) -> str:
    for code, letters in (("de", "äöüß"), ("es", "ñ¿¡áíóú"), ("fr", "çèêàùœ"), ("pt", "ãõ"), ("tr", "ğışİ")):
        if any(letter in text.lower() for letter in letters):
            return code
    return "en"
