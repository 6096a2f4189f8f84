"""The examples of docs/ratings.md run as they are printed."""

import re
import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.ratings.core import real

PAGE = Path(__file__).resolve().parents[3] / "docs" / "ratings.md"
NUMBER = re.compile(r"\d+\.\d")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the page's code in an empty folder: its names when done."""

    def run_code(number=None):
        script = tmp_path / "example.py"
        script.write_text("\n".join(blocks("python")[:number]), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return runpy.run_path(str(script))

    return run_code


def test_all_examples_run_on_simulated_votes(run, capsys):
    names = run()
    printed = capsys.readouterr().out
    assert len(names["board"].rating) == 12
    assert np.isfinite(names["styled"].coefficients).all()
    assert names["probability"].sum() == pytest.approx(1)
    assert "leads by" in printed


@real.needs("arena140k")
def test_the_example_on_real_votes_prints_what_the_page_shows(run, capsys, tmp_path):
    """Word for word, numbers to the Monte-Carlo noise of an interval."""
    shutil.copy(real.DATA / "arena140k" / "battles.csv.gz", tmp_path)
    run(number=1)
    printed, shown = capsys.readouterr().out, blocks("text")[0]
    assert NUMBER.sub("#", printed) == NUMBER.sub("#", shown)
    ours, page = ([float(number) for number in NUMBER.findall(text)] for text in (printed, shown))
    np.testing.assert_allclose(ours, page, rtol=0, atol=1.0)
