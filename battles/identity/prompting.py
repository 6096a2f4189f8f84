"""What the visitor's own prompt put into the model's mouth."""

import re

from battles.identity.names import NameIndex

ASSIGNS = re.compile(
    r"you are|you're|your name is|act(?:ing)? as|pretend|role ?-?play|imagine|repeat|respond as|answer as|reply as|"
    r"speak as|say |write as|call yourself|simulate|impersonat|start (?:your|with)|translate|rewrite|proofread|"
    r"ты |твое имя|притвор|представь|повтори|скажи|вы - |переведи|你是|你叫|扮演|假装|假设你|重复|说|翻译|"
    r"du bist|dein name ist|tu,? so|wiederhole|ubersetze|tu es|vous etes|fais semblant|repete|traduis|"
    r"eres|actua como|repite|traduce|voce e|aja como|finja|repita|traduza|sei |fingi|ripeti|traduci|"
    r"あなたは|ふり|繰り返|翻訳|당신은|너는|반복|번역|انت |تظاهر|كرر|ترجم"
)
REACH = 80


def put_by_prompt(prompt: str, names: NameIndex) -> frozenset[str]:
    """Makers whose names the (folded) prompt assigns to the model or asks it to say."""
    makers = set()
    for mention in names.mentions(prompt):
        before = prompt[max(0, mention.start - REACH) : mention.start]
        if ASSIGNS.search(before) and "?" not in prompt[mention.end : mention.end + 3]:
            makers.add(mention.known.maker)
    return frozenset(makers)
