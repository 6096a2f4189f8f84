"""How models speak of themselves in German, Dutch, Swedish, Danish and Norwegian."""

from battles.detectors.identity.grammar import NAME, Language

GERMAN = Language(
    code="de",
    ties=r"ich (?:lebe|laufe|wohne) (?:auf|in)|ich (?:befolge|folge|beachte|respektiere)|"
    r"ich halte mich an|ich muss mich an|ich bin an",
    by=r"(?:von|vom|durch)(?: der| dem)?(?: firma| unternehmen| team)?(?: von| bei)?",
    suppose=r"wenn|ob|falls|angenommen|stell dir vor",
    me="ich mich mir hier mein meine meiner meinem meinen meines als du sie man",
    am=r"ich bin nichts (?:anderes|weiter|mehr) als|ich bin(?: nicht [^.;!?]{0,50}?\bsondern)?|bin ich|"
    r"ich(?=[^.!?]{0,80} (?:bin|wurde|basiere)\b)|ich wurde(?: nicht [^.;!?]{0,50}?\bsondern)?|"
    r"wurde ich(?=[^.;!?]{0,60}(?:entwickelt|trainiert|erstellt|geschaffen|erschaffen|programmiert))|"
    r"ich(?=,| \()|wie mich|(?:entwickelt|trainiert|erstellt|geschaffen|erschaffen|programmiert|"
    r"gebaut) wurde ich|ich basiere|ich stamme|ich komme|ich gehore|hier spricht|"
    r"hier ist(?=[^.!?]{0,30}[,!.])",
    named=r"(?:du|sie) (?:benutz\w+|verwende\w+|nutz\w+)(?: gerade| hier| derzeit)?|"
    r"ich verdanke meine existenz|man kennt mich als|betrachte\w* mich als|ich bin das,? was man|"
    r"mein (?:voller|vollstandiger|ganzer|richtiger|offizieller|eigentlicher) name(?: ist| lautet)?|"
    r"mir liegt(?: das modell)?|mein name(?: ist| lautet)?|ich hei(?:ss|ß)e|hei(?:ss|ß)e ich|"
    r"man nennt mich|nenn(?:en sie|t)? mich|(?:du kannst|sie konnen|ihr konnt) mich|ich nenne mich|"
    r"ich (?:laufe|basiere|beruhe|arbeite) auf|(?:sprichst|chattest|redest|sprechen sie|"
    r"kommunizierst) (?:du )?(?:gerade |hier )?mit",
    uses=r"ich (?:nutze|verwende|benutze)",
    role=r"als|wie (?:alle|jedes|jede|andere)",
    mine=r"hinter mir (?:steht|steckt|stehen)|man hat mich|mein(?:e|er|en|em|"
    r"es)? (?:\w+ )?(?:entwickler\w*|schopfer\w*|erfinder\w*|hersteller\w*|macher\w*|besitzer\w*|"
    r"mutterkonzern|architektur|training|trainingsdaten|modell|sprachmodell|basismodell|herkunft)|"
    r"(?:hinter mir|mich (?:entwickelt|erschaffen|trainiert|gebaut|programmiert) (?:hat|haben))",
    you=r"du bist(?: jetzt| nun| ab jetzt)?|sie sind|dein name ist|spiele?|tu(?: so)?,? als (?:ob|warst|"
    r"seist) du|stell dir vor,? du (?:bist|warst)|antworte als|verhalte dich wie|in der rolle von",
    filler=r"ein|eine|einem|einer|einen|der|die|das|dem|den|des|dein|deine|ihr|ihre|euer|nur|eigentlich|"
    r"ja|einfach|genannt|namens|mit|name|namen|ki|kunstliche|intelligenz|sprachmodell|modell|assistent|"
    r"assistentin|chatbot|virtueller|virtuelle|gro(?:ss|ß)es|gro(?:ss|ß)en|hier|und|ist|kurz|hallo|nennen|"
    r"auch|freundlicher|digitaler|von|vom|durch|aus|bei|auf|firma|unternehmen|team|forschungsteam|"
    r"forschern|forscher|entwicklern|ingenieuren|worden|wurde|wird|version|variante|teil|familie|basis|"
    r"basierend|basierter|basiertes|gerne|also|wohl|namlich|derzeit|aktuell|ganz|lediglich|blo(?:ss|ß)|"
    r"das|welches|welche|welcher|bekannt|unter|als|reihe|bin|ich|technologie|architektur|sind|arbeiten|"
    r"zur|zum|servern|richtlinien|regeln|nennt|bekannt|llama-familie",
    ai=r"ki(?:-[\w-]+)?|kunstliche[rsn]? intelligenz|\w*sprachmodell\w*|(?:\w+-)?modell(?:s|e|en)?|"
    r"(?:\w+-?)?assistent\w*|chat-?bots?|bot|computerprogramm|programm|system|neuronales netz\w*|produkt|"
    r"schopfung|kreation|ai(?:-[\w-]+)?",
    made=r"entwickelt\w*|erstellt\w*|trainiert\w*|geschaffen\w*|programmiert\w*|erschaffen\w*|gebaut\w*|"
    r"kreiert\w*|entworfen\w*|konzipiert\w*|hergestellt\w*",
    that=r"dass|wie|was|warum|ob|wenn|weil|da|welche\w*",
    stop=r"uber|fur|zu|kann|konnte|gern|freue|glaube|denke|wei(?:ss|ß)|habe|hatte|er|sie|es|wir|sein|"
    r"seine|gespannt|begeistert|beeindruckt|sicher|uberzeugt|ingenieur|grunder\w*|mitarbeiter\w*|chef\w*|"
    r"experte|finde|sehe|nutze|verwende|wurde gern|mochte|arbeite|gelernt|informiert",
    hard=r"nicht|kein\w*|nie|weder|noch|besser|schlechter|ahnlich\w*|vergleich\w*|verglichen|anders|statt|"
    r"anstatt|jedoch|wahrend|ersatz|mehr|weniger|fragen|wurde ich",
    after=rf"(?:\s|,|{NAME}|\b(?:hat|haben|und|die|das|der|team|von|ist|war|wurde|"
    rf"ich)\b)*+(?:mich (?:\w+ )?(?:entwickelt|erstellt|trainiert|geschaffen|programmiert|erschaffen|"
    rf"gebaut|kreiert)|(?:mein\w*) (?:\w+ )?(?:entwickler|schopfer|hersteller|erfinder)\w*|"
    rf"steckt hinter mir|bin ich\b)",
    post=r"(?:s|'s)?[ -](?:speziell |eigens )?(?:entwickelt|erstellt|trainiert|geschaffen|programmiert|"
    r"erschaffen|gebaut|basiert|konzipiert|hergestellt|kreiert|betrieben)\w*|-(?:ki|modell|sprachmodell|"
    r"assistent)\w*",
)

DUTCH = Language(
    code="nl",
    by=r"door(?: het)?(?: bedrijf| team)?(?: van)?",
    me="ik mij me mijn als je",
    am=r"ik ben(?: niet [^.;!?]{0,50}?\bmaar)?|ben ik|ik werd|ik(?=,| \()|ik kom",
    named=r"mijn naam(?: is)?|ik heet|heet ik|noem (?:me|mij)|(?:je kunt|u kunt|je mag|u mag) (?:me|mij)|"
    r"ik word|ik draai op|(?:praat|spreekt|chat) (?:je |u )?met",
    role=r"(?<!net )als",
    mine=r"mijn (?:\w+ )?(?:maker\w*|ontwikkelaar\w*|schepper\w*|bedenker\w*|eigenaar\w*|moederbedrijf|"
    r"architectuur|training|model|taalmodel)",
    you=r"je bent(?: nu)?|jij bent|u bent|je naam is|doe alsof je|speel|antwoord als|gedraag je als",
    filler=r"een|de|het|je|jouw|uw|gewoon|slechts|eigenlijk|genaamd|genoemd|noemen|ai|kunstmatige|"
    r"intelligentie|taalmodel|groot|model|assistent|virtuele|chatbot|door|van|uit|bij|op|met|het bedrijf|"
    r"bedrijf|team|onderzoekers|is|en|hier|ook|dat|die|werd|naam|gebaseerd|versie|onderdeel|familie|zijn|"
    r"wordt|bekend|als|ontwikkelaars|ben",
    ai=r"ai(?:-\w+)?|kunstmatige intelligentie|\w*taalmodel\w*|(?:\w+-)?model|(?:\w+-?)?assistent|"
    r"chat-?bot|bot|programma|computerprogramma|systeem|product",
    made=r"ontwikkelde?|gemaakte?|getrainde?|gecreeerde?|gebouwde?|ontworpen|geprogrammeerde?|gelanceerde?",
    that=r"dat|die|wat|hoe|waarom|omdat|of",
    stop=r"over|voor|naar|kan|denk|weet|vind|heb|hij|zij|wij|ze|zijn|haar|ingenieur|oprichter|medewerker|"
    r"gebruiker|blij|onder de indruk|zeker|werk",
    hard=r"niet|geen|nooit|noch|beter|slechter|vergelijk\w*|vergeleken|zoals|anders|maar|meer|minder|"
    r"vragen|zo goed",
    after=rf"(?:\s|,|{NAME}|\b(?:heeft|hebben|die|dat|is|en)\b)*+(?:(?:mij|me) (?:\w+ )?(?:ontwikkeld|"
    rf"gemaakt|getraind|gecreeerd|gebouwd|ontworpen)|mijn (?:maker|ontwikkelaar|schepper))",
    post=r"(?:'s)?[ -](?:is |werd )?(?:ontwikkeld|gemaakt|getraind|gecreeerd|gebouwd|ontworpen|"
    r"geprogrammeerd)\w*",
)

SWEDISH = Language(
    code="sv",
    by=r"av(?: foretaget| teamet)?",
    me="jag mig mitt min mina som du",
    am=r"jag ar(?: inte [^.;!?]{0,50}?\butan)?|ar jag|jag har blivit|jag blev|jag har \w+ts|jag(?=,| \()|"
    r"jag(?= \w+des av)|jag kommer",
    named=r"mitt namn(?: ar)?|jag heter|heter jag|kalla mig|(?:du kan|ni kan) kalla mig|jag kallas|"
    r"jag kors pa|(?:pratar|chattar) (?:du )?med",
    role=r"som",
    mine=r"(?:min|mitt|mina) (?:\w+ )?(?:skapare|utvecklare|tillverkare|agare|moderbolag|arkitektur|"
    r"traning|modell|sprakmodell)",
    you=r"du ar(?: nu)?|ditt namn ar|lats(?:as)? (?:att du ar|vara)|svara som|agera som",
    filler=r"en|ett|den|det|din|bara|egentligen|vid|namn|som|heter|kallas|kallad|ai|artificiell|"
    r"intelligens|sprakmodell|stor|modell|assistent|virtuell|chattbot|chatbot|av|fran|hos|pa|foretaget|"
    r"teamet|team|forskare|ar|och|har|ocksa|baserad|version|del|familjen|har|blivit",
    ai=r"ai(?:-\w+)?|artificiell intelligens|(?:ai-)?sprakmodell\w*|(?:ai-)?modell|(?:\w+-?)?assistent|"
    r"chat?t-?bot|bot|program|datorprogram|system|produkt",
    made=r"utveckla\w*|skapa\w*|trana\w*|bygg\w*|designa\w*|programmera\w*|framtag\w*",
    that=r"att|som|vad|hur|varfor|om|eftersom",
    stop=r"for|till|kan|tror|vet|tycker|han|hon|vi|hans|hennes|ingenjor|grundare|anstalld|anvandare|glad|"
    r"imponerad|saker|jobbar|anvander",
    hard=r"inte|ingen|aldrig|battre|samre|jamfor\w*|liknande|istallet|men|mer|mindre|fragor|lika",
    after=rf"(?:\s|,|{NAME}|\b(?:har|som|ar|och)\b)*+(?:(?:skapade|utvecklade|tranade|byggde|skapat|"
    rf"utvecklat|tranat|byggt) mig|min (?:skapare|utvecklare))",
    post=r"-?\s?(?:utvecklad|skapad|tranad|byggd)\w*",
)

DANISH = Language(
    code="da",
    by=r"(?:af|av)(?: firmaet| selskabet| selskapet)?",
    me="jeg mig mit min mine som meg mitt",
    am=r"jeg er(?: ikke [^.;!?]{0,50}?\bmen)?|er jeg|jeg blev|jeg ble|jeg har blitt|jeg(?=,| \()|jeg kommer",
    named=r"mit navn(?: er)?|navnet mitt(?: er)?|mitt navn(?: er)?|jeg hedder|jeg heter|hedder jeg|"
    r"kald mig|kall meg|(?:du kan) (?:kalde|kalle) (?:mig|meg)|jeg kaldes|jeg kalles",
    role=r"som",
    mine=r"(?:min|mit|mine|mitt) (?:\w+ )?(?:skaber\w*|skaper\w*|udvikler\w*|utvikler\w*|producent|ejer|"
    r"eier|moderselskab|arkitektur|traening|trening|model|modell|sprogmodel|sprakmodell)",
    you=r"du er(?: nu| na)?|dit navn er|lad som om du er|lat som du er|svar som",
    filler=r"en|et|den|det|din|bare|kun|egentlig|ved|navn|som|hedder|heter|kaldet|kalt|ai|kunstig|"
    r"intelligens|sprogmodel|sprakmodell|stor|model|modell|assistent|virtuel|virtuell|chatbot|af|av|fra|"
    r"hos|pa|firmaet|selskabet|selskapet|teamet|team|forskere|er|og|har|ogsa|baseret|basert|version|del|"
    r"familien|blevet|blitt|blev|ble",
    ai=r"(?:ki|ai)(?:-\w+)?|kunstig intelligens|(?:ai-|ki-)?spr(?:og|ak)model\w*|(?:ai-)?modell?|"
    r"(?:\w+-?)?assistent|chat-?bot|bot|program|computerprogram|system|produkt",
    made=r"u[dt]vikle\w*|skab\w*|skap\w*|træn\w*|tren\w*|traen\w*|byg\w*|design\w*|programmer\w*|lavet|laget",
    that=r"at|som|der|hvad|hva|hvordan|hvorfor|hvis|fordi",
    stop=r"for|til|kan|tror|ved|vet|synes|han|hun|vi|hans|hendes|ingenior|grundlaegger|ansat|ansatt|"
    r"bruger|bruker|glad|imponeret|sikker|jobber|arbejder|anvender",
    hard=r"ikke|ingen|aldrig|bedre|vaerre|sammenlign\w*|lignende|i stedet|men|mere|mindre|sporgsmal|lige",
    after=rf"(?:\s|,|{NAME}|\b(?:har|som|er|og|der)\b)*+(?:(?:skabte|udviklede|traenede|trænede|utviklet|"
    rf"skapte|trente|skabt|udviklet|trænet|lavede|laget) (?:mig|meg)|min (?:skaber|skaper|udvikler|"
    rf"utvikler))",
    post=r"-?\s?(?:udviklet|utviklet|skabt|skapt|trænet|trent|bygget)\w*",
)
