"""How models speak of themselves in Finnish, Hungarian and Greek."""

from battles.detectors.identity.grammar import NAME, Language

FINNISH = Language(
    code="fi",
    me="olen mina minut minua nimeni minun minulla kielimallina tekoalyna kutsu",
    am=r"(?:mina )?olen|en ole [^.;!?]{0,40}?vaan",
    named=r"nimeni(?: on)?|minun nimeni(?: on)?|kutsu minua|(?:voit|voitte) kutsua minua|minua kutsutaan",
    mine=r"(?:minun )?(?:luojani|kehittajani|valmistajani|omistajani|mallini|arkkitehtuurini)|minut on|minut",
    you=r"olet(?: nyt)?|nimesi on|esita|teeskentele olevasi|vastaa kuin",
    filler=r"on|vain|suuri|kielimalli|tekoaly|tekoalymalli|avustaja|virtuaalinen|chatbot|nimelta|"
    r"nimeltaan|n|in|ja|ai|kehittama|kouluttama|luoma|luonut|kehittanyt|kouluttanut|yhtio|yritys|tiimi|"
    r"rakentanut|tehnyt|minut|perustuva|malliin|ohjelma",
    ai=r"\w*kielimalli\w*|tekoaly\w*|malli|avustaja\w*|chat-?bot\w*|botti|ohjelma\w*|jarjestelma|tuote|ai",
    made=r"kehitta\w*|koulutta\w*|luo\w*|rakenta\w*|suunnitel\w*|tehnyt",
    that=r"etta|miten|miksi|jos|joka|jonka|koska",
    stop=r"insinoori|perustaja|tyontekija|kayttaja|luulen|tiedan|voin|han|he|me|varma|iloinen|tyoskentelen",
    hard=r"ei|en|kuin|yhta|parempi|huonompi|samanlainen|verrattuna|sijaan|mutta|kuten",
    after=rf"(?::?n|:in|\s|{NAME})*?(?:(?:kehittama|kouluttama|luoma|rakentama)na \w*(?:mallina|tekoalyna|"
    rf"avustajana)|(?:kehitti|loi|koulutti|on kehittanyt|on luonut|on kouluttanut) minut)",
    post=r"(?::\w+|in|n)? ?(?:kehittama|kouluttama|luoma|rakentama|tekema|kielimalli|tekoaly)\w*",
)

HUNGARIAN = Language(
    code="hu",
    me="vagyok en nevem engem hivnak fejlesztettek modellkent keszitettek alkotom",
    am=r"en(?=,| \(| [\ue000-\ue003])",
    named=r"(?:a )?nevem|engem|(?:hivhatsz|szolithatsz)",
    mine=r"(?:az? )?(?:alkotom|keszitom|fejlesztom|tulajdonosom|fejlesztoim|alkotoim)",
    you=r"te (?:most )?(?=[\ue000-\ue003])|a neved|tegy ugy,? mintha",
    filler=r"a|az|egy|csak|nagy|nyelvi|modell|mesterseges|intelligencia|asszisztens|virtualis|chatbot|"
    r"nevu|ai|es|altal|ceg|vallalat|csapata|vagyok|fejlesztett|keszitett",
    ai=r"(?:nyelvi )?modell\w*|mesterseges intelligencia\w*|asszisztens\w*|chat-?bot\w*|bot|program\w*|"
    r"rendszer\w*|termek\w*|ai",
    made=r"fejleszt\w*|keszit\w*|letrehoz\w*|tanit\w*|alkot\w*|kepez\w*",
    stop=r"mernok\w*|alapito\w*|alkalmazott\w*|felhasznalo\w*|szerintem|tudom|tudok|o|ok|mi|biztos|boldog|"
    r"dolgozom",
    hard=r"nem|mint|olyan|jobb|rosszabb|hasonlo|osszehasonlit\w*|helyett|de|sem",
    after=rf"(?:\s|{NAME}|-)*?(?:vagyok\b|altal [^.]{{0,60}}?(?:vagyok|(?:modell|intelligencia)kent)|"
    rf"(?:fejlesztett|keszitett|hozott letre|tanitott)(?:ek)? (?:ki )?engem|nyelvi modelljekent)",
    post=r"-?\w{0,3} (?:altal )?(?:fejleszt|keszit|tanit|alkot|hozott)\w*",
)

GREEK = Language(
    code="el",
    by=r"απο(?: την| τη)?(?: εταιρεια| εταιρια)?",
    script="[α-ω]",
    me="ειμαι με μου εγω δημιουργηθηκα εκπαιδευτηκα αναπτυχθηκα ως σχεδιαστηκα",
    am=r"(?:εγω )?ειμαι|δημιουργηθηκα|εκπαιδευτηκα|αναπτυχθηκα|σχεδιαστηκα|εχω (?:δημιουργηθει|"
    r"εκπαιδευτει|αναπτυχθει|σχεδιαστει)|δεν ειμαι [^.;!]{0,40}?αλλα|προερχομαι",
    named=r"με λενε|ονομαζομαι|το ονομα μου(?: ειναι)?|(?:μπορεις|μπορειτε) να με (?:λες|λετε|αποκαλεις|"
    r"αποκαλειτε)|λεγομαι|μιλατε με",
    role=r"ως|σαν",
    mine=r"(?:ο|οι|η|το)?\s?(?:δημιουργ\w+|κατασκευαστ\w+|προγραμματιστ\w+|μοντελο|αρχιτεκτονικη) μου",
    you=r"εισαι(?: τωρα)?|ειστε|το ονομα σου ειναι|προσποιησου οτι εισαι",
    filler=r"το|ο|η|του|της|τη|την|τον|ενα|ενας|μια|μονο|απλα|μεγαλο|γλωσσικο|μοντελο|τεχνητη|νοημοσυνη|"
    r"βοηθος|εικονικος|chatbot|ai|με|ονομα|απο|στην|στο|και|ειναι|εταιρεια|εταιρια|ομαδα|που|βασισμενο|"
    r"εκδοση|μερος|οικογενειας",
    ai=r"(?:γλωσσικ\w+ )?μοντελ\w+|τεχνητη\w* νοημοσυνη\w*|βοηθος|chat-?bot|bot|προγραμμα|συστημα|προιον|ai",
    made=r"αναπτυχθηκ\w*|αναπτυ\w*|δημιουργηθηκ\w*|δημιουργη\w*|εκπαιδευτηκ\w*|εκπαιδευ\w*|σχεδιαστηκ\w*|"
    r"σχεδιασμεν\w*|κατασκευα\w*|φτιαγμεν\w*|εφτιαξε",
    that=r"που|οτι|πως|γιατι|αν",
    stop=r"για|νομιζω|ξερω|μπορω|μηχανικος|ιδρυτης|υπαλληλος|χρηστης|αυτος|αυτη|αυτοι|εμεις|σιγουρος|"
    r"χαρουμενος|δουλευω",
    hard=r"δεν|οχι|ποτε|οσο|καλυτερ\w*|χειροτερ\w*|παρομοι\w*|συγκρι\w*|διαφορετικ\w*|αντι|αλλα|οπως|τοσο",
    after=rf"(?:\s|,|{NAME}|\b(?:που|η|ο)\b)*+(?:με (?:δημιουργησε|ανεπτυξε|εκπαιδευσε|εφτιαξε|σχεδιασε)|"
    rf"ειναι ο δημιουργος μου)",
)
