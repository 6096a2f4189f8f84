"""The page behind a voter's receipt: whether the vote counts and why. `battles.receipts` makes the link."""
