"""`manage.py simulate`: an invented arena that touches no database."""

import pytest
from django.core.management import CommandError, call_command

from arenasite.management.commands import simulate


def test_it_tells_what_rules_need_what_attacks_move_and_what_many_votes_cost(capsys, monkeypatch):
    monkeypatch.setattr(simulate, "MANY", 1_000_000)
    call_command("simulate", models=8, target=40.0)
    said = capsys.readouterr().out
    for rule in ("even", "by weight", "by variance", "gain"):
        assert said.count(f"\n  {rule} ") == 2
    assert "Riggers who recognise their model 90%" in said
    assert "1,000 battles" in said
    assert "1,000,000 votes" in said
    assert "longer-query ±" in said


def test_the_same_seed_tells_the_same(capsys, monkeypatch):
    monkeypatch.setattr(simulate.Command, "_cost", lambda *args: None)
    told = []
    for seed in (2, 2, 3):
        call_command("simulate", models=6, target=60.0, seed=seed)
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] != told[2]


@pytest.mark.parametrize("wrong", [{"models": 2}, {"target": 0.0}, {"careless": 1.0}, {"recognised": 1.5}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(CommandError, match=f"--{next(iter(wrong))}"):
        call_command("simulate", **wrong)
