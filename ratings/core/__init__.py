"""Votes as arrays in, ratings as frozen dataclasses out: standard library and numpy only.

`tally` makes the sufficient counts, `bradley_terry` and `elo` fit them, `bootstrap` resamples them,
and `board` puts the steps together for a leaderboard. See docs/ratings.md.
"""
