"""What the detectors find in a battle, kept as annotations and as the bits that counting reads."""

import functools
import itertools

from battles import identity
from battles.categories import Conversation, Fact, detect, tags_of
from battles.identity import LeakKind, ModelNames, NameIndex, find_leaks
from battles.models import Annotation, Answer, Arena, Battle, BattleStyle, Contender, LanguageModel
from battles.tags import Tag

# Bits that say what happened, set where it happens and never cleared by a detector.
EVENT_BITS = Tag.FAILED_ANSWER | Tag.STOPPED
STYLE_COUNTS = {"headers": "header_count", "lists": "list_count", "bold": "bold_count"}


def names_in(arena: Arena) -> NameIndex:
    """The names by which the arena's registered models may call themselves; imported names never count."""
    rows = (
        Contender.objects.filter(arena=arena, model__origin=LanguageModel.Origin.REGISTERED)
        .order_by("id")
        .values_list("model__name", "model__organization", "model__family", "model__aliases", "codename")
    )
    return _index(
        tuple(
            ModelNames(
                name=name,
                organization=organization,
                family=family,
                aliases=tuple(str(alias) for alias in [*aliases, codename] if alias),
            )
            for name, organization, family, aliases, codename in rows
        )
    )


@functools.lru_cache(maxsize=32)
def _index(models: tuple[ModelNames, ...]) -> NameIndex:
    return NameIndex.build(models)


def conversation_of(battle: Battle) -> tuple[Conversation, list[Answer], list[str]]:
    """What was said: the conversation with each turn's newest answers, every answer, every prompt."""
    prompts = list(battle.prompts.prefetch_related("answers"))
    answers = [answer for prompt in prompts for answer in prompt.answers.all()]
    sides: dict[str, list[str]] = {"a": [], "b": []}
    for prompt in prompts:
        ordered = sorted(prompt.answers.all(), key=lambda answer: (answer.side, answer.attempt))
        for side, attempts in itertools.groupby(ordered, key=lambda answer: answer.side):
            sides[side].append(list(attempts)[-1].text)
    texts = [prompt.text for prompt in prompts]
    conversation = Conversation(tuple(texts), tuple(sides["a"]), tuple(sides["b"]))
    return conversation, answers, texts


def leak_fact(answers: list[Answer], prompts: list[str], names: NameIndex) -> Fact:
    """Every identity leak in every answer shown, earlier attempts included, with spans."""
    prompt = "\n".join(prompts)
    leaks = [
        {
            "answer": answer.pk,
            "side": answer.side,
            "kind": leak.kind.value,
            "name": leak.name,
            "maker": leak.maker,
            "start": leak.start,
            "end": leak.end,
        }
        for answer in answers
        for leak in find_leaks(answer.text, names, prompt=prompt)
    ]
    return Fact(identity.DETECTOR, identity.VERSION, {"leaks": leaks})


def leak_bits(fact: Fact) -> Tag:
    """The bits of a leak fact: what the prompt put into a model's mouth is kept apart."""
    bits = Tag(0)
    for leak in fact.value["leaks"]:
        bits |= Tag.PROMPTED_IDENTITY if leak["kind"] == LeakKind.PROMPTED else Tag.IDENTITY_LEAK
    return bits


def note_facts(battle: Battle) -> Tag:
    """Run every detector over a battle's stored texts; append annotations, rewrite tags and style.

    Call it inside the transaction that stores the texts. Returns the battle's new tags.
    """
    conversation, answers, prompts = conversation_of(battle)
    leaks = leak_fact(answers, prompts, names_in(battle.arena))
    facts = [*detect(conversation), leaks]
    Annotation.objects.bulk_create(
        [
            Annotation(battle=battle, detector=fact.detector, version=fact.version, value=fact.value)
            for fact in facts
        ]
    )
    _note_style(battle, facts)
    tags = (Tag(battle.tags) & EVENT_BITS) | tags_of(facts) | leak_bits(leaks)
    battle.tags = int(tags)
    battle.save(update_fields=["tags"])
    return tags


def _note_style(battle: Battle, facts: list[Fact]) -> None:
    style = next(fact.value for fact in facts if fact.detector == "style")
    counts = {}
    for side in ("a", "b"):
        counts[f"tokens_{side}"] = style[side]["tokens"]
        for name, parts in STYLE_COUNTS.items():
            counts[f"{name}_{side}"] = sum(style[side][parts].values())
    BattleStyle.objects.update_or_create(battle=battle, defaults=counts)
