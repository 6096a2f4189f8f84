"""The heap is frozen for a while or for good, and what is frozen for good stays so."""

import gc

import pytest

from battles.process import heap


@pytest.fixture
def thawed(monkeypatch):
    """A process whose heap is not frozen for good; what the tests' own process had frozen stays so."""
    monkeypatch.setattr(heap, "_frozen_for_good", [])
    gc.unfreeze()
    yield
    gc.freeze()


def test_a_block_freezes_what_lives_and_its_end_unfreezes_it(thawed):
    with heap.frozen_heap():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_a_block_that_fails_unfreezes_too(thawed):
    with pytest.raises(ValueError, match="broken"), heap.frozen_heap():
        raise ValueError("broken")
    assert gc.get_freeze_count() == 0


def test_what_is_frozen_for_good_stays_frozen_after_a_block(thawed):
    heap.freeze_heap()
    with heap.frozen_heap():
        pass
    assert gc.get_freeze_count() > 0
