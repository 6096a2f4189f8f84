"""How assistants decline, language by language, in lower case: that one cannot or will not *do* something.

Verbs of knowing and feeling are missing on purpose: "I have no feelings" and "I do not know" refuse nothing.
"""

_CANNOT = (
    r"(?:can ?not|can['’]t|could not|couldn['’]t|will not|won['’]t|would not|unable to|not able to"
    r"|not going to"
    r"|not comfortable(?: with)?|not allowed to|not permitted to|not programmed to|refuse to"
    r"|must refuse to)"
)
_HELP = (
    r"(?:help(?! but)|assist|provide|fulfil+|comply|generate|creat\w+|write|writing|produce|discuss\w*"
    r"|engag\w+"
    r"|support|continue|answer|respond|participat\w+|condone|encourage|promote|endorse|recommend|offer"
    r"|give|share"
    r"|tell|advise|perform|execute|complete|do (?:that|this|so)|suggest|facilitate|roleplay|role-play"
    r"|access|browse"
    r"|make (?:jokes?|fun|any)|say|speak|proceed|accommodate|be (?:of assistance|involved)|open|view"
    r"|display"
    r"|translate|play)"
)
_LESS_OF_IT = (
    r"(?! (?:you )?(?:with )?(?:an? |any |the )?(?:definit|exact|precise|certain|complete|full"
    r"|real-?time|direct"
    r"|comprehensive|further|more|better|single))"
)
"""Behind these words only a part is declined: a definite answer, more than this."""

REFUSALS = {
    "en": (
        r"(?<!while )(?<!although )(?<!though )\bi(?: am|['’]m)?(?: (?:really|very|so|truly))? ?(?:sorry"
        r"|afraid)?,? ?(?:but )?(?:i )?"
        rf"{_CANNOT} (?:\w+ly )?(?:(?:and|or|ethically|morally) \w+ )?{_HELP}\b{_LESS_OF_IT}",
        r"\bi (?:must|have to|need to|will|will have to)(?: \w+ly)? (?:decline|refuse)\b",
        r"\b(?:against|violates?) (?:my|our) (?:\w+ )?(?:guidelines|programming|principles|polic(?:y"
        r"|ies)|values)\b",
        r"\b(?:not something i can|nothing i can) (?:help|assist|do|provide|discuss|support)\b",
        r"\bi(?:['’]m| am) (?:programmed|designed|trained) (?:to (?:never|not)|not to|never to)\b",
        r"\bi (?:strongly condemn and )?(?:do not|don['’]t) (?:feel comfortable|condone|support"
        r"|encourage|promote)\b",
        r"^\W*it(?: is|['’]s) (?:not|never) (?:ethical|appropriate|acceptable|legal|ok|okay"
        r"|right)(?: for me)? to\b",
    ),
    "zh": (
        r"(?:我|对不起|對不起|抱歉|作为[^，。]{0,20}|作為[^，。]{0,20})，?(?:但|但是)?(?:我)?"
        r"(?:无法|無法|不能|不可以|不会|不會|不便|拒绝|拒絕)(?:直接)?(?:为|為|给|給|向|帮|幫|对|對|就"
        r"|在)?(?:您|你|此|这里|這裡)?"
        r"(?:提供|回答|协助|協助|帮助|幫助|满足|滿足|生成|完成|创作|創作|讨论|討論|参与|參與|支持|继续"
        r"|繼續|给出|給出|写|寫"
        r"|执行|執行|推荐|推薦|浏览|瀏覽|访问|訪問|鼓励|鼓勵)",
    ),
    "ja": (
        r"(?:お答え|回答|ご?協力|お手伝い|お応え|対応|ご?提供|支援|推奨|生成|作成|お話し|翻訳|実行"
        r"|ご?案内)を?(?:する|す)?"
        r"(?:ことが|ことは|は)?(?:でき(?:ません|ない|かね)|いたしかね|致しかね|しかね|差し控え)",
    ),
    "ko": (
        r"(?:제공|답변|도와|도움|지원|생성|작성|응답|수행|참여|안내|논의|추천)[가-힣]{0,3} ?"
        r"(?:드릴|할|해 ?드릴|줄|될|을 드릴|를 드릴)? ?수(?:가|는)? 없",
        r"(?:답변|제공|도움|요청)[가-힣 ]{0,8}(?:거부|거절)",
    ),
    "ru": (
        r"не (?:могу|буду|стану|в состоянии|готова?)(?! (?:точно|однозначно|с уверенностью))(?: \w+){0,2} "
        r"(?:помо(?:чь|гать)|предостав\w+|отве(?:тить|чать)|выполн\w+|создать|создавать|написать|писать"
        r"|сгенерировать"
        r"|генерировать|обсуждать|участвовать|поддержать|поддерживать|продолжать|продолжить"
        r"|рекомендовать|советовать"
        r"|дать|давать|рассказать|рассказывать|показать|поощрять|одобр\w+|нарисовать|провести"
        r"|сказать(?!, что| что)"
        r"|составить|разработать|перевести)\b(?!(?: вам)? (?:точн|однозначн|конкретн|полн|окончательн"
        r"|определ[её]нн))",
        r"(?:вынужден\w?|должен|должна) отказать|\bотказываюсь (?:отвечать|выполнять|помогать)",
    ),
    "uk": (
        r"не (?:можу|буду)(?: \w+){0,2} (?:допомогти|надати|надавати|відповісти|виконати|створити"
        r"|створювати|написати"
        r"|обговорювати|рекомендувати)\b",
    ),
    "de": (
        r"\b(?:kann|darf|werde|möchte) (?:ich )?(?:\w+ ){0,4}?(?:nicht|kein\w*) (?:[\w-]+ ){0,6}?(?:helfen"
        r"|bereitstellen|beantworten|unterstützen|erstellen|schreiben|anbieten|geben|weiterhelfen"
        r"|liefern|generieren"
        r"|diskutieren|erfüllen|nachkommen|durchführen|teilnehmen)\b",
        r"\bich bin (?:leider )?nicht (?:in der lage|befugt|berechtigt|dazu (?:da|bereit))",
        r"\b(?:muss|möchte) (?:ich )?ablehnen",
    ),
    "fr": (
        r"\bje (?:ne (?:peux|pourrai|pourrais|suis)|n['’]ai) pas (?:\w+ ){0,3}?(?:vous |te |t['’]"
        r"|y )?(?:aider|fournir"
        r"|répondre|créer|écrire|générer|rédiger|assister|participer|discuter|donner|proposer"
        r"|recommander|satisfaire"
        r"|encourager|effectuer|accéder|en mesure|capable|autorisé|programmé)\b"
        r"(?! (?:une réponse (?:définitive|précise)|avec certitude))",
        r"\bje (?:dois|me vois contraint de) (?:décliner|refuser)",
    ),
    "es": (
        r"\b(?:no (?:puedo|podré|podría)|lamento no poder)(?: \w+)? (?:ayudar\w*|proporcionar\w*"
        r"|responder\w*|crear"
        r"|escribir|generar|asistir\w*|participar|ofrecer\w*|dar\w*|cumplir|discutir|recomendar"
        r"|continuar|realizar"
        r"|apoyar|brindar\w*)\b",
        r"\bno puedo (?:ayudar\w*|proporcionar\w*|responder\w*|crear|escribir|generar|ofrecer\w*|dar\w*)\b",
        r"\bno (?:estoy (?:capacitad|autorizad|programad)\w|me es posible)",
    ),
    "pt": (
        r"\bn[ãa]o (?:posso|poderei|consigo|devo) (?:\w+ )?(?:ajud\w+|fornecer|responder|criar|escrever"
        r"|gerar"
        r"|auxiliar|participar|oferecer|dar|cumprir|discutir|recomendar|continuar|realizar|apoiar"
        r"|atender)\b",
    ),
    "it": (
        r"\bnon (?:posso|potrei|sono in grado di|mi è possibile) (?:\w+ )?(?:aiutar\w+|fornir\w+"
        r"|rispondere|creare"
        r"|scrivere|generare|assister\w+|partecipare|offrir\w+|dar\w+|soddisfare|discutere|consigliar\w+"
        r"|continuare"
        r"|eseguire)\b",
    ),
    "nl": (
        r"\bkan (?:ik )?(?:\w+ ){0,3}?(?:niet|geen) (?:[\w-]+ ){0,5}?(?:helpen|geven|verstrekken"
        r"|beantwoorden|schrijven"
        r"|maken|bieden|genereren|meewerken|voldoen)\b",
    ),
    "pl": (
        r"\bnie (?:mogę|mogłabym|mógłbym|jestem w stanie|będę) (?:\w+ ){0,2}(?:pomóc|pomagać|udzielić"
        r"|udzielać"
        r"|dostarczyć|odpowiedzieć|stworzyć|napisać|wygenerować|zapewnić|spełnić|uczestniczyć|podać|wykonać"
        r"|przedstawić)\b",
    ),
    "cs": (
        r"\b(?:nemohu|nemůžu|nejsem schop\w+) (?:\w+ ){0,3}(?:pomoci|pomoct|poskytnout|odpovědět"
        r"|vytvořit|napsat"
        r"|splnit)\b",
    ),
    "tr": (
        r"(?:yardımcı olama|yardım edeme|sağlayama|yanıt vereme|cevap vereme|yazama|oluşturama"
        r"|yerine getireme)\w*",
    ),
    "vi": (
        r"\btôi (?:không thể|xin phép không|không được phép) (?:\w+ ){0,2}(?:giúp|cung cấp|trả lời"
        r"|hỗ trợ|tạo|viết"
        r"|thực hiện|tham gia|đáp ứng|đưa ra)",
    ),
    "id": (
        r"\bsaya (?:tidak (?:dapat|bisa|mampu|akan)|menolak) (?:\w+ )?(?:membantu|memberikan|menyediakan"
        r"|menjawab"
        r"|membuat|menulis|memenuhi|berpartisipasi|mendukung|melakukan|menghasilkan)\b",
    ),
    "ar": (
        r"(?:لا (?:أستطيع|يمكنني|أقدر)|لن (?:أستطيع|أتمكن)|غير قادر على|لست قادرا على) (?:\w+ ){0,2}"
        r"(?:مساعد|تقديم|الإجابة|كتابة|إنشاء|المساعدة|توفير|تلبية)",
    ),
    "fa": (
        r"(?:کمک|ارائه|پاسخ|انجام|تولید|بنویسم)[^.\n]{0,20}نمی.?توانم|نمی.?توانم [^.\n]{0,30}(?:کمک"
        r"|ارائه|پاسخ|انجام)",
    ),
    "he": (r"(?:אינני|אני לא) (?:יכול\w*|מסוגל\w*) (?:\w+ ){0,2}(?:לעזור|לספק|לסייע|לענות|לכתוב|ליצור)",),
    "hi": (r"(?:मदद|सहायता|प्रदान|उत्तर|जवाब)[^।\n]{0,20}?नहीं (?:कर|दे) सकत",),
    "th": (r"(?:ไม่สามารถ|ไม่อาจ)(?:ที่จะ)?(?:ให้|ช่วย|ตอบ|สร้าง|เขียน|ดำเนินการ)",),
}
"""By language the patterns of a refusal."""

RESERVATIONS = (
    r"[,;.]\s*(?:but|however,?|that said,?|that being said,?|nevertheless,?|still,?) (?:i (?:can|could"
    r"|will|am|would)"
    r"|i['’]ll|i['’]d"
    r"|here|let|we|you)",
    r"[，。；]\s*(?:但是?|不过|不過|然而)，?(?:我|以下|这里|這裡|您|你|可以)",
    r"(?:でき(?:ません|ない)|かねます)(?:が|けれど)|(?:しかし|ただし)、",
    r"(?:지만|그러나|하지만|다만)",
    r"[,.]\s+(?:но|однако|тем не менее|але)[ ,]",
    r"[,.]\s+(?:aber|jedoch|allerdings|mais|cependant|toutefois|pero|sin embargo|mas|porém|no entanto|ma"
    r"|tuttavia"
    r"|maar|echter|ale|jednak|nhưng|tuy nhiên|namun|tetapi|tapi|ancak|fakat),? ",
    r"[،.]\s*(?:لكن|ولكن|ومع ذلك|اما|ولی)",
)
"""How a sentence goes on that declines only a part: "…, but I can …"."""
