"""Small words that give a language away, above all in messages too short for letter statistics."""

_LISTS = {
    "en": (
        "mean means work works the of and to in is are was were be been do does did you my your me we it "
        "its this that these those what which who how why when where can could should would will shall "
        "have has had not no yes with from for on at by an as or if than then there their they he she "
        "his her about into please thanks thank hello hi hey write give make explain tell show create "
        "help some any more most between using let's don't i'm it's what's describe list translate "
        "rewrite summarize best good new up just like know want need"
    ),
    "de": (
        "macht bedeutet heißt der die das den dem des ein eine einen einem einer eines und oder aber "
        "nicht kein keine ist sind war wird werden wurde haben hat habe ich du er sie es wir ihr mir "
        "mich dir dich sich mein dein sein für mit von vom zu zum zur im in am an auf aus bei nach über "
        "unter wie was wer wo warum wann welche welcher welches kann können bitte danke hallo auch noch "
        "nur sehr mehr als wenn dass schreibe erkläre gib mach gibt man guten"
    ),
    "fr": (
        "fait signifie veut le la les l'un un une des du de d'un d'une et ou mais est sont était été "
        "être avoir ont je tu il elle nous vous ils elles mon ma mes ton ta tes son sa ses notre votre "
        "leur ce cet cette ces qui que quoi quel quelle quels où comment pourquoi quand combien dans sur "
        "sous avec sans pour par en au aux ne pas plus très bien peux peut pouvez bonjour salut merci "
        "écris écrire explique c'est qu'est-ce j'ai fais donne moi toi quelles"
    ),
    "es": (
        "hace significa quiere el la los las un una unos unas de del pero es son era fue ser estar está "
        "están hay he ha han yo tú él ella nosotros mi mis tu tus su sus este esta estos estas ese esa "
        "que qué quien quién cual cuál cuáles como cómo donde dónde cuando cuándo por porque para con "
        "sin en al lo le les se no sí muy más puedes puede hola gracias escribe dime hazme haz me "
        "explica explícame sobre entre hacer quiero tengo buenos días cuanto"
    ),
    "pt": (
        "faz significa quer os as um uma uns umas de do da dos das ou mas é são era foi ser estar está "
        "estão há eu você ele ela nós meu minha meus seu sua seus este esta esse essa isso que quem qual "
        "quais como onde quando por porque para com sem em no na nos nas ao à pelo pela não sim muito "
        "mais pode posso olá oi obrigado obrigada escreva escreve explique me fazer faça sobre entre "
        "quero tenho bom dia"
    ),
    "it": (
        "fa significa vuol il lo la gli le un uno una di del della dei delle dello da dal dalla in nel "
        "nella con su sul sulla per tra fra ma è sono era stato essere ho hai ha hanno io tu lui lei noi "
        "voi loro mio mia tuo tua suo sua questo questa quello che chi cosa quale quali come dove quando "
        "perché non sì molto più puoi può ciao grazie scrivi scrivimi spiega spiegami dimmi fammi mi ti "
        "si c'è qual anche degli alla al ai agli buongiorno"
    ),
    "nl": (
        "doet betekent de het een en of maar is zijn was waren wordt worden heeft hebben had ik jij je "
        "hij zij ze wij we jullie mijn jouw uw deze dit die dat wie wat welke hoe waar waarom wanneer in "
        "op aan met van voor naar uit bij over onder tot te niet geen wel ook nog meer dan als kan "
        "kunnen kun hallo hoi dank bedankt schrijf maak geef leg alsjeblieft er om moet mij me"
    ),
    "pl": (
        "robi znaczy we ze na do od po za dla przez przy nie tak jest są był była było być mam masz ma "
        "ja ty on ona my wy oni mój moja twój swój ten ta to te tego tej kto co który która które jak "
        "jaki jaka jakie gdzie kiedy dlaczego czy ale lub oraz się mi mnie ci cię może możesz proszę "
        "cześć hej dziękuję napisz wyjaśnij podaj opisz jako więcej bardzo już tylko"
    ),
    "cs": (
        "dělá znamená ve na ze do od po za pro při se si je jsou byl byla bylo být mám máš má já ty on "
        "ona my vy oni můj moje tvůj ten ta to tento tato kdo co který která které jak jaký jaká jaké "
        "kde kdy proč zda ale nebo že ne ano mi mě může můžeš prosím ahoj dobrý den děkuji díky napiš "
        "vysvětli popiš jako více velmi už jen"
    ),
    "sk": (
        "aj vo na zo do od po za pre pri sa si je sú bol bola bolo byť mám máš má ja ty on ona my vy oni "
        "môj moje tvoj ten tá to tento táto kto čo ktorý ktorá ktoré ako aký aká aké kde kedy prečo či "
        "ale alebo že nie áno mi ma môže môžeš prosím ahoj dobrý deň ďakujem napíš vysvetli opíš viac "
        "veľmi už len"
    ),
    "tr": (
        "yapar demek ve bir bu şu için ile de da mi mı mu mü ne nasıl neden niçin nerede kim hangi kaç "
        "ben sen biz siz onlar benim senin onun var yok değil çok daha en gibi kadar ama veya ya olarak "
        "olan oldu olur bana sana lütfen merhaba selam teşekkürler yaz açıkla anlat nedir misin musun "
        "mısın"
    ),
    "vi": (
        "là và của có không được cho các những một này đó với trong trên dưới để từ khi nào ai gì sao "
        "như thế về tôi bạn anh chị em nó chúng ta mình hãy xin chào cảm ơn viết giải thích làm rất "
        "nhiều hơn nhất cũng đã đang sẽ phải vì nếu thì mà hay hoặc bao nhiêu người tiếng học muốn toi "
        "khong cua nhung tieng muon nguoi duoc nhieu"
    ),
    "id": (
        "yang dan di ke dari untuk dengan pada adalah ini itu tidak ada akan bisa dapat saya aku kamu "
        "anda dia kami kita mereka apa siapa bagaimana mengapa kenapa kapan dimana mana berapa atau "
        "tetapi tapi juga sudah telah sedang dalam oleh karena jika seperti lebih sangat tolong halo hai "
        "terima kasih buatkan buat tulis tuliskan jelaskan berikan tentang sebuah seorang nya agar kalau "
        "selamat pagi siang malam ceritakan cerita puisi kabar"
    ),
    "ms": (
        "yang dan di ke dari untuk dengan pada adalah ini itu tidak ada akan boleh saya awak anda dia "
        "kami kita mereka apa siapa bagaimana mengapa kenapa bila mana berapa atau tetapi juga sudah "
        "telah sedang dalam oleh kerana jika seperti lebih sangat tolong helo hai terima kasih buat "
        "tulis terangkan berikan tentang sebuah seorang ialah"
    ),
    "sv": (
        "och att det som en ett är var jag du han hon vi ni de mig dig sig min din sin den detta dessa "
        "inte på av för med till från om hur vad vem vilken vilka varför när kan ska vill har hade men "
        "eller också mer mycket tack hej skriv förklara ge snälla"
    ),
    "da": (
        "og at det som en et er var jeg du han hun vi de mig dig sig min din sin den dette disse ikke på "
        "af for med til fra om hvordan hvad hvem hvilken hvilke hvorfor hvornår kan skal vil har havde "
        "men eller også mere meget tak hej skriv forklar giv venligst"
    ),
    "no": (
        "og at det som en et er var jeg du han hun vi dere de meg deg seg min din sin den dette disse "
        "ikke på av for med til fra om hvordan hva hvem hvilken hvilke hvorfor når kan skal vil har "
        "hadde men eller også mer mye takk hei skriv forklar gi vennligst"
    ),
    "fi": (
        "ja on ei ole oli olla se tämä tuo ne nämä minä sinä hän me te he minun sinun kuka mikä mitä "
        "miten miksi missä milloin kuinka että jos kun niin kuin mutta tai myös vain hyvin enemmän voi "
        "voit voitko kirjoita selitä kerro hei moi kiitos anna minulle"
    ),
    "hu": (
        "az és egy is nem van volt lesz hogy mi ki mit hol miért mikor milyen melyik hogyan ez ezt azt "
        "én te ő ti ők meg de vagy ha mint csak már még nagyon több kell lehet tud kérlek szia köszönöm "
        "írj magyarázd el be fel nekem"
    ),
    "ro": (
        "și si în de la cu pe din pentru un unei unui este sunt era fi am ai are au eu tu el ea noi voi "
        "ei meu mea ta acest această ce care cine cum unde când cât nu da mai foarte sau dar dacă să "
        "prin după salut bună mulțumesc scrie explică spune despre fac te rog îmi"
    ),
    "ca": (
        "el la els les un una de del dels però és són era ser estar hi ha he jo tu ell ella nosaltres "
        "meu meva aquest aquesta que què qui quin quina com on quan per perquè amb sense en al als no sí "
        "molt més pots pot gràcies escriu explica sobre entre"
    ),
    "hr": (
        "na sa je su bio bila bilo biti ja ti on ona mi vi oni moj moja tvoj ovaj ova ovo taj to tko što "
        "koji koja koje kako kakav gdje kada zašto li ali ili da ne se me može možeš molim bok hvala "
        "napiši objasni opiši kao više vrlo samo od do za iz po"
    ),
    "tl": (
        "ang ng mga sa na at ay ko mo niya kami tayo sila ako ikaw siya ito iyan iyon ano sino paano "
        "bakit kailan saan hindi oo may mayroon wala para kung pero din rin lang po salamat kumusta "
        "isulat gumawa ipaliwanag"
    ),
    "sw": (
        "na ya wa ni kwa katika la za cha vya hii hiyo huo kuwa mimi wewe yeye sisi nini nani vipi lini "
        "wapi si hapana ndiyo au lakini pia sana zaidi tafadhali habari asante andika eleza"
    ),
    "ar": (
        "في من على إلى عن مع هذا هذه ذلك تلك التي الذي ما ماذا هل كيف لماذا متى أين كم أنا أنت نحن هو هي "
        "هم كان يكون لا لم لن ليس نعم و أو ثم أن إن لي لك اكتب اشرح أخبرني مرحبا السلام عليكم شكرا صباح "
        "الخير مساء أهلا كل بعض أريد ممكن"
    ),
    "fa": (
        "و در به از که این آن را با برای است هست بود شد می یک تا هم من تو او ما شما آنها چه چی چیست کی "
        "کجا کجاست چرا چگونه چطور آیا نه بله یا اگر سلام ممنون مرسی لطفا بنویس بگو توضیح بده کن کنید خود "
        "های هستی هستید صبح بخیر خوبی دارم"
    ),
    "ur": (
        "اور میں ہے ہیں کا کی کے کو سے نے پر یہ وہ کیا کیوں کیسے کہاں کب ہم تم آپ مجھے لکھو بتاؤ شکریہ "
        "سلام نہیں ایک تھا"
    ),
    "hi": (
        "और में है हैं का की के को से ने पर यह वह ये वे क्या क्यों कैसे कहाँ कब कौन मैं तुम आप हम मुझे "
        "मेरा मेरी एक नहीं हो था थे लिखो लिखें बताओ बताएं करो करें सुनाओ धन्यवाद नमस्ते कृपया लिए बारे "
        "भी"
    ),
    "mr": (
        "आणि आहे आहेत मी तू तुम्ही आम्ही ते हा ही हे काय का कसे कुठे कधी कोण मला माझे नाही एक लिहा सांगा "
        "करा धन्यवाद नमस्कार कृपया साठी बद्दल व होते होता"
    ),
    "ne": (
        "र छ छन् म तिमी तपाईं हामी यो त्यो के किन कसरी कहाँ कहिले को मलाई मेरो एक होइन लेख भन धन्यवाद नमस्ते कृपया लागि"
    ),
    "ru": (
        "делает значит означает и в во не на я что он она оно они мы вы ты с со как а то это этот эта "
        "эти но да нет по за из у от до о об для к ко бы же ли или если так все всё его её их мой моя "
        "мне меня тебя тебе вас вам кто какой какая какие где когда почему зачем сколько можно может "
        "есть был была было быть привет здравствуйте доброе утро добрый день спасибо пожалуйста напиши "
        "расскажи объясни сделай при через"
    ),
    "uk": (
        "робить означає і й в у не на я що він вона воно вони ми ви ти з із як а то це цей ця ці але та "
        "так ні по за від до о об про для к би же чи або якщо все його її їх мій моя мені мене тебе тобі "
        "вас вам хто який яка які де коли чому скільки можна може є був була було бути привіт вітаю "
        "дякую будь ласка напиши розкажи поясни зроби при через"
    ),
    "bg": (
        "и в във не на аз че той тя то те ние вие ти с със как а това този тази тези но по за из у от до "
        "о към би ли или ако така всичко него нея ги мой моя ми ме теб какво кой коя какви къде кога "
        "защо колко може има е са беше бъде здравей благодаря моля напиши разкажи обясни направи при "
        "през си се ще"
    ),
    "sr": (
        "и у на с са је су био била било бити ја ти он она ми ви они мој моја твој овај ова ово тај то "
        "ко шта који која које како где када зашто ли али или да не се мене може можеш молим здраво "
        "хвала напиши објасни као више врло само од до за из по"
    ),
}
"""By language the words as people type them, function words and the usual openings of a request.
Single Latin letters are missing: they are variables and list marks as often as words."""


def _shares() -> dict[str, tuple[tuple[str, float], ...]]:
    """By word the languages that have it, each with an equal share of one vote."""
    languages: dict[str, list[str]] = {}
    for language, words in _LISTS.items():
        for word in set(words.split()):
            languages.setdefault(word, []).append(language)
    return {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in languages.items()}


_SHARES = _shares()


def word_votes(words: list[str]) -> dict[str, float]:
    """By language the votes of the given lower-case words; a word of several languages is split."""
    votes: dict[str, float] = {}
    for word in words:
        for language, share in _SHARES.get(word, ()):
            votes[language] = votes.get(language, 0.0) + share
    return votes
