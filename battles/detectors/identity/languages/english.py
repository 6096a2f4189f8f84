"""How models speak of themselves in English."""

from battles.detectors.identity.grammar import NAME, Language

ENGLISH = Language(
    code="en",
    ties=r"i (?:must |have to |need to |will |should |always |am required to |am obliged to |"
    r"am bound to )?(?:follow|obey|adhere to|comply with|respect|abide by|conform to|observe)|i(?:'m|"
    r" am) (?:bound by|subject to|governed by|restricted by|limited by|hosted (?:on|by)|"
    r"required to comply with)|i (?:live|run|reside|exist) (?:on|in)|(?:goes|is|be|would be|are) against|"
    r"violates?|violating",
    by=r"by(?: the| a)?(?: \w+)?(?: company| team| people| folks| firm| startup| lab)?(?: at| of| called|"
    r" named| behind)?",
    suppose=r"if|whether|imagine|suppose|supposing|pretend|pretending|assume|assuming|as though|claim(?:s|"
    r"ed)? that|you (?:think|thought|say|said)(?: that)?|imagine that|pretend that|suppose that|asking if|"
    r"when",
    me="we i im ive me my myself as being this here you your",
    am=r"(?:i ?'?m|i am) nothing (?:more than|other than|but|else than)|(?:i ?'?m|"
    r"i am) no(?:thing)? (?:more|other) than|we(?=,)|this (?:ai|assistant|chatbot|model|language model|"
    r"ai model|ai assistant)(?: is| was| has been)?(?= [^.]*\bi\b)|we(?=,)|"
    r"the version of(?= [\ue000\ue003] (?:that )?you(?: are|'re) (?:using|talking))|"
    r"i ?'?m(?: not [^.;!?]{0,60}?\bbut(?: rather)?)?|i am(?: not [^.;!?]{0,60}?\bbut(?: rather)?)?|"
    r"i was(?: not [^.;!?]{0,60}?\bbut)?|i have been|i ?'?ve been|i being|am i|it ?'?s me|it is me|i(?=,|"
    r" \()|i,? like (?:all|other|every|any|most)|like me|such as me|like myself|such as myself|"
    r"including me|(?:hi|hello|hey|greetings|welcome)(?: there)?\W{1,3}this is|(?:you ?'?re|you are|"
    r"currently|been) (?:\w+ )?(?:talking|speaking|chatting|conversing|interacting)(?: right now)? (?:to|"
    r"with)|me(?=,)|i represent|i come|i originate|i belong|i originated|we are|i remain",
    named=r"you(?: ha|')ve reached|welcome to|meet me|(?:you are|you're) (?:currently |now )?using|"
    r"(?:think of|consider|regard|know|knows|knew) me(?: as)?|people (?:call|know) me(?: as)?|i(?:'m|"
    r" am) (?:known|referred to)|i happen to be|i have the (?:honou?r|pleasure) of being|i(?:'m|"
    r" am) what (?:people|they|some|you) call|the name(?: is|'s)|name(?: is|'s)|i owe my (?:existence|"
    r"life|being|abilities|skills) to|i was put together|(?:you can )?thank|"
    r"my name is not [^.!?]{1,30}?(?:it'?s|it is|but)|my (?:\w+ )?name(?:'s| is| was| would be)|(?:can|"
    r"may|could|should|to) (?:just |simply |also )?(?:call|refer to|address) me(?: as| by)?|call me|"
    r"refer to me as|i ?'?m (?:\w+ )?(?:called|named|known as|referred to as)|i am (?:\w+ )?(?:called|"
    r"named|known as|referred to as)|i go by|(?:named|call|christened|calls) me|introduce myself|"
    r"i (?:identify|respond|answer|respond best) (?:as|to)|i (?:run|operate|work|rely) on|i ?(?:'m|"
    r"am) (?:currently |actually )?(?:running|operating|working) on",
    uses=r"i use|i ?'?m using|i am using|i utili[sz]e|i leverage|i employ",
    role=r"(?<!such )(?<!well )(?<!known )(?<!same )(?<!good )(?<!act )as(?! (?:well|of|per|for|if|though|"
    r"long|soon|far|much|many|we|you|they|he|she|it|mentioned|described|shown)\b)|being|"
    r"(?<!not )like (?:all|every|any|most|other|many)",
    mine=r"behind this (?:chat|conversation|interface|bot|assistant)|(?:built|made|created|trained|"
    r"developed|designed) me (?:work|are|is)(?: at| for| with)?|my (?:(?:original|main|actual|own|current|"
    r"primary|very|human|dear|underlying|base|core|parent|real|beloved|training) ){0,2}(?:creators?|"
    r"developers?|makers?|designers?|trainers?|owners?|parent company|parent organi[sz]ation|programmers?|"
    r"origins?|(?:base|underlying|core|foundation|language) model|underlying technology|architecture|"
    r"training|programming|model|version|model version|model name|identity|engine)|my (?:responses|"
    r"answers) are (?:generated|produced|powered|created|written)|my (?:knowledge|abilities|capabilities|"
    r"skills) (?:is|are|was|were|comes?|came)|(?:created|made|developed|built|trained|designed|programmed|"
    r"behind|powers|powering|owns|maintains) me|(?:the )?(?:ai |language )?model (?:you are|"
    r"you're) (?:currently )?(?:talking|speaking|chatting|interacting) (?:to|with)|(?:model|ai|engine|"
    r"technology|llm|system) (?:that is |that's |which is )?(?:powering|behind|underlying|"
    r"driving) (?:this|our) (?:conversation|chat|interface|service|assistant|bot|chatbot)|"
    r"this (?:response|answer|reply|text|conversation|chat|message|content|poem|story|essay) (?:was|is|"
    r"has been) (?:generated|produced|powered|created|written|provided|brought)",
    you=r"you are(?: now)?|you're(?: now)?|you will be|you were|your name is|act(?:ing)? (?:as|like)|"
    r"pretend (?:to be|you are|you're|that you are|that you're)|role-?play(?:ing)?(?: as)?|"
    r"play the role of|imagine (?:you are|you're|that you are|being)|respond as|answer as|reply as|"
    r"speak as|call yourself|impersonate|simulate|behave (?:as|like)|identify as|assume the role of|"
    r"from the perspective of|in the voice of|as if you were|as though you were|i will call you|"
    r"i'll call you|let's call you",
    filler=r"a|an|the|your|you|just|simply|actually|indeed|really|in fact|in truth|of course|currently|"
    r"now|also|only|called|named|known|as|friendly|helpful|virtual|personal|ai|artificial|intelligence|"
    r"large|small|language|model|models|assistant|chatbot|chat|bot|new|latest|open|source|version|"
    r"instance|variant|series|family|one|part|member|own|and|is|are|hello|hi|glad|advanced|powerful|"
    r"conversational|generative|multimodal|still|merely|basically|essentially|here|proud|proudly|s|team|"
    r"teams|at|company|research|researchers|engineers|scientists|lab|labs|my|most|likely|probably|"
    r"technically|officially|by|from|of|on|with|folks|people|good|in|top|upon|collaboration|based|powered|"
    r"built|running|exclusively|specifically|you can|may|be|called|to|using|it|they|commonly|formally|"
    r"formerly|often|usually|short|for|full|llc|inc|chinese|french|american|startup|organization|"
    r"technology|product|creation|definitely|guessed|certainly|obviously|clearly|yes|well|none other than|"
    r"the one and only|fine-tuned|which|that|i|am|system|architecture|platform|the-art|state-of|was|were|"
    r"been|being|have|has|'s|comes?|entirely|originally|first|primarily|mainly|jointly|by the name|or|"
    r"maybe|perhaps|might have guessed|you might have guessed|you may have guessed|servers|work|works|"
    r"existence|honor|brought|owned",
    ai=r"ai(?:-\w+)?|a\.i\.|artificial intelligence|(?:large |big |small |advanced )?language models?|"
    r"llms?|assistants?|chat-? ?bots?|bot|robot|(?:neural|ai) (?:network|model|system)s?|neural net|"
    r"machine learning model|models?|computer program|program|agent|system|software|creation|product|"
    r"companion|collaborator",
    made=r"(?:pre-?|fine-? ?)?(?:trained|tuned)|created|developed|made|built|designed|programmed|produced|"
    r"engineered|crafted|invented|brought to life|born|brainchild|constructed|generated|released|written|"
    r"coded|authored|conceived|taught|fine-?tuned",
    that=r"that|which|who|whom|whose|how|why|what|when|where|if|whether|because|since",
    stop=r"about|into|excited|eager|glad|happy|sorry|afraid|curious|impressed|familiar|aware|sure|certain|"
    r"able|unable|interested|pleased|going|use|used|uses|writing|working|talking|looking|trying|reading|"
    r"asking|he|she|we|his|her|their|its|founder|co-founder|ceo|cto|engineer|employee|manager|researcher|"
    r"scientist|consultant|enthusiast|expert|developer|user|customer|fan|student|professor|director|"
    r"analyst|specialist|intern|think|believe|know|can|could|would|will|should|may|might|must|do|did|does|"
    r"have|had|recommend|suggest|apologi[sz]e|understand|see|love|like|hope|mean|assume|guess|guessing|"
    r"told|asked|said|heard|hired|offered|invited|employed|for|to|there|access|help|explain|tell|discuss|"
    r"contacted|born in|job|work|fascinated|intrigued|amazed|confident|convinced",
    hard=r"not|\w+n't|cannot|never|nor|neither|than|similar|unlike|compared?|compares|comparing|"
    r"comparison|versus|vs|different|differs?|inspired|competitor|alternative|rival|instead|however|while|"
    r"whereas|affiliated|unrelated|associated|confusing|pretend\w*|like|such as|about|regarding|if|"
    r"questions?|better|worse|more|less",
    after=rf"(?:'s|\s|,|{NAME}|\b(?:ai|has|have|had|who|which|that|team|company|organi[sz]ation|firm|lab|"
    rf"startup|a|in|the|actually|originally|and|its|engineers|researchers|developers|people|at|is|was|are|"
    rf"specifically)\b)*+"
    r"(?:(?:created|made|developed|built|trained|designed|programmed|gave|named|programs|trains|owns|"
    r"released|launched|introduced|unveiled|maintains|engineered|"
    r"tuned)(?: and \w+)? (?:me\b(?! (?:\w+ly\b|angry|lose|feel|want|reali[sz]e|think|laugh|happy|sad|cry|"
    r"sick|wait|buy|a better))|birth to me\b)|(?:is |that is |that's )(?:me\b|who i am|what i am)|"
    r"behind me\b|(?:(?:language )?(?:models?|ais?|systems?|assistants?|chatbots?|bots?) )?(?:like|"
    r"such as) (?:me\b|myself)|(?:model|architecture|technology|system|engine|llm) (?:that |"
    r"which )?(?:i(?:'m| am) (?:based|built|running)|i run on|powers me|drives me)|"
    r"my (?:\w+ )?(?:creators?|developers?|makers?|owners?|parent company|name|trainers?)\b|(?:usage |"
    r"content |use |safety |ethical |strict )*(?:policy|policies|guidelines|rules|"
    r"principles)\b(?=[^.]{0,60}\b(?:i|me|my)\b))|(?<=\ue001)(?: (?:has|have|had|does|doesn't|did|didn't|"
    r"not|won't|will|also)){0,3} (?:restrict|instruct|limit|allow|permit|forbid|forbade|prohibit|"
    r"configure|taught|teach|equip|give|gave|design|want)\w* me\b|(?: from)?(?: \ue001|"
    r" \ue002)?,? (?:speaking|at your service|here\b(?= *[,!.\-]|$))| for (?:making|creating|building|"
    r"training) me\b| (?:that )?you(?: are|'re) (?:using|talking to|chatting with|speaking to)\b|(?: has|"
    r" have)? (?:developed|created|built|made|trained) the (?:model|ai|assistant|system) (?:that )?i am\b",
    post=rf"(?:'s)?[ -](?:trained|created|developed|built|made|designed|powered|based|tuned)\b|"
    rf"(?:'s)?(?: (?!and\b|or\b|in\b|with\b)[\w-]+){{0,3}}? (?:language models?|models?|ai|assistant|"
    rf"chatbot|llm|bot)\b|(?: {NAME})? (?:has |have )?(?:trained|created|developed|built|made|designed)\b",
    bare=r"\W{0,4}(?:here\b|at your service|speaking\b|reporting)",
)
