"""How good each board is, judged once a day by a job of its own and stored with the snapshot it judges."""

from ratings.quality.judge import judge_arena
from ratings.quality.speeds import measure_speeds

__all__ = ["judge_arena", "measure_speeds"]
