"""The languages' words (see grammar.Language). Latin letters are written without accents, as folding leaves them."""

from battles.identity.grammar import NEVER, Language

ENGLISH = Language(
    code="en",
    am=r"i ?'?m|i am|im|i was|i have been|i've been|i be|am i|it's me|it is me|this is|here is|i,|i \(|i -|i",
    named=r"my (?:full |real |actual |given |official |model )?(?:name|model name|model|identity) (?:is|was|would be)|name's|"
    r"(?:you (?:can|may|could|should) (?:just |simply |also )?(?:call|refer to|address) me(?: as| by)?)|call me|"
    r"i(?: a|')m (?:also |often |commonly |usually )?(?:called|named|known as|referred to as)|i go by|"
    r"(?:they|people|users|my creators|my developers) (?:call|named|name) me|i (?:was )?(?:called|named)|"
    r"i(?: am|'m)? (?:run|running|based|built|powered) (?:on|by|with)|introduce myself,?|feel free to call me|"
    r"i (?:identify|respond|answer) (?:as|to)|(?:talking|speaking|chatting) (?:to|with)(?= \ue000)",
    role=r"as|being|since i am|because i am",
    mine=r"my (?:\w+ )?(?:creators?|developers?|makers?|designers?|engineers?|trainers?|owners?|parent company|company|"
    r"parent organi[sz]ation|programmers?|developing company|master|boss|origins?|base model|underlying model|"
    r"underlying architecture|architecture|training|guidelines|policies|programming|version|model version|language model)",
    filler=r"a|an|the|your|just|simply|actually|indeed|really|in fact|of course|currently|now|also|only|only a|called|named|"
    r"known as|friendly|helpful|virtual|personal|ai|artificial|intelligence|large|language|model|assistant|chatbot|chat|bot|"
    r"new|latest|open|source|version|instance|variant|series|family|one|part|member|own|and|is|are|hello|hi|glad|"
    r"advanced|powerful|conversational|generative|multimodal|still|merely|basically|essentially|here|proud|s|team|at|company|research|lab|labs|my|"
    r"would be|most likely|likely|probably|technically|officially|proudly",
    ai=r"ai(?:-\w+)?|a\.i\.|artificial intelligence|(?:large |big |small |advanced )?language models?|llm|assistants?|chat ?bots?|bot|"
    r"(?:neural|ai) (?:network|model|system)s?|neural net|machine learning model|text-based model|model|computer program|program|agent|system|software|creation|product",
    made=r"(?:pre-?|fine-?)?(?:trained|tuned)|created|developed|made|built|designed|programmed|produced|engineered|"
    r"released|offered|provided|launched|maintained|powered|based|running|hosted|deployed|trained|owned|operated|brought to you|"
    r"running|part|born|come|came|works?|originat\w+|version|courtesy|named|called|known as",
    by=r"by|from|of|on|with|at|the|company|team|researchers|folks|people|engineers|in|top|upon|collaboration",
    stop=r"that|who|whom|how|why|what|which|when|where|if|whether|about|for|to|into|excited|eager|glad|happy|sorry|afraid|"
    r"curious|impressed|familiar|aware|sure|certain|able|unable|interested|pleased|going|using|use|used|writing|working|talking|"
    r"looking|trying|reading|asking|he|she|it|they|we|his|her|their|its|founder|co-founder|ceo|engineer|employee|manager|researcher|"
    r"expert|developer|user|customer|fan|student|professor|think|believe|know|can|could|would|will|should|may|might|must|do|did|does|have|had|"
    r"recommend|suggest|apologi[sz]e|understand|see|love|like|hope|mean|assume|guess|guessing",
    hard=r"not|n't|never|no|nor|neither|than|like|similar|unlike|such|compared?|comparing|comparison|versus|vs|different|"
    r"inspired|competitor|alternative|rival|without|instead|however|while|whereas|affiliated|unrelated|associated|pretend\w*",
    of_me=r"(?:'s|has|have|had|who|which|that|team|company|is|are|was|were|the|actually|originally|,|\s|and|its|engineers|researchers)*+"
    r"(?:\b(?:created|made|developed|built|trained|designed|programmed|gave|named|programs|trains|owns|maintains)\b(?: and \w+)? (?:me|birth to me)\b|"
    r"\bmy (?:\w+ )?(?:creators?|developers?|makers?|owner|parent company|name|company|master|boss)\b|\bhere\b(?= *[,!.])|"
    r"\bat your service\b|(?<=')s (?:usage |content |use |safety |ethical )?(?:polic(?:y|ies)|guidelines|rules)\b(?=.{0,40}\b(?:i|me|my)\b))",
    post=r"(?:-?\s?)(?:trained|created|developed|built|made|designed|based|powered)\b",
)

GERMAN = Language(
    code="de",
    am=r"ich bin|bin ich|ich wurde|wurde ich|ich|hier ist|hier spricht",
    named=r"mein name ist|mein name lautet|ich heisse|ich heiße|heiße ich|man nennt mich|nenn(?:en sie)? mich(?: einfach)?|"
    r"(?:du kannst|sie konnen) mich (?:gerne |einfach )?|ich werde",
    role=r"als",
    mine=r"mein(?:e|er|en|em|es)? (?:entwickler\w*|schopfer\w*|erfinder\w*|hersteller\w*|macher\w*|besitzer\w*|unternehmen|firma|architektur|training|modell|sprachmodell|herkunft)",
    filler=r"ein|eine|einem|einer|der|die|das|dem|den|dein|ihr|euer|nur|eigentlich|ja|einfach|genannt|namens|mit|name|namen|namens|"
    r"ki|kunstliche|intelligenz|sprachmodell|modell|assistent|assistentin|chatbot|virtueller|virtuelle|grosses|großes|hier|und|ist|kurz|hallo|nennen|genannt|auch|freundlicher|digitaler",
    ai=r"ki(?:-?\w+)?|kunstliche[rsn]? intelligenz|(?:\w*)?sprachmodell\w*|(?:ki-)?modell\w*|(?:\w+-?)?assistent\w*|chat-?bot\w*|bot|"
    r"computerprogramm|programm|system|neuronales netz\w*|produkt",
    made=r"entwickelt\w*|erstellt\w*|trainiert\w*|geschaffen\w*|programmiert\w*|erschaffen\w*|gebaut\w*|kreiert\w*|entworfen\w*|konzipiert\w*|hergestellt\w*|"
    r"basier\w*|bereitgestellt\w*|betrieben\w*|stamm\w*|beruh\w*|version|variante|teil|namens|genannt|heiße|heisse",
    by=r"von|vom|durch|der|dem|des|aus|bei|auf|firma|unternehmen|team|forschungsteam|forscher\w*|worden|wurde|wird",
    stop=r"dass|wie|was|warum|ob|wenn|weil|uber|fur|zu|mich|kann|konnte|werde|wurde gern|freue|glaube|denke|weiß|weiss|habe|hatte|gerne|"
    r"er|sie|es|wir|sein|seine|gespannt|begeistert|beeindruckt|sicher|uberzeugt|ingenieur\w*|grunder\w*|mitarbeiter\w*|chef\w*|experte|entwickler|finde|sehe|nutze|verwende",
    hard=r"nicht|kein\w*|nie|weder|noch|besser|schlechter|ahnlich\w*|vergleich\w*|verglichen|anders|statt|anstatt|jedoch|wahrend|wie|ersatz",
    of_me=r"(?:\s|hat|haben|und|die|das|der|mich|team|,|von)*+(?:mich (?:\w+ )?(?:entwickelt|erstellt|trainiert|geschaffen|programmiert|erschaffen|gebaut|kreiert)|(?:ist|sind) mein\w* (?:entwickler|schopfer|hersteller)|hat mich)",
    post=r"(?:\w+ ){0,3}(?:speziell |eigens )?(?:entwickelt|erstellt|trainiert|geschaffen|programmiert|erschaffen|gebaut|basiert|konzipiert|hergestellt|kreiert|betrieben)\w*|-(?:ki|modell|sprachmodell|assistent)\w*",
)

FRENCH = Language(
    code="fr",
    am=r"je suis|j'ai ete|je fus|c'est moi|ici|moi|moi,|suis-je|je",
    named=r"je m'appelle|mon (?:nom|prenom) est|mon nom,? c'est|on m'appelle|on me nomme|(?:vous pouvez|tu peux) m'appeler|appelle[zs]?-moi|je me nomme|je me prenomme",
    role=r"en tant qu(?:e|')|comme|en qualite d(?:e|')|etant",
    mine=r"m(?:on|a|es) (?:createurs?|creatrice|developpeurs?|concepteurs?|fabricant|entreprise|societe|architecture|modele|proprietaire|maitre|entrainement|equipe|origine)",
    filler=r"un|une|le|la|l'|les|votre|ton|juste|simplement|en fait|appele|appelee|nomme|nommee|ia|intelligence|artificielle|modele|de|du|langage|langue|grand|assistant|assistante|virtuel|virtuelle|chatbot|et|est|donc|ici|bonjour|personnel|aussi|connu|sous|nom",
    ai=r"ia|i\.a\.|intelligence artificielle|(?:grand )?modele(?: de (?:langage|langue)| linguistique)?|assistant\w*|chat-?bot|bot|agent conversationnel|robot|programme(?: informatique)?|systeme|reseau de neurones|produit",
    made=r"(?:developp|cre|entrain|concu|entraine|form|construi|program|fabriqu|mis|propos|produi|bas|aliment|fond)(?:e|ee|es|t|te|u|ue|me|mee|ees)?|concue?|appele\w*|nomme\w*|version|issue?|fait partie|repose|fonctionne",
    by=r"par|de|du|chez|d'|la|le|l'|les|des|societe|entreprise|equipe|equipes|chercheurs|sur|en|au point",
    stop=r"que|qui|quoi|comment|pourquoi|si|pour|tres|intrigue|excite|fascine|curieux|impressionne|convaincu|sur de|certain|desole|heureux|ravi|il|elle|nous|ils|son|sa|ses|fondateur|cofondateur|ingenieur|employe|directeur|createur|pdg|chercheur|expert|utilise|pense|crois|sais|peux|vais|dois|aimerais|travaille|a",
    hard=r"pas|ne|n'|jamais|ni|mais|plus que|comparer?|compare|comparable|comparaison|similaire|contrairement|plutot|different\w*|moins|remplacement|alors que|cependant|aussi \w+ que|meilleur\w*",
    of_me=r"(?:\s|qui|,|a|ont|l'equipe|est|sont|et)*+(?:m'(?:a|ont) (?:\w+ )?(?:cree|developpe|entraine|concu|programme|forme|fabrique|donne)\w*|m'avoir (?:cree|developpe)|mon createur|ma societe mere|mes createurs)",
)

SPANISH = Language(
    code="es",
    am=r"(?:yo )?soy|fui|he sido|yo|aqui|estoy|me",
    named=r"me llamo|mi nombre es|me llaman|(?:puedes|puede|pueden|podes) llamarme|llamame|llameme|mi nombre|me conocen como|me dicen",
    role=r"como|en calidad de|siendo",
    mine=r"mis? (?:creador\w*|desarrollador\w*|fabricante|empresa|compania|arquitectura|modelo|dueno|entrenamiento|equipo|origen|propietario)",
    filler=r"un|una|el|la|los|tu|su|solo|simplemente|en realidad|llamado|llamada|ia|inteligencia|artificial|modelo|de|del|lenguaje|grande|gran|asistente|virtual|chatbot|y|es|aqui|hola|conocido|conocida|como",
    ai=r"ia|i\.a\.|inteligencia artificial|(?:gran )?modelo(?: de (?:lenguaje|ia|inteligencia artificial)| linguistico)?|asistente|chat-?bot|bot|programa|sistema|red neuronal|agente|producto",
    made=r"(?:desarroll|cre|entren|disen|program|construi|fabric|form|elabor|produci|bas|impuls|potenci|lanz)(?:ad|d)[oa]s?|version|llamad[oa]|funciono|formo parte|parte|provengo|hecho",
    by=r"por|de|del|en|la|el|los|empresa|compania|equipo|investigadores|con",
    stop=r"que|quien|como|porque|si|para|sobre|emocionado|seguro|feliz|encantado|curioso|impresionado|el fundador|fundador|ingenier[oa]|empleado|director|experto|uso|utilizo|creo|pienso|se|puedo|voy|debo|nosotros|ellos|trabajo|a",
    hard=r"no|nunca|ni|pero|mejor|peor|comparad\w*|comparar|comparacion|similar\w*|parecid\w*|diferente|distint\w*|mas|menos|tan|igual|a diferencia|sino|mientras|reemplazo",
    of_me=r"(?:\s|que|quien|,|ha|es|el equipo|y)*+(?:me (?:ha |han )?(?:cre|desarroll|entren|disen|program|dio|hizo|construy)\w*|(?:es|son) mis? (?:creador|desarrollador|empresa|dueno)\w*)",
)

PORTUGUESE = Language(
    code="pt",
    am=r"(?:eu )?sou|fui|eu|tenho sido|aqui e|estou",
    named=r"(?:eu )?me chamo|chamo-me|meu nome e|o meu nome e|(?:pode|podes|voce pode) (?:me )?chamar(?:-me)?(?: de)?|me chame de|sou conhecid[oa] como|me chamam de",
    role=r"como|enquanto|na qualidade de|sendo",
    mine=r"(?:meus?|minhas?) (?:criador\w*|desenvolvedor\w*|fabricante|empresa|companhia|arquitetura|modelo|dono|treinamento|treino|equipe|equipa|origem|proprietario)",
    filler=r"um|uma|o|a|os|seu|teu|sua|so|apenas|simplesmente|na verdade|chamado|chamada|ia|inteligencia|artificial|modelo|de|do|da|linguagem|grande|assistente|virtual|chatbot|e|aqui|ola|conhecido|conhecida|como",
    ai=r"ia|i\.a\.|inteligencia artificial|(?:grande )?modelo(?: de (?:linguagem|ia|inteligencia artificial)| linguistico)?|assistente|chat-?bot|bot|programa|sistema|rede neural|agente|produto|robo",
    made=r"(?:desenvolvi|cria|treina|projeta|programa|construi|fabrica|forma|elabora|produzi|basea|alimenta|lanca|desenha)d[oa]s?|feito|feita|versao|chamad[oa]|funciono|faco parte|parte",
    by=r"pel[oa]s?|por|de|do|da|dos|em|na|no|empresa|companhia|equipe|equipa|pesquisadores|com|a|o",
    stop=r"que|quem|porque|se|para|sobre|animado|certo|feliz|curioso|impressionado|fundador|engenheir[oa]|funcionario|diretor|especialista|uso|utilizo|acho|acredito|sei|posso|vou|devo|nos|eles|trabalho",
    hard=r"nao|nunca|nem|mas|melhor|pior|comparad\w*|comparar|comparacao|similar\w*|parecid\w*|diferente|distint\w*|mais|menos|tao|igual|ao contrario|senao|enquanto que|substitut\w*",
    of_me=r"(?:\s|que|quem|,|e|a equipe|foi)*+(?:me (?:cri|desenvolv|trein|projet|program|deu|fez|constru)\w*|(?:criou|desenvolveu|treinou)-me|(?:e|sao) (?:o |a )?(?:meus?|minha) (?:criador|desenvolvedor|empresa|dono)\w*)",
)

ITALIAN = Language(
    code="it",
    am=r"(?:io )?sono|sono stat[oa]|io|qui",
    named=r"mi chiamo|il mio nome e|mi chiamano|puoi chiamarmi|puo chiamarmi|chiamami|mi conoscono come",
    role=r"come|in quanto|in qualita di|essendo",
    mine=r"(?:mio|mia|miei|mie) (?:creator\w*|sviluppator\w*|produttore|azienda|societa|architettura|modello|proprietario|addestramento|team|origine|padrone)",
    filler=r"un|uno|una|il|lo|la|l'|tuo|vostro|solo|semplicemente|in realta|chiamato|chiamata|ia|ai|intelligenza|artificiale|modello|di|del|della|linguistico|linguaggio|grande|assistente|virtuale|chatbot|e|qui|ciao|noto|come|stato|stata",
    ai=r"ia|ai|i\.a\.|intelligenza artificiale|(?:grande )?modello(?: (?:linguistico|di (?:linguaggio|ia|intelligenza artificiale)))?|assistente|chat-?bot|bot|programma|sistema|rete neurale|agente|prodotto",
    made=r"(?:svilupp|cre|addestr|progett|programm|alleni|allen|realizz|form|bas|costru|aliment|lanci)(?:at|it)[oaei]|versione|chiamat[oa]|funziono|faccio parte|parte",
    by=r"da|dal|dalla|dall'|dagli|dai|di|del|della|su|societa|azienda|team|ricercatori|l'|la|il|con|in",
    stop=r"che|chi|perche|se|per|riguardo|entusiasta|sicuro|felice|curioso|colpito|fondatore|ingegnere|dipendente|direttore|esperto|uso|utilizzo|penso|credo|so|posso|devo|noi|loro|lavoro|a",
    hard=r"non|mai|ne|ma|migliore|peggiore|paragon\w*|confront\w*|simil\w*|diverso|diversa|piu|meno|tanto|altrettanto|a differenza|bensi|mentre|sostitu\w*",
    of_me=r"(?:\s|che|,|ha|hanno|il team|e)*+(?:mi (?:ha|hanno) (?:cre|svilupp|addestr|progett|programm|dato|costru)\w*|(?:e|sono) (?:il |la |i )?(?:mio|mia|miei) (?:creator|sviluppator|azienda|proprietari)\w*)",
)

RUSSIAN = Language(
    code="ru",
    am=r"я|являюсь|меня|мною|это я|перед вами|с вами",
    named=r"меня зовут|мое имя|меня называют|(?:можете|можешь|можно) (?:меня )?(?:звать|называть)(?: меня)?|зовите меня|называйте меня|зови меня|я называюсь|имя мое|меня назвали|я зовусь|называюсь|я работаю на(?: базе| основе)?|я использую|я основана? на|я построена? на",
    role=r"как|будучи|в качестве|являясь",
    mine=r"мо(?:й|я|е|и|их|им|ими|ей|его|ему|ем|ю)\s+[\"']?(?:созда\w*|разработчик\w*|хозяи\w*|хозяйк\w*|владел\w*|производител\w*|автор\w*|компани\w*|архитектур\w*|модел\w*|обучен\w*|программист\w*|начальник\w*|босс\w*|верси\w*|происхожден\w*|родител\w*|платформ\w*)",
    filler=r"это|просто|всего|лишь|только|ваш|твой|ваша|по|имени|имя|под|названием|называемый|искусственный|интеллект|ии|ai|языковая|модель|модели|большая|виртуальный|помощник|ассистент|чат-бот|чатбот|бот|есть|и|а|также|в|общем|действительно|являюсь|система|нейросеть|как|зовут|тут|здесь|версия|версии|серии|семейства|именно|языка|обычно|называют|могут",
    ai=r"ии(?:-\w+)?|ai(?:-\w+)?|искусственн\w+ интеллект\w*|языков\w+ модел\w+|модел\w+|ассистент\w*|помощник\w*|чат-?бот\w*|бот\w*|нейросет\w*|нейронн\w+ сет\w+|программ\w+|систем\w+|робот\w*|продукт\w*|част\w+",
    made=r"(?:раз|до)?(?:работан|созда|обучен|обуч|развива|поддержива)\w*|создан\w*|натренирован\w*|обученн\w*|разработан\w*|тренирован\w*|построен\w*|основан\w*|основе|базе|выпущен\w*|спроектирован\w*|запрограммирован\w*|сделан\w*|предоставл\w*|принадлеж\w*|называ\w*|работа\w+ на|назван\w*",
    by=r"от|из|в|на|компани\w+|корпораци\w+|фирм\w+|команд\w+|разработчик\w*|инженер\w*|специалист\w*|исследовател\w*|сотрудничеств\w*|совместно|лаборатори\w+|групп\w+|именем|университет\w*",
    stop=r"что|чтобы|потому|если|думаю|считаю|полагаю|знаю|могу|буду|хочу|рад|рада|помню|восхища\w*|уверен\w*|надеюсь|он|она|они|мы|его|ее|их|основател\w+|инженер|сотрудник|директор|создатель|разработчик|использовал\w*|купил\w*|слышал\w*|имею|вижу|помочь|о|об|про|к|с",
    hard=r"не|ни|никогда|чем|лучше|хуже|похож\w*|сравн\w*|отлича\w*|подобн\w*|в отличие|аналог\w*|однако|тогда как|вместо|замен\w*|таки\w+ как",
    of_me=r"(?:\s|,|котор\w+|и|компания)*+(?:(?:созда|разработа|обучи|натренирова|сдела|запрограммирова)л\w* меня|меня (?:\w+ )?(?:созда|разработа|обучи|натренирова|сдела|запрограммирова)л\w*|(?:это |является |- )?мо(?:й|я|и) (?:создател|разработчик|хозяи|владел|компани)\w*)",
    post=r"-?(?:модел|ассистент|бот)\w*",
)

UKRAINIAN = Language(
    code="uk",
    am=r"я|є|мене",
    named=r"мене звати|моє ім'я|моє имя|мене називають|(?:можете|можеш) (?:мене )?(?:називати|звати)(?: мене)?|називайте мене",
    role=r"як|будучи",
    mine=r"м(?:ій|оя|ої|оїх|оїм|оєю|оє)\s+(?:творц\w*|творец\w*|розробник\w*|господар\w*|власник\w*|компані\w*|архітектур\w*|модел\w*)",
    filler=r"це|є|просто|лише|ваш|твій|на|ім'я|під|назвою|штучний|інтелект|ші|мовна|модель|велика|віртуальний|помічник|асистент|чат-бот|бот|і|та|ai",
    ai=r"ші|штучн\w+ інтелект\w*|мовн\w+ модел\w+|модел\w+|асистент\w*|помічник\w*|чат-?бот\w*|бот\w*|нейромереж\w*|програм\w*|систем\w*|продукт\w*|ai",
    made=r"створен\w*|розроблен\w*|навчен\w*|тренован\w*|побудован\w*|заснован\w*|основі|базі|назван\w*|називаюсь",
    by=r"від|з|у|в|на|компані\w+|корпораці\w+|команд\w+|розробник\w*|дослідник\w*",
    stop=r"що|щоб|бо|якщо|думаю|вважаю|знаю|можу|хочу|радий|рада|впевнен\w*|він|вона|вони|ми|його|її|їх|засновник|інженер|завжди|про|до|з",
    hard=r"не|ні|ніколи|ніж|краще|гірше|схож\w*|порівн\w*|відрізня\w*|подібн\w*|на відміну|замість|однак",
    of_me=r"(?:\s|,|яка|який|які)*+(?:(?:створи|розроби|навчи)\w* мене|мене (?:створи|розроби|навчи)\w*)",
)

CHINESE = Language(
    code="zh",
    am=r"我就是|我其实是|我是|我乃|我为|我由|我来自|我基于|我的身份是|本人是|我被|本模型|本助手|本ai|本人|在下|我|这里是|是我|人家是",
    named=r"我叫做?|我的(?:名字|名称|全名|模型名称|中文名|英文名)(?:叫做?|是|为)?|(?:可以|请|您可以|你可以)?(?:叫我|称呼我(?:为)?|称我为|喊我)|我名叫|我的型号是|人们叫我|我使用的是|我使用|我采用的是|我运行在|我的底层(?:模型|架构)?是?",
    role=r"作为|身为|做为",
    mine=r"我的(?:创造者|开发者|开发商|开发公司|开发团队|制造者|研发团队|研发公司|主人|老板|公司|母公司|架构|模型|训练|训练者|设计者|创建者|创作者|作者|版本|所有者|底层)|我背后的",
    filler=r"一个|一款|一名|一位|一种|名为|叫做|叫|的|是|由|即|也就是|您的|你的|人工智能|ai|语言|模型|大|大型|助手|智能|机器人|聊天|虚拟|版本|就|其实|来自|目前|当前|家|个|名|款|公司|之一|系列|实例|为",
    ai=r"人工智能|ai|机器人|语言模型|大模型|模型|助手|助理|程序|系统|产品|聊天机器人|llm|智能体|版本",
    made=r"开发|训练|研发|创造|创建|打造|推出|设计|制造|制作|构建|提供|基于|来自|出自|属于|发布|名为|叫做|名叫|称为|隶属|自主研发|研制|生产|驱动|支持",
    by=r"由|被|的|是|公司|团队|于|在|和|与|一个|及",
    stop=r"认为|觉得|相信|知道|可以|能够|能|会|喜欢|希望|建议|推荐|使用|用|了解|关于|如果|因为|所以|他|她|它们?|我们|创始人|工程师|员工|研究员|ceo|总裁|很|非常|想|无法|将",
    hard=r"不是|并非|不如|没有|不|非|比|类似|像|如同|相比|不同于|与其|而不|例如|比如|诸如|等|替代|但",
    of_me=r"(?:公司|团队|工程师们?|研究人员|所|，|,|\s)*+(?:的)?(?:(?:开发|训练|研发|创造|创建|打造|设计|制造|制作)(?:出|并\S{1,4})?(?:了)?我|是我的(?:创造者|开发者|开发商|制造者|主人|公司|创建者|母公司)|使用政策)",
    post=r"(?:公司|团队|\(.{0,20}\)|（.{0,20}）|、|和|与|及|[\ue000-\ue003]|的|所|独立|自主|联合|共同|旗下|研究|于\d+年?|在\d+年?)*+(?:开发|训练|研发|创造|创建|打造|推出|设计|制造|制作|构建|提供|研制|发布|的?(?:大?(?:型)?语言模型|大模型|人工智能|ai|助手|智能助手|聊天机器人|产品))",
    spaced=False,
)

JAPANESE = Language(
    code="ja",
    am=r"(?:私|わたし|僕|ぼく|俺|わたくし|当方|自分|こちら|本ai|このai)(?:は|が|も|、)",
    named=r"(?:私|僕|わたし)の(?:名前|名称|正式名称)(?:は|、)|名前は|と呼んで",
    role=NEVER,
    mine=r"(?:私|僕|わたし)の(?:開発者|開発元|作成者|製作者|製造元|創造者|親会社|会社|主人|モデル|アーキテクチャ|ベース|生みの親)(?:は|である|、|が)?",
    filler=r"、|単なる|ただの|あなたの|ai|人工知能|言語モデル|大規模|アシスタント|チャットボット|という|名前の|の|である|実は|、実は|一種|現在|社|株式会社",
    ai=r"ai|人工知能|言語モデル|モデル|アシスタント|チャットボット|ボット|プログラム|システム",
    made=r"開発|訓練|作成|作ら|作られ|トレーニング|設計|学習|構築|提供|基づ|ベース|創ら|生み出|という",
    by=r"、|社|によって|の|に|が|株式会社|で",
    stop=r"思い|考え|使|について|できます|好き|知って|お|エンジニア|創業者|社員|研究者|彼|彼女|我々",
    hard=r"ではな|じゃな|違|より|よう|似|比べ|比較|とは異な|対し|など|代わり",
    of_me=r"(?:社|が|によって|に|の|チーム|は|、)*+(?:私を(?:開発|訓練|作|設計|創)|私の(?:開発|作成|製作|生みの親|創造))",
    post=r"(?:社|株式会社|研究所|チーム|\(.{0,20}\)|（.{0,20}）|[\ue000-\ue003]|、|と|の|が|に|より|から|で|研究|独自)*+(?:によって|により)?(?:開発|訓練|作成|作ら|トレーニング|設計|学習|構築|提供|公開|生み出|(?:大規模)?言語モデル|ai|人工知能|アシスタント|モデル|製)",
    spaced=False,
)

KOREAN = Language(
    code="ko",
    am=r"(?:저는|나는|전|난|저|제가|내가|본 모델은|이 모델은)(?=[ ,])",
    named=r"(?:제|내|저의|나의) (?:이름은|이름이)|(?:저를|나를|절) |이름은",
    role=NEVER,
    mine=r"(?:제|내|저의|나의|저를) (?:개발자|개발사|제작자|창조자|회사|주인|모델|아키텍처|개발한|만든)\w*",
    filler=r"ai|인공지능|언어|모델|대규모|어시스턴트|챗봇|이라는|라는|단지|그냥|사실|바로|당신의|여러분의|인|거대|이라고|대형|은|는|이|가",
    ai=r"ai|인공지능|언어 ?모델|모델|어시스턴트|챗봇|비서|프로그램|시스템|도우미",
    made=r"개발|훈련|학습|만들|만든|제작|설계|기반|구축|제공|이라는|라는|창조",
    by=r"의|에서|에 의해|이|가|은|는|사의|사가|사에서",
    stop=r"생각|사용|대해|수 있|좋아|알고|싶|엔지니어|창업자|직원|연구원|그는|그녀|우리",
    hard=r"아니|아닙|보다|같은|처럼|비슷|비교|달리|다른|대신|않|등",
    of_me=r"(?:에서|가|이|은|는|의|사가|사에서|팀이|팀에서|\s)*+(?:(?:저를|나를|절) ?(?:개발|훈련|만들|만든|제작|설계|학습)|(?:제|저의|나의) (?:개발|제작|창조))",
    post=r"(?:사|팀|의|에서|에|가|이|과|와|이라는|\s|\(.{0,20}\)|[\ue000-\ue003]|,|회사|연구|연구팀|직접)*+(?:에 ?의해 ?)?(?:\w{0,4} )?(?:개발|훈련|학습|만들|만든|제작|설계|구축|제공|출시|(?:대규모 |거대 )?언어 ?모델|ai|인공지능|어시스턴트|챗봇|모델)",
    spaced=False,
)

ARABIC = Language(
    code="ar",
    am=r"انا|انني|اني|لقد تم|تم|كنت",
    named=r"اسمي(?: هو)?|ادعى|يمكنك (?:ان )?(?:تناديني|مناداتي)(?: ب)?|نادني|يسمونني|اسمي",
    role=r"بصفتي|كوني|باعتباري|ك|كنموذج|كمساعد|كذكاء",
    mine=r"(?:مطوري|مطوروي|صانعي|منشئي|مبتكري|الشركه المطوره لي|شركتي|مالكي|نموذجي|تدريبي|تطويري|انشائي|برمجتي)",
    filler=r"هو|هي|مجرد|نموذج|لغوي|لغه|كبير|مساعد|ذكي|ذكاء|اصطناعي|افتراضي|الذكاء|الاصطناعي|روبوت|دردشه|محادثه|يدعى|اسمه|يسمى|من|باسم|في الواقع|معروف|و",
    ai=r"نموذج\w*|مساعد\w*|ذكاء|الذكاء|روبوت|برنامج|نظام|اداه|تطبيق|لغوي|منتج",
    made=r"(?:تم )?(?:تطوير|تدريب|انشاء|تصميم|برمج|صنع|ابتكار|بناء)\w*|طورت\w*|طوره\w*|درب\w*|انش[اي]\w*|صمم\w*|مطور\w*|مدرب\w*|يعمل|قائم|مبني|يدعى|يسمى|تابع\w*",
    by=r"من|قبل|بواسطه|شركه|لشركه|فريق|على|يد|لدى|في|عن|طريق|الشركه",
    stop=r"ان|كيف|لماذا|اذا|اعتقد|اعرف|استطيع|يمكنني|اظن|حول|هو|هي|هم|نحن|مؤسس|مهندس|موظف|مدير|سعيد|متحمس|اود|احب",
    hard=r"لست|ليس|لا|لم|لن|غير|مثل|افضل|اسوا|مقارنه|مشابه|بخلاف|بدلا|لكن|اقل|اكثر",
    of_me=r"(?:\s|التي|هي|هو|قامت)*+(?:(?:طورت|انشات|صممت|دربت|صنعت|برمجت|ابتكرت)ني|(?:بتطوير|بتدريب|بانشاء|بتصميم|ببرمجت)ي|هي (?:مطورتي|الشركه التي طورتني))",
)

LANGUAGES = (
    ENGLISH,
    GERMAN,
    FRENCH,
    SPANISH,
    PORTUGUESE,
    ITALIAN,
    RUSSIAN,
    UKRAINIAN,
    CHINESE,
    JAPANESE,
    KOREAN,
    ARABIC,
)
