"""Short prose to order: a paragraph, an essay, a product text, a single sentence."""

from battles.providers.demo.draft import Draft, Say, plain
from battles.providers.demo.kinds.creating import about
from battles.providers.demo.kinds.explaining import topic_key
from battles.providers.demo.library import asks, entry, phrases
from battles.providers.demo.subject import subject_of
from battles.providers.demo.task import Task

MOST = 300
"""Characters up to which a prompt is taken for a wish that a general text can fulfil."""


def essay(task: Task) -> Draft | None:
    """On a topic of the data files what is known of it, on anything else what fits nearly everything."""
    if len(task.prompt) > MOST or not asks(task.prompt, "essay"):
        return None
    subject = about(task.prompt) or subject_of(task.prompt)
    if not subject:
        return None
    if not task.right(950):
        return plain(_capital(task.say("essay.poor", subject=subject)))
    if asks(task.prompt, "tweet"):
        return plain(_capital(task.say("essay.tweet", subject=subject)))
    if asks(task.prompt, "advert"):
        return plain(_capital(task.say("essay.advert", subject=subject)))
    paragraphs = _paragraphs(task, subject)
    kept = paragraphs if task.has_length() >= 0.9 else paragraphs[:2]
    return Draft(tuple(Say(_capital(text)) for text in kept), framed=task.has_length() >= 1.4)


def _paragraphs(task: Task, subject: str) -> list[str]:
    key = topic_key(task.prompt)
    if key is not None:
        topic, language = entry("topics", key, task.language)
        if language == task.language and not topic.get("ordered"):
            middle = ("" if task.language.startswith(("zh", "ja")) else " ").join(
                text for _, text in topic["points"]
            )
            return [topic["leads"][0], middle, topic["picture"]]
    return [text.format(subject=subject) for text in phrases(task.language, "essay.any")]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
