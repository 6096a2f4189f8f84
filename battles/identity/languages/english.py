"""How models speak of themselves in English."""

from battles.identity.grammar import NAME, Language

ENGLISH = Language(
    code="en",
    by=r"by(?: the| a)?(?: \w+)?(?: company| team| people| folks| firm| startup| lab)?(?: at| of| called| named| behind)?",
    suppose=r"if|whether|imagine|suppose|supposing|pretend|pretending|assume|assuming|as though|claim(?:s|ed)? that|you (?:think|thought|say|said)(?: that)?|imagine that|pretend that|suppose that|asking if|when",
    me="i im ive me my myself as being this here you your",
    am=r"i ?'?m(?: not [^.;!?]{0,60}?\bbut(?: rather)?)?|i am(?: not [^.;!?]{0,60}?\bbut(?: rather)?)?|i was(?: not [^.;!?]{0,60}?\bbut)?"
    r"|i have been|i ?'?ve been|i being|am i|it ?'?s me|it is me|i(?=,| \()|i,? like (?:all|other|every|any|most)|like me|such as me|like myself|such as myself|including me"
    r"|(?:hi|hello|hey|greetings|welcome)(?: there)?\W{1,3}this is|i represent|i come|i originate|i belong|i originated|we are|i remain",
    named=r"my (?:\w+ )?name(?:'s| is| was| would be)|(?:can|may|could|should|to) (?:just |simply |also )?(?:call|refer to|address) me(?: as| by)?"
    r"|call me|refer to me as|i ?'?m (?:\w+ )?(?:called|named|known as|referred to as)|i am (?:\w+ )?(?:called|named|known as|referred to as)|i go by"
    r"|(?:named|call|christened|calls) me|introduce myself|i (?:identify|respond|answer|respond best) (?:as|to)"
    r"|i (?:run|operate|work|rely) on|i ?(?:'m|am) (?:currently |actually )?(?:running|operating|working) on"
    r"|(?:you ?'?re|you are|currently|been) (?:\w+ )?(?:talking|speaking|chatting|conversing|interacting)(?: right now)? (?:to|with)",
    uses=r"i use|i ?'?m using|i am using|i utili[sz]e|i leverage|i employ",
    role=r"(?<!such )(?<!well )(?<!known )(?<!same )(?<!good )(?<!act )as(?! (?:well|of|per|for|if|though|long|soon|far|much|many|we|you|they|he|she|it|mentioned|described|shown)\b)|being|(?<!not )like (?:all|every|any|most|other|many)",
    mine=r"my (?:(?:original|main|actual|own|current|primary|very|human|dear|underlying|base|core|parent|real|beloved|training) ){0,2}(?:creators?|developers?|makers?|designers?|trainers?|owners?|parent company|parent organi[sz]ation|programmers?"
    r"|origins?|(?:base|underlying|core|foundation|language) model|underlying technology|architecture|training|programming|model|version|model version|model name|identity|engine)|my (?:responses|answers) are (?:generated|produced|powered|created|written)|my (?:knowledge|abilities|capabilities|skills) (?:is|are|was|were|comes?|came)"
    r"|(?:created|made|developed|built|trained|designed|programmed|behind|powers|powering|owns|maintains) me"
    r"|(?:the )?(?:ai |language )?model (?:you are|you're) (?:currently )?(?:talking|speaking|chatting|interacting) (?:to|with)"
    r"|(?:model|ai|engine|technology|llm|system) (?:that is |that's |which is )?(?:powering|behind|underlying|driving) (?:this|our) (?:conversation|chat|interface|service|assistant|bot|chatbot)"
    r"|this (?:response|answer|reply|text|conversation|chat|message|content|poem|story|essay) (?:was|is|has been) (?:generated|produced|powered|created|written|provided|brought)",
    you=r"you are(?: now)?|you're(?: now)?|you will be|you were|your name is|act(?:ing)? (?:as|like)|pretend (?:to be|you are|you're|that you are|that you're)"
    r"|role-?play(?:ing)?(?: as)?|play the role of|imagine (?:you are|you're|that you are|being)|respond as|answer as|reply as|speak as|call yourself"
    r"|impersonate|simulate|behave (?:as|like)|identify as|assume the role of|from the perspective of|in the voice of|as if you were|as though you were|i will call you|i'll call you|let's call you",
    filler=r"a|an|the|your|you|just|simply|actually|indeed|really|in fact|in truth|of course|currently|now|also|only|called|named|known|as|"
    r"friendly|helpful|virtual|personal|ai|artificial|intelligence|large|small|language|model|models|assistant|chatbot|chat|bot|new|latest|open|source|"
    r"version|instance|variant|series|family|one|part|member|own|and|is|are|hello|hi|glad|advanced|powerful|conversational|generative|multimodal|"
    r"still|merely|basically|essentially|here|proud|proudly|s|team|teams|at|company|research|researchers|engineers|scientists|lab|labs|my|most|likely|probably|"
    r"technically|officially|by|from|of|on|with|folks|people|good|in|top|upon|collaboration|based|powered|built|running|exclusively|specifically|"
    r"you can|may|be|called|to|using|it|they|commonly|formally|formerly|often|usually|short|for|full|llc|inc|chinese|french|american|startup|organization|technology|product|creation|"
    r"definitely|guessed|certainly|obviously|clearly|yes|well|none other than|the one and only|fine-tuned|which|that|i|am|system|architecture|platform|the-art|state-of|was|were|been|being|have|has|'s|"
    r"comes?|entirely|originally|first|primarily|mainly|jointly|by the name|or|maybe|perhaps|might have guessed|you might have guessed|you may have guessed",
    ai=r"ai(?:-\w+)?|a\.i\.|artificial intelligence|(?:large |big |small |advanced )?language models?|llms?|assistants?|chat-? ?bots?|bot|robot"
    r"|(?:neural|ai) (?:network|model|system)s?|neural net|machine learning model|models?|computer program|program|agent|system|software|creation|product|companion|collaborator",
    made=r"(?:pre-?|fine-? ?)?(?:trained|tuned)|created|developed|made|built|designed|programmed|produced|engineered|crafted|invented|brought to life|born|brainchild|constructed|generated|released|written|coded|authored|conceived|taught|fine-?tuned",
    that=r"that|which|who|whom|whose|how|why|what|when|where|if|whether|because|since",
    stop=r"about|into|excited|eager|glad|happy|sorry|afraid|curious|impressed|familiar|aware|sure|certain|able|unable|interested|pleased|going|"
    r"use|used|uses|writing|working|talking|looking|trying|reading|asking|he|she|we|his|her|their|its|founder|co-founder|ceo|cto|engineer|employee|manager|"
    r"researcher|scientist|consultant|enthusiast|expert|developer|user|customer|fan|student|professor|director|analyst|specialist|intern|think|believe|know|can|could|would|will|should|may|might|must|"
    r"do|did|does|have|had|recommend|suggest|apologi[sz]e|understand|see|love|like|hope|mean|assume|guess|guessing|told|asked|said|heard|hired|offered|invited|employed|"
    r"for|to|there|access|help|explain|tell|discuss|contacted|born in|job|work|fascinated|intrigued|amazed|confident|convinced",
    hard=r"not|\w+n't|cannot|never|nor|neither|than|similar|unlike|compared?|compares|comparing|comparison|versus|vs|different|differs?|inspired|competitor|alternative|rival|"
    r"instead|however|while|whereas|affiliated|unrelated|associated|confusing|pretend\w*|like|such as|about|regarding|if|questions?|better|worse|more|less",
    after=rf"(?:'s|\s|,|{NAME}|\b(?:ai|has|have|had|who|which|that|team|company|the|actually|originally|and|its|engineers|researchers|developers|people|at|is|was|are|specifically)\b)*+"
    r"(?:(?:created|made|developed|built|trained|designed|programmed|gave|named|programs|trains|owns|maintains|engineered|tuned)(?: and \w+)? (?:me\b|birth to me\b)"
    r"|behind me\b|(?:(?:language )?(?:models?|ais?|systems?|assistants?|chatbots?|bots?) )?(?:like|such as) (?:me\b|myself)|(?:model|architecture|technology|system|engine|llm) (?:that |which )?(?:i(?:'m| am) (?:based|built|running)|i run on|powers me|drives me)|my (?:\w+ )?(?:creators?|developers?|makers?|owners?|parent company|name|trainers?)\b"
    r"|(?:usage |content |use |safety |ethical |strict )*(?:policy|policies|guidelines|rules|principles)\b(?=[^.]{0,60}\b(?:i|me|my)\b))"
    r"|(?<=\ue001)(?: (?:has|have|had|does|doesn't|did|didn't|not|won't|will|also)){0,3} (?:restrict|instruct|limit|allow|permit|forbid|forbade|prohibit|configure|taught|teach|equip|give|gave|design|want)\w* me\b"
    r"|(?: from)?(?: \ue001| \ue002)?,? (?:speaking|at your service|here\b(?= *[,!.\-]|$))",
    post=rf"(?:'s)?[ -](?:trained|created|developed|built|made|designed|powered|based|tuned)\b|(?:'s)?(?: (?!and\b|or\b|in\b|with\b)[\w-]+){{0,3}}? (?:language models?|models?|ai|assistant|chatbot|llm|bot)\b"
    rf"|(?: {NAME})? (?:has |have )?(?:trained|created|developed|built|made|designed)\b",
    bare=r"\W{0,4}(?:here\b|at your service|speaking\b|reporting)",
)
