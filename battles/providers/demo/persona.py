"""Data of a demo model: invented maker, strength, and manner of answering."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from battles.providers.base import ErrorKind


class Voice(StrEnum):
    """The tone of openings and endings; the sentences themselves are in the data files."""

    PLAIN = "plain"
    FORMAL = "formal"
    WARM = "warm"
    CHEERFUL = "cheerful"
    HESITANT = "hesitant"
    POETIC = "poetic"
    BOASTFUL = "boastful"
    DATED = "dated"
    RAMBLING = "rambling"


class Layout(StrEnum):
    """How a model sets out several points."""

    PROSE = "prose"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    TABLE = "table"
    SECTIONS = "sections"


@dataclass(frozen=True)
class Manner:
    """How a model answers, apart from how much it knows.

    length: size of its answers against an average model's (1.0); below 0.6 it is terse, above 1.4 verbose.
    bold: share of its points that it sets in bold. refuses, leaks, fails: probability, per answer, of
    refusing a harmless prompt, of saying which model it is, of ending in a ProviderError.
    """

    voice: Voice = Voice.PLAIN
    layout: Layout = Layout.PROSE
    length: float = 1.0
    bold: float = 0.2
    refuses: float = 0.0
    leaks: float = 0.0
    fails: float = 0.0
    failures: tuple[ErrorKind, ...] = ()


@dataclass(frozen=True)
class Offsets:
    """Rating points by which a model is better (or worse) than its strength on one kind of prompt."""

    chinese: int = 0
    coding: int = 0
    long: int = 0
    english: int = 0


@dataclass(frozen=True)
class Persona:
    """One invented model.

    slug is also its upstream name. strength is the latent rating, on the scale of the leaderboards
    (400 points = ten to one), from which correctness and the simulated history are drawn.
    knowledge_cutoff is year/month, prices are USD per million tokens, speed is tokens per second,
    first_token_delay seconds. debut is when it enters the simulated history, as a share of its length
    (0 = was there from the start).
    """

    name: str
    slug: str
    organization: str
    family: str
    license: str
    open_weights: bool
    knowledge_cutoff: str
    price_input: Decimal
    price_output: Decimal
    strength: int
    speed: float
    first_token_delay: float
    aliases: tuple[str, ...] = ()
    debut: float = 0.0
    offsets: Offsets = field(default_factory=Offsets)
    manner: Manner = field(default_factory=Manner)
