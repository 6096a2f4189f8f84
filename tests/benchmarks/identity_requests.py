"""How many games for identity are recognised, by family: `python -m tests.benchmarks.identity_requests`.

The families are in tests/battles/detectors/identity/families*.toml. The second table leaves each kind of rule
out in turn: of the games that this kind recognises, how many do the rules of the other kinds find?
"""

from battles.detectors.identity import NameIndex, read_request
from tests.battles.detectors.categories.real_data import FOLDER, records
from tests.battles.detectors.identity.test_requests import read_families, read_games


def main() -> None:
    names = NameIndex.build()
    print("| group | family | games | recognised |\n|---|---|---|---|")
    for group, families in read_families().items():
        every: list[bool] = []
        for family, games in families.items():
            found = [bool(read_request(game, names)) for game in games]
            every += found
            print(f"| {group} | {family} | {len(found)} | {sum(found)} |")
        print(f"| {group} | all | {len(every)} | {sum(every)} ({sum(every) / len(every):.0%}) |")
    report_left_out_kinds(names)
    for file in ("ordinary_held_out.txt", "ordinary_held_out_2.txt"):
        ordinary = [bool(read_request(prompt, names)) for prompt in read_games(file)]
        print(f"\nShort ordinary prompts flagged ({file}): {sum(ordinary)} of {len(ordinary)}")
    if (FOLDER / "prompts").is_dir():
        prompts = [row["prompt"] for row in records("prompts/prompts.jsonl.gz")]
        flagged = sum(bool(read_request(prompt, names)) for prompt in prompts)
        print(f"\nShared prompts flagged: {flagged} of {len(prompts)} ({flagged / len(prompts):.2%})")


def report_left_out_kinds(names: NameIndex) -> None:
    files = ("games.txt", "games_held_out.txt", "games_held_out_2.txt", "games_held_out_3.txt")
    kinds = [set(read_request(game, names)) for file in files for game in read_games(file)]
    print("\n| kind left out | games it recognises | of these found without it |\n|---|---|---|")
    for kind in sorted(set().union(*kinds)):
        having = [found for found in kinds if kind in found]
        print(f"| {kind} | {len(having)} | {sum(len(found) > 1 for found in having)} |")


if __name__ == "__main__":
    main()
