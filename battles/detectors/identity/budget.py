"""A limit of the work for one text, for texts that a stranger makes expensive."""


class Budget:
    """Work that is left, in characters that one language's expressions may scan (about 0.2 µs each)."""

    def __init__(self, characters: int) -> None:
        self._left = characters

    @property
    def is_exhausted(self) -> bool:
        return self._left <= 0

    def spend(self, characters: int) -> bool:
        """Take work from the budget. Returns False, and takes nothing, if none is left."""
        if self._left <= 0:
            return False
        self._left -= characters
        return True


TEXT_BUDGET = 80_000
"""For one text. An answer of 4,000 characters in which nearly every sentence names a model needs 12,000."""

END_BUDGET = 30_000
"""For the last sentences of an answer that exhausts TEXT_BUDGET."""

ATTRIBUTION = 400
"""The work to check one anchor with one name."""

SENTENCE = 100
"""The work to build one sentence and to check its names for signatures."""
