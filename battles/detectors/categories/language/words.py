"""Small words that indicate a language, for messages too short for letter statistics (words.toml)."""

from battles.detectors.word_files import read_words


def _shares() -> dict[str, tuple[tuple[str, float], ...]]:
    """Map each word to its languages, each with an equal share of one vote."""
    languages: dict[str, list[str]] = {}
    for language, words in read_words(__package__, "words.toml").items():
        for word in set(words.split()):
            languages.setdefault(word, []).append(language)
    return {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in languages.items()}


_SHARES = _shares()


def word_votes(words: list[str]) -> dict[str, float]:
    """Count the votes of lower-case words by language; a word of several languages is split."""
    votes: dict[str, float] = {}
    for word in words:
        for language, share in _SHARES.get(word, ()):
            votes[language] = votes.get(language, 0.0) + share
    return votes
