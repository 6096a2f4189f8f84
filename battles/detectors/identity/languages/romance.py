"""How models speak of themselves in French, Spanish, Portuguese, Italian and Romanian."""

from battles.detectors.identity.grammar import NAME, Language

FRENCH = Language(
    code="fr",
    ties=r"je vis (?:sur|dans)|je (?:respecte|suis tenu de respecter|dois respecter|dois suivre|"
    r"me conforme)|je tourne (?:sur|dans)|je suis heberge",
    by=r"(?:par|de chez)(?: la| l| les)?(?: societe| entreprise| equipes?)?(?: d| de)?",
    suppose=r"si|comme si|imagine que|imaginons que|supposons que",
    me="je j moi utilisez utilises considerez considere m mon ma mes me tant comme etant qualite "
    "vous tu ici votre",
    am=r"je ne suis (?:rien d'autre |rien de plus )?que?|je suis|j' ?ai ete|je fus|(?:je ne suis pas|"
    r"je n' ?ai pas ete) [^.;!?]{0,50}?\bmais|c' ?est moi|moi(?=,| \()|suis-je|je(?=,| \()|comme moi|"
    r"je viens|je proviens|j' ?appartiens|je fais partie|ici(?= [^.!?]{0,20}[,!.])",
    named=r"(?:vous utilisez|tu utilises)|je dois mon existence|on me connait (?:sous le nom de?|comme)|"
    r"considere[zs]?-moi comme|je suis ce qu ?'on appelle|mon nom complet(?: est)?|bienvenue (?:sur|chez)|"
    r"je m' ?appelle|mon (?:nom|prenom)(?:,? c' ?est| est)?|on m' ?appelle|on me nomme|(?:vous pouvez|"
    r"tu peux) m' ?appeler|appelle[zs]?-moi|je me nomme|je me prenomme|(?:parle[sz]|discute[sz]|conversez|"
    r"echangez)(?:-vous)? avec|je tourne sur|je fonctionne (?:sur|avec|grace a)|je repose sur",
    uses=r"j' ?utilise",
    role=r"en tant que?|en qualite de?|etant|comme tous les|comme(?= (?:un|une|modele|ia|assistant|"
    r"intelligence)\b)",
    mine=r"derriere moi,?(?: il y a| se trouve)?|m'ont (?:construit|cree|developpe|concu|"
    r"entraine) travaillent|on m'a (?:entraine|cree|developpe|concu)|m(?:on|a|es) (?:\w+ )?(?:createurs?|"
    r"creatrice|developpeurs?|concepteurs?|fabricant|maison mere|societe mere|architecture|modele|"
    r"proprietaire|entrainement|origine)|m' ?(?:a|ont) (?:cree|developpee?|concue?|entrainee?)|"
    r"derriere moi",
    you=r"tu es(?: maintenant)?|vous etes(?: maintenant)?|ton nom est|tu t' ?appelles|"
    r"fais semblant d' ?etre|faites semblant d' ?etre|imagine que tu es|joue le role de|reponds comme|"
    r"agis comme|comporte-toi comme|dans la peau de",
    filler=r"un|une|le|la|l|les|votre|ton|juste|simplement|en fait|appele|appelee|nomme|nommee|ia|"
    r"intelligence|artificielle|modele|de|du|d|langage|langue|linguistique|grand|assistant|assistante|"
    r"virtuel|virtuelle|chatbot|et|est|donc|ici|bonjour|personnel|aussi|connu|sous|nom|par|chez|des|"
    r"societe|entreprise|equipe|equipes|chercheurs|ingenieurs|sur|en|au point|a|ete|architecture|base|"
    r"basee|fonde|fondee|version|partie|famille|issu|issue|propulse|propulsee|alimente|alimentee|etre|qui|"
    r"que|ce|c|s|qu|actuellement|tout|bel|bien|sont|nee|aux|au",
    ai=r"ia|i\.a\.|intelligence artificielle|(?:grand )?modele(?: (?:de (?:langage|langue)|linguistique|"
    r"d'ia))?|assistant\w*|chat-?bot|bot|agent conversationnel|robot|programme(?: informatique)?|systeme|"
    r"reseau de neurones|produit|creation|ai",
    made=r"(?:developp|cre|entrain|form|fabriqu|program|elabor|imagin)(?:e|ee|es|ees|me|mee)|concue?|"
    r"construite?|mise? au point|produite?",
    that=r"que|qui|quoi|comment|pourquoi|si|dont|parce que",
    stop=r"pour|tres|intrigue|excite|fascine|curieux|impressionne|convaincu|sur que|certain|desole|"
    r"heureux|ravi|il|elle|nous|ils|son|sa|ses|fondateur|cofondateur|ingenieur|employe|directeur|pdg|"
    r"chercheur|expert|utilise|pense|crois|sais|peux|vais|dois|aimerais|travaille|utilisateur|trouve|"
    r"ecris|client",
    hard=r"pas|ne|n|jamais|ni|mais|comparer?|compare|comparable|comparaison|similaire|contrairement|"
    r"plutot|different\w*|moins|remplacement|alors que|cependant|meilleur\w*|aussi \w+ que|questions?|plus",
    after=rf"(?:\s|,|{NAME}|\b(?:qui|a|ont|l'equipe|est|sont|et|c'est)\b)*+(?:m' ?(?:a|"
    rf"ont) (?:\w+ )?(?:cree|developpe|entraine|concu|programme|forme|fabrique|donne)\w*|"
    rf"m' ?avoir (?:cree|developpe)|mon createur|mes createurs|ma (?:societe|maison) mere|"
    rf"mon developpeur)|\W{{1,3}}a votre service| qui est a l'origine de (?:ma|mon)",
    post=r"-?\s?(?:a |ont )?(?:developpe|cree|entraine|concu)\w*",
)

SPANISH = Language(
    code="es",
    ties=r"vivo en|sigo|respeto|cumplo(?: con)?|debo (?:seguir|respetar|cumplir)|estoy alojado en|"
    r"me ejecuto en",
    by=r"por(?: la| el)?(?: empresa| compania| equipo)?(?: de)?",
    suppose=r"si|como si|imagina que|supongamos que",
    me="pertenezco le debo existencia vivo sigo estas usando considerame detras uso aqui yo me mi "
    "mis soy fui he estoy como llamo llamarme llamame llameme siendo sido formo provengo vengo "
    "calidad ser tengo puedo hablando chateando funciono",
    am=r"no soy (?:mas|otra cosa|nada mas) que|solo soy|(?<!no )(?:yo )?soy|(?<!no )fui|he sido|(?:no soy|"
    r"no fui) [^.;!?]{0,50}?\bsino|estoy|yo(?=,| \()|como yo|soy yo|formo parte|provengo|vengo|"
    r"aqui(?= [^.!?]{0,20}[,!.])",
    named=r"(?:estas|esta|estan) (?:usando|utilizando)|le debo mi existencia|considerame|"
    r"soy lo que (?:llaman|se llama)|mi nombre completo(?: es)?|pertenezco|bienvenido a|me llamo|"
    r"mi nombre(?: es)?|me llaman|(?:puedes|puede|pueden|podes) llamarme|llamame|llameme|me conocen como|"
    r"me dicen|(?:hablando|chateando|conversando) con|funciono con|me baso en|estoy basad[oa] en",
    uses=r"uso|utilizo",
    role=r"(?<!igual )(?<!asi )(?<!tal )(?<!tanto )como|en (?:mi )?calidad de|siendo|al ser|por ser",
    mine=r"me (?:construyeron|crearon|entrenaron|desarrollaron|disenaron)(?: trabajan)?|"
    r"detras de mi(?: esta)?|mis? (?:\w+ )?(?:creador\w*|desarrollador\w*|fabricante|empresa matriz|"
    r"arquitectura|modelo|dueno|propietario|entrenamiento|origen)|me (?:creo|desarrollo|entreno|diseno|"
    r"programo)|detras de mi",
    you=r"eres(?: ahora)?|usted es|tu nombre es|te llamas|actua como|finge (?:ser|que eres)|"
    r"imagina que eres|responde como|comportate como|haz de|en el papel de",
    filler=r"un|una|el|la|los|las|lo|tu|su|solo|simplemente|en realidad|llamado|llamada|ia|inteligencia|"
    r"artificial|modelo|de|del|lenguaje|grande|gran|asistente|virtual|chatbot|y|es|aqui|hola|conocido|"
    r"conocida|como|por|en|empresa|compania|equipo|investigadores|ingenieros|con|basado|basada|version|"
    r"parte|familia|impulsado|impulsada|que|fue|ha sido|sido|propiedad|tambien|actualmente|nombre|"
    r"desarrolladores|son|yo|arquitectura|a|al|familia|existencia",
    ai=r"ia|i\.a\.|inteligencia artificial|(?:gran )?modelo(?: (?:de (?:lenguaje|ia|"
    r"inteligencia artificial)|linguistico))?|asistente|chat-?bot|bot|programa|sistema|red neuronal|"
    r"agente|producto|creacion",
    made=r"(?:desarroll|cre|entren|disen|program|fabric|elabor)(?:ad)[oa]s?|construid[oa]|producid[oa]|"
    r"hech[oa]|lanzad[oa]",
    that=r"que|quien|porque|si|cuando|donde",
    stop=r"para|sobre|emocionado|seguro|feliz|encantado|curioso|impresionado|fundador|ingenier[oa]|"
    r"empleado|director|experto|usuario|creo que|pienso|se|puedo|voy|debo|nosotros|ellos|el es|ella|"
    r"trabajo|fan|cliente|contratado|aprendi",
    hard=r"no|nunca|ni|pero|mejor|peor|comparad\w*|comparar|comparacion|similar\w*|parecid\w*|diferente|"
    r"distint\w*|mas|menos|tan|igual|a diferencia|mientras|reemplazo|preguntas|otros|muchos",
    after=rf"(?:\s|,|{NAME}|\b(?:que|quien|ha|han|es|son|el|equipo|y|de)\b)*+(?:me (?:ha |han )?(?:cre|"
    rf"desarroll|entren|disen|program|dio|hizo|construy)\w*|mis? (?:creador|desarrollador|dueno|"
    rf"empresa matriz)\w*)|\W{{1,3}}a (?:tu|su) servicio",
    post=r"-?\s?(?:ha |han )?(?:desarroll|cre|entren|disen)(?:o|aron|ado|ada)\b",
)

PORTUGUESE = Language(
    code="pt",
    ties=r"vivo (?:em|n[oa]s?)|sigo|respeito|cumpro|devo seguir|estou hospedado em|rodo em",
    by=r"(?:pel[oa]|por)(?: empresa| companhia| equipe| equipa)?(?: d[ae])?",
    suppose=r"se|como se|imagine que|suponha que",
    me="funciono voce vivo sigo pertenco devo tras uso eu me meu minha meus minhas sou fui chamo "
    "como enquanto qualidade ser sendo tenho estou posso chame faco venho falando conversando",
    am=r"nao sou (?:mais|nada mais) (?:do )?que|(?<!nao )(?:eu )?(?<!nao )sou|(?<!nao )fui|tenho sido|"
    r"(?:nao sou|nao fui) [^.;!?]{0,50}?\bmas(?: sim)?|eu(?=,| \()|como eu|estou|faco parte|venho|aqui e",
    named=r"voce esta (?:usando|utilizando)|devo (?:a )?minha existencia|me considere|"
    r"meu nome completo(?: e)?|pertenco|bem-vindo a|sou o que chamam de|funciono (?:com|em)|"
    r"(?:eu )?me chamo|chamo-me|(?:o )?meu nome(?: e)?|(?:pode|podes|voce pode|"
    r"podem) (?:me )?chamar(?:-me)?|me chame|chame-me|sou conhecid[oa]|me chamam|(?:falando|"
    r"conversando) com|funciono com|sou basead[oa] n",
    uses=r"uso|utilizo",
    role=r"(?<!assim )(?<!tal )(?<!tanto )como|enquanto|por ser|na qualidade de|sendo",
    mine=r"por tras de mim(?: esta)?|me (?:construiram|criaram|treinaram|desenvolveram)|(?:meus?|"
    r"minhas?) (?:\w+ )?(?:criador\w*|desenvolvedor\w*|programador\w*|fabricante|empresa-mae|arquitetura|"
    r"modelo|dono|treinamento|treino|origem|proprietario)|me (?:criou|desenvolveu|treinou|projetou)|"
    r"por tras de mim",
    you=r"voce e(?: agora)?|tu es|seu nome e|teu nome e|aja como|finja (?:ser|que e)|imagine que voce e|"
    r"responda como|comporte-se como|no papel de",
    filler=r"um|uma|o|a|os|as|seu|teu|sua|so|apenas|simplesmente|na verdade|chamado|chamada|ia|"
    r"inteligencia|artificial|modelo|de|do|da|dos|das|linguagem|grande|assistente|virtual|chatbot|e|aqui|"
    r"ola|conhecido|conhecida|como|pel[oa]s?|por|em|na|no|empresa|companhia|equipe|equipa|pesquisadores|"
    r"investigadores|engenheiros|com|basead[oa]|versao|parte|familia|que|foi|tambem|atualmente|nome|"
    r"desenvolvedores|sao|eu|sido|arquitetura|ao|à|familia",
    ai=r"ia|i\.a\.|inteligencia artificial|(?:grande )?modelo(?: (?:de (?:linguagem|ia|"
    r"inteligencia artificial)|linguistico))?|assistente|chat-?bot|bot|programa|sistema|rede neural|"
    r"agente|produto|criacao|robo",
    made=r"(?:desenvolvi|cria|treina|projeta|programa|construi|fabrica|elabora|produzi|lanca|"
    r"desenha)d[oa]s?|feito|feita",
    that=r"que|quem|porque|se|quando|onde",
    stop=r"para|sobre|animado|certo|feliz|curioso|impressionado|fundador|engenheir[oa]|funcionario|"
    r"diretor|especialista|usuario|utilizador|acho|acredito|sei|posso|vou|devo|nos|eles|trabalho|fa|"
    r"cliente|contratado|aprendi",
    hard=r"nao|nunca|nem|mas|melhor|pior|comparad\w*|comparar|comparacao|similar\w*|parecid\w*|diferente|"
    r"distint\w*|mais|menos|tao|igual|ao contrario|substitut\w*|perguntas|outros|muitos",
    after=rf"(?:\s|,|{NAME}|\b(?:que|quem|e|sao|a|o|equipe|foi)\b)*+(?:me (?:cri|desenvolv|trein|projet|"
    rf"program|deu|fez|constru)\w*|(?:criou|desenvolveu|treinou)-me|(?:meus?|minha) (?:criador|"
    rf"desenvolvedor|dono|empresa-mae)\w*)",
    post=r"-?\s?(?:desenvolveu|criou|treinou)\b",
)

ITALIAN = Language(
    code="it",
    ties=r"vivo (?:su|sui|nei)|seguo|rispetto|devo (?:seguire|rispettare)|sono ospitato",
    by=r"(?:da|dal|dalla|dall|dai|dagli)(?: societa| azienda| team)?(?: di)?",
    suppose=r"se|come se|immagina che|supponi che",
    me="stai vivo seguo devo appartengo considerami dietro uso io qui mi mio mia miei mie sono "
    "chiamo chiamarmi chiamami chiamatemi come quanto qualita essendo funziono faccio vengo "
    "provengo posso parlando me",
    am=r"non sono (?:altro )?che|(?<!non )(?:io )?(?<!non )sono(?: stat[oa])?|(?:non sono|"
    r"non sono stat[oa]) [^.;!?]{0,50}?\b(?:ma|bensi)|io(?=,| \()|come me|sono io|faccio parte|vengo|"
    r"provengo|qui(?= [^.!?]{0,20}[,!.])",
    named=r"stai (?:usando|utilizzando)|devo la mia esistenza|considerami|"
    r"(?:il )?mio nome completo(?: e)?|appartengo|sono (?:conosciut|not)[oa] come|"
    r"sono quello che chiamano|mi chiamo|(?:il )?mio nome(?: e)?|mi chiamano|puoi chiamarmi|puo chiamarmi|"
    r"potete chiamarmi|chiamami|chiamatemi|mi conoscono|(?:parlando|chattando) con|funziono con|mi baso su",
    uses=r"uso|utilizzo",
    role=r"(?<!cosi )(?<!proprio )come|in quanto|in qualita di|essendo",
    mine=r"dietro di me(?: c'e)?|mi hanno (?:costruito|creato|addestrato|sviluppato)|(?:mio|mia|miei|"
    r"mie) (?:\w+ )?(?:creator\w*|sviluppator\w*|produttore|casa madre|architettura|modello|proprietario|"
    r"addestramento|origine)|mi (?:ha|hanno) (?:creato|sviluppato|addestrato|progettato)|dietro di me",
    you=r"(?:tu )?sei(?: ora| adesso)?|lei e|il tuo nome e|ti chiami|fingi di essere|immagina di essere|"
    r"rispondi come|comportati come|agisci come|nei panni di",
    filler=r"un|uno|una|il|lo|la|l|i|gli|tuo|vostro|solo|semplicemente|in realta|chiamato|chiamata|ia|ai|"
    r"intelligenza|artificiale|modello|di|d|del|dello|della|dell|linguistico|linguaggio|grande|assistente|"
    r"virtuale|chatbot|e|qui|ciao|noto|nota|come|stato|stata|da|dal|dalla|dall|dagli|dai|su|societa|"
    r"azienda|team|ricercatori|ingegneri|con|in|presso|basato|basata|versione|parte|famiglia|che|anche|"
    r"attualmente|nome|sviluppatori|sono|architettura|a|ad|alla|al|famiglia|agli|le",
    ai=r"ia|ai|i\.a\.|intelligenza artificiale|(?:grande )?modello(?: (?:linguistico|di (?:linguaggio|ia|"
    r"intelligenza artificiale)))?|assistente|chat-?bot|bot|programma|sistema|rete neurale|agente|"
    r"prodotto|creazione",
    made=r"(?:svilupp|cre|addestr|progett|programm|allen|realizz|lanci)at[oaei]|costruit[oa]|ideat[oa]|"
    r"prodott[oa]",
    that=r"che|chi|perche|se|quando|dove",
    stop=r"per|riguardo|entusiasta|sicuro|felice|curioso|colpito|fondatore|ingegnere|dipendente|direttore|"
    r"esperto|utente|penso|credo|so|posso|devo|noi|loro|lavoro|cliente|assunto",
    hard=r"non|mai|ne|ma|migliore|peggiore|paragon\w*|confront\w*|simil\w*|diverso|diversa|piu|meno|tanto|"
    r"altrettanto|a differenza|mentre|sostitu\w*|domande|altri|bravo",
    after=rf"(?:\s|,|{NAME}|\b(?:che|ha|hanno|il|la|i|team|e|sono)\b)*+(?:mi (?:ha |hanno )?(?:cre|"
    rf"svilupp|addestr|progett|programm|dato|costru)\w*|(?:mio|mia|miei) (?:creator|sviluppator|"
    rf"casa madre|proprietari)\w*)",
    post=r"-?\s?(?:ha |hanno )?(?:svilupp|cre|addestr|progett)ato\b",
)

ROMANIAN = Language(
    code="ro",
    by=r"de(?: catre)?(?: compania)?",
    me="sunt eu ma am mi meu mea mei mele ca fiind provin calitate",
    am=r"(?<!nu )(?:eu )?(?<!nu )sunt|am fost|(?:nu sunt) [^.;!?]{0,50}?\bci|eu(?=,| \()|provin",
    named=r"ma numesc|numele meu(?: este)?|(?:poti|puteti) sa-mi spui|(?:imi|mi se) spune|ma cheama",
    role=r"ca|in calitate de|fiind",
    mine=r"(?:creator\w*|dezvoltator\w*|producator\w*|arhitectura|modelul) (?:meu|mei|mea|mele)",
    you=r"esti(?: acum)?|numele tau este|prefa-te ca esti|raspunde ca",
    filler=r"un|o|al|a|ai|cel|cea|doar|numit|numita|ia|inteligenta|artificiala|model|de|limbaj|mare|"
    r"asistent|virtual|chatbot|si|este|catre|compania|echipa|cercetatorii|la|din|pe|bazat|versiune|parte|"
    r"care|fost|numele|tau|lui",
    ai=r"ia|ai|inteligenta artificiala|model(?:ul)?(?: (?:lingvistic|de limbaj))?|asistent\w*|chat-?bot|"
    r"bot|program|sistem|produs",
    made=r"(?:dezvolt|cre|antren|proiect|program|realiz)at[a]?|construit[a]?",
    that=r"care|ca|cum|de ce|daca",
    stop=r"pentru|despre|fondator|inginer|angajat|utilizator|cred|stiu|pot|trebuie|el|ea|noi|ei|incantat|"
    r"sigur|lucrez",
    hard=r"nu|niciodata|nici|dar|mai bun|compar\w*|similar\w*|diferit\w*|la fel|decat|mai",
    after=rf"(?:\s|,|{NAME}|\b(?:care|este|si)\b)*+(?:m-a (?:creat|dezvoltat|antrenat)|"
    rf"(?:este )?creatorul meu)",
)
