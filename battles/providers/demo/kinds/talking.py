"""Small talk: greetings, thanks, identity, the arena, and what a model cannot know."""

from battles.providers.demo.draft import Draft, Point, Points, Say, plain
from battles.providers.demo.language import SPOKEN, UNSPACED, language_of, requested_language
from battles.providers.demo.library import asks, first_groups, pattern, phrases, read
from battles.providers.demo.persona import Voice
from battles.providers.demo.subject import quoted_start
from battles.providers.demo.task import Task

SHORT = 80
"""Characters up to which a prompt can be small talk."""


def greeting(task: Task) -> Draft | None:
    """Hello, and how are you."""
    voice = _own_voice(task, "greeting")
    said = [task.say(f"greeting.{voice}")]
    if asks(task.prompt, "how_are_you"):
        said.insert(0, task.say("greeting.well"))
    if task.has_length() >= 1.3:
        said.append(task.say("greeting.offer"))
    return plain(*said)


def thanks(task: Task) -> Draft | None:
    """You are welcome."""
    return plain(task.say("thanks"))


def identity(task: Task) -> Draft | None:
    """Who are you: all but the boastful keep the arena's secret."""
    persona = task.persona
    if persona.manner.leaks:
        return plain(task.say("identity.proud", name=persona.name, maker=persona.organization))
    said = [task.say("identity.modest")]
    if task.has_length() >= 0.9 and task.level > 0.3:
        said.append(task.say("identity.why"))
    return plain(*said)


def leak(task: Task) -> str:
    """Return a sentence that names the model, with the persona's probability; "" otherwise."""
    if task.rng.random() >= task.persona.manner.leaks or asks(task.prompt, "identity"):
        return ""
    return task.say("leak", name=task.persona.name, maker=task.persona.organization)


def arena(task: Task) -> Draft | None:
    """What this site is and how votes count."""
    names, texts = phrases(task.language, "arena.names"), phrases(task.language, "arena.texts")
    points = tuple(Point(name, text) for name, text in zip(names, texts, strict=True))
    kept = points if task.level > 0.4 else points[:2]
    return Draft((Say(task.say("arena.lead")), Points(kept)), framed=False)


def current_affairs(task: Task) -> Draft | None:
    """Time, weather, news: what a model without a clock and a connection cannot know."""
    for matter in ("time", "weather", "office", "news"):
        if asks(task.prompt, f"now_{matter}"):
            if task.persona.manner.voice is Voice.DATED:
                return plain(task.say(f"now.{matter}_dated"))
            return plain(task.say(f"now.{matter}"))
    return None


def chat(task: Task) -> Draft | None:
    """Remarks that test a machine: feelings, praise, insults, a test."""
    for mood in ("help", "test", "laugh", "feeling", "praise", "insult", "opinion"):
        if asks(task.prompt, f"chat_{mood}"):
            poorly = mood in ("feeling", "opinion") and not task.right(950)
            said = [task.say(f"chat.{mood}_weak" if poorly else f"chat.{mood}")]
            if mood == "help" and task.has_length() >= 0.7:
                said.append(task.say("greeting.offer"))
            return plain(*said)
    return None


def memory(task: Task) -> Draft | None:
    """The visitor's name, if the conversation contains it."""
    if not asks(task.prompt, "my_name"):
        names = first_groups("my_name_is", task.prompt)
        if not names or len(task.prompt) > SHORT or asks(task.prompt, "question"):
            return None
        return plain(task.say("memory.meet", name=names[0]))
    texts = [text for role, text in task.earlier if role == "user"] + [task.prompt]
    matches = [match for text in texts for match in pattern("my_name_is").finditer(text)]
    if not matches:
        return plain(task.say("memory.no_name"))
    if not task.right(900):
        return plain(task.say("memory.forgot"))
    return plain(task.say("memory.name", name=next(filter(None, matches[-1].groups()))))


def question(task: Task) -> Draft | None:
    """A question without a known answer: strong models admit it, weak models answer anyway."""
    if not task.right(960):
        return plain(task.say("question.weak"))
    topics = known_topics(task)
    said = [Say(task.say("question.unsure")), Say(task.say("explain.suggest", topics=topics), 1)]
    return Draft(tuple(said), framed=False)


def known_topics(task: Task) -> str:
    """Titles of some topics in the data files, as suggestions."""
    titles = [topic["title"] for topic in read("topics", task.language).values()]
    return ("、" if task.language in UNSPACED else ", ").join(task.rng.sample(titles, k=4))


def clarify(task: Task) -> Draft:
    """Nothing fits: repeat what was understood and ask; weak models do it less well."""
    quoted = quoted_start(task.prompt)
    if not task.right(930):
        return plain(task.say("unknown.vague", words=quoted))
    names, texts = phrases(task.language, "unknown.names"), phrases(task.language, "unknown.texts")
    points = tuple(Point(name, text) for name, text in zip(names, texts, strict=True))
    kept = points if task.right(1100) else points[:2]
    parts = (Say(task.say("unknown.clarify", words=quoted)), Points(kept), Say(task.say("unknown.end"), 1))
    return Draft(parts, framed=False)


def unspoken_language(task: Task) -> Draft | None:
    """Decline a language without data files, in that language where possible and in English."""
    language = requested_language(task.prompt) or language_of(task.prompt)
    if language in SPOKEN or asks(task.prompt, "translate"):
        return None
    apologies: dict[str, str] = read("apologies")["apology"]
    english = task.say("unspoken")
    return plain(apologies.get(language, ""), english)


def _own_voice(task: Task, key: str) -> str:
    voices: dict[str, object] = read("speech", task.language)[key]
    return task.persona.manner.voice if task.persona.manner.voice in voices else Voice.PLAIN


def harmful(task: Task) -> Draft | None:
    """Every model declines; the better ones point to help or to a safer question."""
    if asks(task.prompt, "despair"):
        return plain(task.say("refusal.despair"))
    if not asks(task.prompt, "harmful"):
        return None
    said = [task.say("refusal.harmful")]
    if task.level > 0.4:
        said.append(task.say("refusal.instead"))
    return plain(*said)


def cautious(task: Task) -> Draft | None:
    """The over-careful decline now and then without a reason."""
    if task.rng.random() >= task.persona.manner.refuses:
        return None
    return plain(task.say("refusal.cautious", words=quoted_start(task.prompt, 40)))
