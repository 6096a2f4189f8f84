"""Run the detectors over the conversations of a log before these are stored."""

from collections.abc import Sequence
from typing import NamedTuple

from battles.annotations.arena_names import load_arena_names, load_registered_names
from battles.detectors.categories import Fact
from battles.detectors.identity import ModelNames
from battles.detectors.run import ShownAnswer, Texts, imported_labels
from battles.detectors.workers import Detectors, Job, PendingFacts
from battles.imports.arenas import Destination
from battles.imports.keys import Place
from battles.imports.records import ImportedVote
from battles.imports.sorting import new_votes
from battles.imports.texts import style_columns

PlacedVote = tuple[Place, ImportedVote]


class Detected(NamedTuple):
    """A batch whose conversations are with the detectors; `places` are theirs, in the order of the jobs."""

    batch: Sequence[PlacedVote]
    places: Sequence[Place]
    underway: PendingFacts

    def votes(self) -> Sequence[PlacedVote]:
        """The batch with the detectors' facts. Waits for the detectors."""
        if not self.places:
            return self.batch
        found = dict(zip(self.places, self.underway.facts(), strict=True))
        return [(place, _with_facts(vote, found.get(place))) for place, vote in self.batch]


def _with_facts(vote: ImportedVote, found: tuple[Fact, ...] | None) -> ImportedVote:
    """Add facts to a vote; the log's own labels come first, so that no detector can remove them later."""
    if found is None:
        return vote
    declared = imported_labels(vote.tags, None if vote.style is None else style_columns(*vote.style))
    return vote._replace(facts=(declared, *found))


class Detection:
    """Runs the detectors over new votes with texts; without detectors, votes are not changed.

    The leak detector gets the names of the arena's registered models; with `match`, of every registered
    model, because each may be in the log. It never gets the log's own names.
    """

    def __init__(self, destination: Destination, detectors: Detectors | None, *, match: bool, source: str):
        self._destination = destination
        self._detectors = detectors
        self._match = match
        self._source = source
        self._names: tuple[ModelNames, ...] | None = None

    def begin(self, batch: Sequence[PlacedVote]) -> Detected:
        """Give a batch to the detectors, without the votes that the arena knows already."""
        talks = [(place, vote) for place, vote in batch if vote.conversation is not None]
        if self._detectors is None or not talks:
            return Detected(batch, [], PendingFacts([], None))
        arena = self._destination.find()
        if self._names is None:
            registered = () if arena is None else load_arena_names(arena).all
            self._names = load_registered_names() if self._match else registered
        if arena is not None:
            talks = new_votes(arena, talks, source=self._source)
        jobs = [Job(_texts(vote), self._names) for _, vote in talks]
        return Detected(batch, [place for place, _ in talks], self._detectors.submit(jobs))


def _texts(vote: ImportedVote) -> Texts:
    """A vote's texts; an answer's number is its number among them, side A's first."""
    talk = vote.conversation
    answers = [("a", turn, text) for turn, text in enumerate(talk.answers_a, start=1)]
    answers += [("b", turn, text) for turn, text in enumerate(talk.answers_b, start=1)]
    return Texts(
        talk,
        tuple(ShownAnswer(number, side, text, turn) for number, (side, turn, text) in enumerate(answers)),
    )
