"""Time the bootstrap of fschat 0.2.36 (the article's code); run by its own interpreter, never imported.

Usage: python original.py votes.npz ROUNDS. Prints one line of JSON. Needs numpy, pandas, scikit-learn,
plotly, tqdm, pytz and `fschat==0.2.36` installed without its dependencies.
"""

import json
import sys
import time
import types

import numpy as np
import pandas as pd

# Its module imports model registries and log readers that the timed functions do not use.
for name, attribute in (
    ("fastchat.model", None),
    ("fastchat.model.model_registry", "get_model_info"),
    ("fastchat.serve.monitor.basic_stats", "get_log_files"),
    ("fastchat.serve.monitor.clean_battle_data", "clean_battle_data"),
):
    stand_in = types.ModuleType(name)
    if attribute:
        setattr(stand_in, attribute, None)
    sys.modules[name] = stand_in

from fastchat.serve.monitor import elo_analysis  # noqa: E402

LABELS = np.array(["", "model_a", "model_b", "tie", "tie (bothbad)"], dtype=object)


def main(path: str, rounds: int) -> None:
    votes = np.load(path)
    battles = pd.DataFrame(
        {
            "model_a": [f"model-{index}" for index in votes["a"]],
            "model_b": [f"model-{index}" for index in votes["b"]],
            "winner": LABELS[votes["outcome"]],
        }
    )
    start = time.perf_counter()
    elo_analysis.get_bootstrap_result(battles, elo_analysis.compute_elo_mle_with_tie, num_round=rounds)
    print(json.dumps({"rounds": rounds, "seconds": time.perf_counter() - start}))


main(sys.argv[1], int(sys.argv[2]))
