"""Every detector is described, and every figure stands in the documentation."""

import re
from pathlib import Path

import pytest

from battles.annotations.error_rates import MEASURED, SOURCE, get_measured
from battles.detectors.run import VERSIONS

TEXT = re.sub(r"\s+", " ", (Path(__file__).resolve().parents[3] / SOURCE).read_text())


def test_every_detector_has_an_entry_and_no_other_has():
    assert set(MEASURED) == set(VERSIONS)


@pytest.mark.parametrize("name", MEASURED)
def test_every_figure_has_its_source(name):
    for rate in MEASURED[name].rates:
        assert rate.quote in TEXT, rate.quote
        assert 0 <= rate.percent <= 100
        if rate.command:
            assert f"`{rate.command}" in TEXT


@pytest.mark.parametrize("name", MEASURED)
def test_rates_name_the_version_they_were_taken_with(name):
    assert bool(MEASURED[name].rates) == bool(MEASURED[name].version)


def test_a_detector_without_an_entry_is_not_measured():
    assert get_measured("a-new-one").rates == ()
