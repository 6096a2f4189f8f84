"""Detect the writing systems of a text."""

from bisect import bisect_right
from collections import Counter

_BLOCKS = (
    (0x41, 0x5A, "Latn"),
    (0x61, 0x7A, "Latn"),
    (0xAA, 0xAA, "Latn"),
    (0xBA, 0xBA, "Latn"),
    (0xC0, 0x24F, "Latn"),
    (0x370, 0x3FF, "Grek"),
    (0x400, 0x52F, "Cyrl"),
    (0x531, 0x587, "Armn"),
    (0x5D0, 0x5F2, "Hebr"),
    (0x620, 0x6FF, "Arab"),
    (0x750, 0x77F, "Arab"),
    (0x780, 0x7BF, "Thaa"),
    (0x8A0, 0x8FF, "Arab"),
    (0x900, 0x97F, "Deva"),
    (0x980, 0x9FF, "Beng"),
    (0xA00, 0xA7F, "Guru"),
    (0xA80, 0xAFF, "Gujr"),
    (0xB00, 0xB7F, "Orya"),
    (0xB80, 0xBFF, "Taml"),
    (0xC00, 0xC7F, "Telu"),
    (0xC80, 0xCFF, "Knda"),
    (0xD00, 0xD7F, "Mlym"),
    (0xD80, 0xDFF, "Sinh"),
    (0xE00, 0xE7F, "Thai"),
    (0xE80, 0xEFF, "Laoo"),
    (0xF00, 0xFFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x3041, 0x30FF, "Kana"),
    (0x3130, 0x318F, "Hang"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7A3, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
    (0xFF66, 0xFF9F, "Kana"),
    (0x20000, 0x323AF, "Hani"),
)
"""First and last code point of the blocks of letters, and their script by ISO 15924 ("Kana" for both
Japanese syllabaries)."""

_STARTS = [first for first, _, _ in _BLOCKS]

LANGUAGE_OF_SCRIPT = {
    "Grek": "el",
    "Armn": "hy",
    "Thaa": "dv",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Tibt": "bo",
    "Mymr": "my",
    "Geor": "ka",
    "Hang": "ko",
    "Khmr": "km",
    "Kana": "ja",
}
"""Scripts that nearly only one language uses."""

_SIMPLIFIED = frozenset(
    "这为们个来说时对国过会学样发经么还没动开门问间现话电车长东书见语读请让谁谢记设计许论该认识词译试"
    "给应关与从众优价兴写农决况减几击则刚创别剧办务劳势区医华单卖厂历压双变号听员响图团园围场块坏声处"
    "备复够头夺奋奖妇妈孙宁宝实审宽对导将尔尝层岁岛币师带帮广库庆庞张弹归当录忆态总恋恶战户执扩扫扬"
    "报护择换据损摄敌数断无旧显晓术机杀杂权条极构标栏树检欢残毕气汉汤沟浅测济浏润涨温湾满滚灭灯灵烦热"
    "爱状独狭猎环玛画疗盐监盖盘码确础礼种积称稳穷竞笔筑简类粮紧红纪约级纯纲纳纸线练组细终结络绝统继绩"
    "续维绿编网罗罚职联聪肤脑脚脸节艺药获营蓝虑虚虽补规视觉触订训议讯讲评诉诊诗详误谈谓财责败账货质贩贪"
    "贫购贯贵贷贸费资赏赛赢赵趋跃践车轨轮软轻载较辑输边达迁迈运进远违连迟适选递遗邓邮郑采释里钟钢钱铁银"
    "链销锁错镇长闭闲闻阅队阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾顿预领频题颜额风飞饭饮馆马驱验鱼鸟鸡"
)
_TRADITIONAL = frozenset(
    "這為們個來說時對國過會學樣發經麼還沒動開門問間現話電車長東書見語讀請讓誰謝記設計許論該認識詞譯試"
    "給應關與從眾優價興寫農決況減幾擊則剛創別劇辦務勞勢區醫華單賣廠歷壓雙變號聽員響圖團園圍場塊壞聲處"
    "備復夠頭奪奮獎婦媽孫寧寶實審寬導將爾嘗層歲島幣師帶幫廣庫慶龐張彈歸當錄憶態總戀惡戰戶執擴掃揚"
    "報護擇換據損攝敵數斷無舊顯曉術機殺雜權條極構標欄樹檢歡殘畢氣漢湯溝淺測濟瀏潤漲溫灣滿滾滅燈靈煩熱"
    "愛狀獨狹獵環瑪畫療鹽監蓋盤碼確礎禮種積稱穩窮競筆築簡類糧緊紅紀約級純綱納紙線練組細終結絡絕統繼績"
    "續維綠編網羅罰職聯聰膚腦腳臉節藝藥獲營藍慮虛雖補規視覺觸訂訓議訊講評訴診詩詳誤談謂財責敗賬貨質販貪"
    "貧購貫貴貸貿費資賞賽贏趙趨躍踐軌輪軟輕載較輯輸邊達遷邁運進遠違連遲適選遞遺鄧郵鄭採釋裡鐘鋼錢鐵銀"
    "鏈銷鎖錯鎮閉閒聞閱隊陽陰陣階際陸陳險隨隱難霧靜韓頁頂項順須顧頓預領頻題顏額風飛飯飲館馬驅驗魚鳥雞"
)
_JAPANESE = frozenset("気円図売応対広県様払込働読訳実経済鉄駅学歩毎発変帰戦労験権険検総続単桜沢辺渋塩壊験")

_ONLY_SIMPLIFIED = _SIMPLIFIED - _TRADITIONAL
_ONLY_TRADITIONAL = _TRADITIONAL - _SIMPLIFIED


def script_of(character: str) -> str | None:
    """Return the script of one letter; None for marks, digits, blanks and scripts that are not listed."""
    point = ord(character)
    block = bisect_right(_STARTS, point) - 1
    if block < 0 or point > _BLOCKS[block][1]:
        return None
    return _BLOCKS[block][2]


def count_scripts(text: str) -> Counter[str]:
    """Count the letters of each script."""
    scripts: Counter[str] = Counter()
    if text.isascii():
        letters = sum(map(str.isalpha, text))
        return Counter({"Latn": letters}) if letters else scripts
    for character, count in Counter(text).items():
        script = script_of(character)
        if script is not None:
            scripts[script] += count
    return scripts


def chinese_script(text: str) -> str | None:
    """Return `Hans` or `Hant` by characters that only one of them has; None if both are equal."""
    simplified = sum(1 for character in text if character in _ONLY_SIMPLIFIED)
    traditional = sum(1 for character in text if character in _ONLY_TRADITIONAL)
    if simplified == traditional:
        return None
    return "Hans" if simplified > traditional else "Hant"


def looks_japanese(text: str) -> bool:
    """Check whether a text in Han characters only is Japanese, by forms that only Japanese uses."""
    japanese = sum(1 for character in text if character in _JAPANESE)
    simplified = sum(1 for character in text if character in _ONLY_SIMPLIFIED)
    return japanese > 0 and japanese >= simplified
