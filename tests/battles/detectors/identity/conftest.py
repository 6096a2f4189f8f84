import pytest

from battles.detectors.identity import ModelNames, NameIndex


@pytest.fixture(scope="package")
def names() -> NameIndex:
    """The lexicon and an arena of two invented models, one of them named by a common word."""
    heron = ModelNames(name="Heron 2", organization="Marsh Labs", family="Heron", aliases=("heron-2-chat",))
    otter = ModelNames(name="Otter", organization="Brook", aliases=("swift-paw-7b",))
    return NameIndex.build([heron, otter])
