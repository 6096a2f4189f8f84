"""The expressions of phrases.toml, folded and joined over all languages."""

from battles.detectors.identity.folding import fold_pattern
from battles.detectors.word_files import join_alternatives, read_words


def list_phrases(*names: str) -> list[str]:
    """Return the single expressions of tables of phrases.toml, for folded text."""
    tables = read_words(__package__, "phrases.toml")
    return [fold_pattern(each) for name in names for group in tables[name].values() for each in group]


def list_phrases_in(code: str, name: str) -> list[str]:
    """Return the expressions of one table of phrases.toml in one language, not folded."""
    return list(read_words(__package__, "phrases.toml")[name].get(code, ()))


def phrases(name: str) -> str:
    """Return one table of phrases.toml as a non-capturing group for a regular expression over folded text."""
    return f"(?:{fold_pattern(join_alternatives(read_words(__package__, 'phrases.toml')[name]))})"
