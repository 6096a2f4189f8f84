"""Real prompts, sentences and answers that lie beside the project; tests on them are skipped without them."""

import gzip
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[4].parent / "shared" / "data"

needs_real_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared data are not here")


def records(name):
    """The records of a gzipped file of JSON lines."""
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
