"""Real votes: what docs/ratings.md says of how well one ranking predicts them."""

import numpy as np
import pytest

from ratings.core.quality import cross_validate
from tests.ratings.core import real


@real.needs("arena140k")
def test_one_ranking_predicts_few_real_votes_with_certainty():
    result = cross_validate(real.arena140k().outcomes, seed=1)
    assert result.predicted_at_70 == pytest.approx(0.055, abs=0.005)
    assert result.accuracy == pytest.approx(0.63, abs=0.01)
    assert result.calibration_error < 0.01
    assert result.models["davidson"].decided_loss < np.log(2)
    assert result.models["half"].decided_loss == pytest.approx(
        result.models["davidson"].decided_loss, abs=0.02
    )
