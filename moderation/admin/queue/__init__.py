"""The review queue: list, bar and judgements of a case, notes, known cases and one's own record."""
