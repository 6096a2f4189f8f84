"""How models speak of themselves in Russian, Ukrainian, Polish and Czech."""

from battles.detectors.identity.grammar import NAME, Language

RUSSIAN = Language(
    code="ru",
    ties=r"я (?:живу|работаю|размещена?|нахожусь|хранюсь) (?:на|в)|я (?:\w+ )?(?:соблюдаю|следую|"
    r"придерживаюсь|подчиняюсь)|я (?:должен|должна|обязана?) (?:соблюдать|следовать)",
    by=r"(?:компанией|корпорацией|фирмой|командой|разработчиками|инженерами|специалистами|"
    r"лабораторией)(?: компании| из)?",
    suppose=r"если|если бы|будто|якобы|словно|представь|допустим",
    script="[а-я]",
    me="я меня мне мной мною мой моя мое мои моих моим моими моей моего моему являюсь являясь "
    "называюсь как будучи зовите называйте вами вы ты это",
    am=r"я не (?:более,? чем|что иное,? как)|я (?:отношусь|принадлежу) к|я вхожу в|"
    r"я не [^.;!?]{0,50}?,? а|(?<!как и )я|(?<!не )являюсь|это я|перед вами|с вами(?: говорит| общается)?|"
    r"такие как я|подобные мне|(?:привет|здравствуйте|приветствую)\W{1,3}это",
    named=r"(?:вы|ты) (?:сейчас )?(?:используете|используешь|пользуетесь|пользуешься)|"
    r"своим (?:существованием|рождением) я обязана?|меня знают как|(?:считайте|считай|воспринимайте) меня|"
    r"я то,? что называют|мо[ея] полное имя|добро пожаловать в|меня зовут|мо[ея] имя|имя мое|"
    r"меня (?:\w+ )?(?:называют|назвали|зовут)|(?:можете|можешь|можно|могут) (?:\w+ )?(?:меня )?(?:звать|"
    r"называть)(?: меня)?|зовите меня|называйте меня|зови меня|называй меня|я называюсь|я зовусь|"
    r"называюсь|я (?:работаю|основана?|построена?|базируюсь|создана?) на(?: базе| основе)?|(?:общаетесь|"
    r"общаешься|говорите|разговариваете|беседуете) с|мое название|название моей модели|я представляюсь как",
    uses=r"я использую|я применяю",
    role=r"(?<!известн.. )(?<!такие )(?<!таких )(?<!так )(?<!назван.. )как(?! и\b)|как и (?:все|любая|"
    r"любой|другие)|будучи|в качестве|являясь|поскольку я|так как я",
    mine=r"создавш\w+ меня|разработавш\w+ меня|обучивш\w+ меня|в (?:моей )?основе меня(?: лежит)?|"
    r"мой движок|(?:разработчик\w*|создател\w*) меня|меня (?:\w+ )?сдела\w+|мо(?:й|я) компани\w+-\w+|"
    r"моя разработка|мо(?:й|я|е|и|их|им|ими|ей|его|ему|ем|ю)\s+[\"']?(?:\w+ )?(?:созда(?:тел|ни)\w*|"
    r"разработ\w*|хозяи\w*|хозяйк\w*|владел\w*|производител\w*|автор\w*|архитектур\w*|модел\w*|обучен\w*|"
    r"программист\w*|верси\w*|происхожден\w*|родител\w*|платформ\w*|баз\w+ знаний|знани\w+|начальник\w*|"
    r"босс\w*|основ\w*)|(?:создал|разработал|обучил|придумал)[аи]? меня|мной стоит|за мной стоит|"
    r"меня (?:\w+ )?(?:созда|разработа|обучи|обуча|тренирова|натренирова|придума|запрограммирова)\w*",
    you=r"ты(?: теперь| сейчас)?|вы(?: теперь)?|тебя зовут|твое имя|притворись|представь,? что ты|"
    r"отвечай как|веди себя как|сыграй роль|в роли|от лица|от имени",
    filler=r"это|просто|всего|лишь|только|ваш|твой|ваша|твоя|по|имени|имя|под|названием|именем|называемый|"
    r"искусственный|искусственным|искусственного|интеллект|интеллектом|интеллекта|ии|ai|языковая|языковой|"
    r"языковую|модель|модели|моделью|большая|большой|виртуальный|виртуальным|помощник|помощником|"
    r"ассистент|ассистентом|чат-бот|чатбот|бот|есть|и|а|также|в|общем|действительно|являюсь|является|"
    r"являются|система|нейросеть|нейросетевая|как|зовут|тут|здесь|версия|версии|серии|семейства|именно|"
    r"языка|обычно|называют|могут|от|из|на|с|компания|компанией|компании|корпорация|корпорацией|фирмой|"
    r"командой|команды|команда|разработчиками|разработчики|разработчиков|инженерами|инженеры|"
    r"специалистами|специалисты|исследователями|исследователи|сотрудничества|совместно|лабораторией|"
    r"лаборатории|группой|университета|университет|университетом|базе|основе|основан|основана|основанная|"
    r"основанный|основанной|архитектуре|архитектуры|технологии|технология|работающая|работающий|частью|"
    r"часть|был|была|были|которая|который|которую|называется|зовется|продуктом|продукт|разработкой|"
    r"разработка|созданием|создание|же|еще|известный|известная|конкретно|представляю|собой|работы|можно|"
    r"считать|назвать|мой|моего|платформе|чья|поддерживается|управляюсь|сейчас|недрах|стенах|своего|рода|"
    r"обычный|as|from|by|все|вся|и все|сам|сама|можете|меня|называть|звать|сервер\w*|дело рук|свет|"
    r"благодаря|лежит|полное|обязан|технологию|технологии",
    ai=r"ии(?:-\w+)?|ai(?:-\w+)?|искусственн\w+ интеллект\w*|языков\w+ модел\w+|модел\w+|ассистент\w*|"
    r"помощник\w*|чат-?бот\w*|бот|ботом|нейросет\w*|нейронн\w+ сет\w+|"
    r"(?:компьютерн\w+ )?программ[аойы]\w*|систем[аойы]\w*|робот\w*|продукт\w*|разработк\w+|нейрон\w+|llm|"
    r"алгоритм\w*|gpt-модель|творени\w+|детищ\w+|технологи[юяи]",
    made=r"создан\w*|создал\w*|родил\w*|появил\w*|разработа\w*|натренирован\w*|обучен|обучена|обученн\w*|"
    r"обучил\w*|тренирова\w*|обуча\w+|построен\w*|выпущен\w*|спроектирован\w*|запрограммирован\w*|"
    r"сделан\w*|развива\w+|поддержива\w+|придума\w+|создава\w+|разрабатыва\w+|возник\w*",
    that=r"что|чтобы|потому|если|котор\w+|как",
    stop=r"думаю|считаю|полагаю|знаю|могу|буду|хочу|рада?|помню|восхища\w*|уверен\w*|надеюсь|он|она|они|"
    r"мы|его|ее|их|основател\w+|инженер|сотрудник|сотрудником|инженером|директор|использовал\w*|использую|"
    r"купил\w*|слышал\w*|имею|вижу|помочь|об?|про|к|для|слышу|люблю|пользователь|пользователем|работаю|"
    r"узнал\w*|интересно|готов\w*|можете",
    hard=r"не|ни|никогда|чем|лучше|хуже|похож\w*|сравн\w*|отлича\w*|подобн\w*|в отличие|аналог\w*|однако|"
    r"тогда как|вместо|замен\w*|таки\w+ как|вроде|вопрос\w*|более|менее|если бы",
    after=rf"(?:\s|,|\"|»|-|{NAME}|\b(?:которая|которые|который|и|компания|команда|это|является|являются|"
    rf"а|может)\b)*+(?:(?:созда|разработа|обучи|натренирова|сдела|запрограммирова|придума|научи|настрои|"
    rf"ограничи|натаска)л\w* меня|меня (?:\w+ )?(?:созда|разработа|обучи|натренирова|сдела|"
    rf"запрограммирова|придума)л\w*|мо(?:й|я|и|им|ими)\b [\"']?(?:создател|разработчик|хозяи|владел|"
    rf"имя)\w*|к вашим услугам|на связи)|\W{{0,3}}(?:это |и есть )?я(?=\W*$)",
    post=r"-?(?:модел|ассистент|бот)\w*|(?: \w+){0,2}? (?:создал|разработал|обучил)\w*",
    bare=r"\W{0,4}(?:на связи|к вашим услугам)",
)

UKRAINIAN = Language(
    code="uk",
    by=r"(?:компанією|корпорацією|командою|розробниками)",
    script="[іїєґ]|мене|мовн|створен|навчен|розроблен|штучн",
    me="я мене мені мій моя моє мої моїх мое як будучи називайте",
    am=r"я не [^.;!?]{0,50}?,? а|я|мене",
    named=r"мене звати|мо(?:є|е) ім'я|мене називають|(?:можете|можеш) (?:мене )?(?:називати|"
    r"звати)(?: мене)?|називайте мене|я (?:працюю|базуюсь|побудован\w*) на(?: базі| основі)?|"
    r"(?:спілкуєтесь|розмовляєте) з",
    role=r"як|будучи|в якості",
    mine=r"м(?:ій|ої|оїх|оїм|оїми|оя|оєї|оє) (?:\w+ )?(?:творц\w*|творець|розробник\w*|господар\w*|"
    r"власник\w*|архітектур\w*|модел\w*|навчан\w*)",
    you=r"ти(?: тепер| зараз)?|ви(?: тепер)?|тебе звати|твоє ім'я|уяви,? що ти|відповідай як|прикинься",
    filler=r"це|є|просто|лише|ваш|твій|на|ім'я|під|назвою|штучний|штучним|інтелект|інтелектом|ші|мовна|"
    r"мовною|модель|моделлю|велика|великою|віртуальний|помічник|асистент|чат-бот|бот|і|й|та|ai|від|з|у|в|"
    r"компанія|компанією|компанії|корпорацією|командою|розробниками|дослідниками|базі|основі|створена|яка|"
    r"який|був|була|також|як|архітектури",
    ai=r"ші|штучн\w+ інтелект\w*|мовн\w+ модел\w+|модел\w+|асистент\w*|помічник\w*|чат-?бот\w*|бот|"
    r"нейромереж\w*|програм[аою]\w*|систем[аою]\w*|продукт\w*|ai",
    made=r"створен\w*|створил\w*|розроблен\w*|розробил\w*|навчен\w*|навчил\w*|тренован\w*|побудован\w*",
    that=r"що|щоб|бо|якщо|як\w+",
    stop=r"думаю|вважаю|знаю|можу|хочу|радий|рада|впевнен\w*|він|вона|вони|ми|його|її|їх|засновник|"
    r"інженер|інженером|про|до|для|працюю|використовую|користувач",
    hard=r"не|ні|ніколи|ніж|краще|гірше|схож\w*|порівн\w*|відрізня\w*|подібн\w*|на відміну|замість|однак|"
    r"завжди|більш|менш",
    after=rf"(?:\s|,|{NAME}|\b(?:яка|який|які|компанія|і)\b)*+(?:(?:створи|розроби|навчи)\w* мене|"
    rf"мене (?:створи|розроби|навчи)\w*|мій (?:творець|розробник))",
)

POLISH = Language(
    code="pl",
    by=r"przez(?: firme| spolke| zespol)?",
    me="jestem ja mnie mi moj moja moje moim moi moich moimi mojego mam nazywam zostalem zostalam "
    "jako nazywaj bedac dzialam pochodze rozmawiasz",
    am=r"(?<!nie )(?:ja )?(?<!nie )jestem|zostal[ae]m|nie jestem [^.;!?]{0,50}?,? (?:lecz|ale|tylko)|"
    r"pochodze|to ja",
    named=r"nazywam sie|mam na imie|moje imie(?: to)?|moja nazwa(?: to)?|nazywaj mnie|mow mi|(?:mozesz|"
    r"mozecie|moze pan|moze pani) (?:mnie )?(?:nazywac|mowic|do mnie mowic)(?: mnie| mi)?|(?:rozmawiasz|"
    r"rozmawia pan|rozmawia pani) z|dzialam na|bazuje na|opieram sie na",
    role=r"jako|bedac",
    mine=r"mo[ij]\w* (?:\w+ )?(?:tworc\w*|deweloper\w*|producent\w*|wlasciciel\w*|architektur\w*|model\w*|"
    r"autor\w*)|mnie stworzyl\w*|stworzyl\w* mnie",
    you=r"jestes(?: teraz)?|nazywasz sie|twoje imie to|udawaj,? ze jestes|wyobraz sobie,? ze jestes|"
    r"odpowiadaj jako|zachowuj sie jak|wciel sie w",
    filler=r"to|jest|tylko|po prostu|twoj|twoim|panstwa|duzy|duzym|model|modelem|modelu|jezykowy|"
    r"jezykowym|sztuczna|sztuczną|inteligencja|asystent|asystentem|wirtualny|wirtualnym|chatbot|chatbotem|"
    r"o|nazwie|imieniu|i|oraz|ai|przez|od|z|w|na|firme|firma|firmy|spolke|zespol|zespolu|naukowcow|"
    r"inzynierow|ktory|ktora|zostal|jestem|takze|oparty|oparta|opartym|bazujacy|wersja|wersja|czescia|"
    r"rodziny|podstawie|architekturze|polskim",
    ai=r"ai|si|sztuczn\w+ inteligencj\w*|(?:duz\w+ )?model\w*(?: jezykow\w*)?|asystent\w*|chat-?bot\w*|"
    r"bot|botem|program\w*|system\w*|produkt\w*|siec\w* neuronow\w*",
    made=r"stworzon\w*|stworzyl\w*|opracowan\w*|opracowal\w*|wytrenowan\w*|wyszkolon\w*|zaprojektowan\w*|"
    r"zaprogramowan\w*|zbudowan\w*|rozwijan\w*|przeszkolon\w*|trenowan\w*",
    that=r"ze|co|jak|dlaczego|czy|ktor\w+|poniewaz|bo",
    stop=r"dla|aby|zeby|mysle|uwazam|wiem|moge|chce|on|ona|oni|my|jego|jej|ich|inzynier\w*|zalozyciel\w*|"
    r"pracownik\w*|uzytkownik\w*|pewien|szczesliwy|pracuje|uzywam|do|zdania",
    hard=r"nie|nigdy|ani|niz|lepszy|gorszy|podobn\w*|porown\w*|inny|w przeciwienstwie|zamiast|jednak|jak|"
    r"tak|bardziej|mniej",
    after=rf"(?:\s|,|{NAME}|\b(?:ktora|ktory|i|to)\b)*+(?:mnie (?:stworzy|opracowa|wytrenowa|"
    rf"zaprojektowa)\w*|(?:stworzy|opracowa|wytrenowa|zaprojektowa)\w* mnie|moj (?:tworca|producent))",
)

CZECH = Language(
    code="cs",
    by=r"(?:spolecnosti|firmou)",
    me="jsem ja me mne muj moje moji jmenuji jmenuju jako byl byla nejsem mluvite",
    am=r"(?:ja )?jsem|(?:byl|byla) jsem|nejsem [^.;!?]{0,50}?,? (?:ale|nybrz)|pochazim",
    named=r"jmenuj[iu] se|me jmeno(?: je)?|moje jmeno(?: je)?|rikaji mi|rikejte mi|(?:muzes|"
    r"muzete) mi rikat|mluvite s|bezim na",
    role=r"jako|coby",
    mine=r"(?:muj|moji|moje|mych|ma) (?:tvurc\w*|tvurce|vyvojar\w*|vyrobce|vlastnik|architektur\w*|"
    r"model\w*)|(?:vytvoril|vyvinul|natrenoval)\w* me|me (?:vytvoril|vyvinul|natrenoval)\w*",
    you=r"jsi(?: nyni| ted)?|jmenujes se|predstirej,? ze jsi|odpovidej jako|chovej se jako",
    filler=r"je|jen|pouze|tvuj|vas|velky|jazykovy|model|modelem|umela|inteligence|asistent|virtualni|"
    r"chatbot|jmenem|nazvany|a|ai|od|z|ze|spolecnosti|firmou|firmy|spolecnost|tymem|vyzkumniky|u|na|ktery|"
    r"ktera|byl|byla|take|zalozeny|zalozena|verze|soucasti|rodiny",
    ai=r"ai|umel\w+ inteligenc\w*|(?:velk\w+ )?(?:jazykov\w+ )?model\w*|asistent\w*|chat-?bot\w*|bot|"
    r"program\w*|system\w*|produkt\w*",
    made=r"vyvinut\w*|vyvinul\w*|vytvoren\w*|vytvoril\w*|natrenovan\w*|vytrenovan\w*|trenovan\w*|"
    r"navrzen\w*|naprogramovan\w*|postaven\w*",
    that=r"ze|co|jak|proc|zda|kter\w+|protoze",
    stop=r"pro|aby|myslim|vim|mohu|muzu|chci|on|ona|oni|my|jeho|jeji|jejich|inzenyr\w*|zakladatel\w*|"
    r"zamestnan\w*|uzivatel\w*|jisty|rad|pracuji|pouzivam|o",
    hard=r"ne|neni|nikdy|ani|nez|lepsi|horsi|podobn\w*|srovn\w*|jiny|na rozdil|misto|vsak|tak|vice|mene",
    after=rf"(?:\s|,|{NAME}|\b(?:ktera|ktery|a|spolecnost)\b)*+(?:(?:me|mne) (?:vytvoril|vyvinul|"
    rf"natrenoval)\w*|(?:vytvoril|vyvinul|natrenoval)\w* (?:me|mne)|muj (?:tvurce|vyrobce))",
)
