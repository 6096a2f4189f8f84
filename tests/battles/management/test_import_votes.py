"""The command `import_votes`: what it says, and what its exit status says."""

import io

import pytest
from django.core.management import CommandError, call_command

from battles.imports import importer
from battles.models import Arena, Vote
from tests.battles.imports.logs import clean_battle, packed, write_array, write_csv, write_lines

pytestmark = pytest.mark.django_db


def run(path, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_votes", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def log(tmp_path):
    return write_array(tmp_path / "history.json", [clean_battle(n) for n in range(4)])


def test_the_summary_tells_what_became_of_the_file(log):
    out, err = run(log)
    assert "Arena history (new): 4 records read." in out
    assert "Imported: 4" in out
    assert "New contenders: 2 (gpt-4, claude-1)" in out
    assert "Refused: 0" in out
    assert err == ""


def test_a_second_run_says_that_it_knows_the_votes(log):
    run(log)
    out, _ = run(log)
    assert "(new)" not in out
    assert "Imported: 0" in out
    assert "Stored before: 4" in out


def test_refused_lines_are_named_and_counted_by_their_cause(tmp_path):
    bad = ["oops", *(clean_battle(number, winner="perhaps") for number in range(3))]
    path = write_lines(tmp_path / "log.jsonl", [clean_battle(), *bad])
    out, err = run(path, "--max-refused=90")
    assert "Imported: 1" in out
    assert "Refused: 4" in out
    assert "  3 × unknown winner 'perhaps'" in out
    assert "line 2, record 2: not JSON" in err
    assert "line 3, record 3: unknown winner 'perhaps'" in err


def test_a_label_that_is_a_dash_can_be_mapped(tmp_path):
    out, _ = run(write_lines(tmp_path / "log.jsonl", [clean_battle(winner="-")]), "--outcome=-=tie")
    assert "Imported: 1" in out


def test_times_out_of_range_are_one_cause_each(tmp_path):
    early = [clean_battle(tstamp=20_240_401 + day) for day in range(20)]
    late = [clean_battle(tstamp=4e9 + number) for number in range(150)]
    out, err = run(write_lines(tmp_path / "log.jsonl", [clean_battle(), *early, *late]), "--max-refused=100")
    assert "  20 × the time lies before 2000, so it may be a date or an id\n" in out
    assert "  150 × the time lies in the future\n" in out
    assert "it may be a date or an id: 20240401" in err


def test_refused_lines_beyond_the_first_are_counted(tmp_path):
    _, err = run(write_lines(tmp_path / "log.jsonl", [*["x"] * 1_050, clean_battle()]), "--max-refused=100")
    assert f"and {1_050 - importer.REFUSALS_KEPT:,} more" in err


def test_many_refused_records_fail_the_command_and_keep_the_good_ones(tmp_path):
    path = write_lines(tmp_path / "log.jsonl", [clean_battle(), clean_battle(1, winner="perhaps")])
    with pytest.raises(CommandError, match=r"50.0% of the records were refused; the others are stored"):
        run(path)
    assert Vote.objects.count() == 1
    out, _err = run(path, "--outcome=perhaps=tie")
    assert "Imported: 1" in out
    assert Vote.objects.count() == 2


def test_a_mapping_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="LABEL=OUTCOME"):
        run(write_lines(tmp_path / "log.jsonl", [clean_battle()]), "--outcome=perhaps=maybe")


def test_a_dry_run_says_what_the_file_contains_and_stores_nothing(tmp_path):
    records = [clean_battle(), clean_battle(1, model_a="GPT 4"), "oops"]
    out, _err = run(write_lines(tmp_path / "log.jsonl", records), "--dry-run")
    assert "3 records read, nothing stored." in out
    assert "model_a: 1" in out
    assert "Names that look alike: 'GPT 4', 'gpt-4'" in out
    assert "gpt-4 | claude-1 | model_a" in out
    assert "1 × not JSON" in out
    assert not Arena.objects.exists()


def test_what_will_not_count_is_told(tmp_path):
    records = [clean_battle(0, model_b="gpt-4"), clean_battle(1, anony=False)]
    out, _ = run(write_array(tmp_path / "log.json", records))
    assert "Self-battles, not counted: 1" in out
    assert "Not anonymous, not counted: 1" in out


def test_votes_known_only_by_their_place_are_pointed_out(tmp_path):
    run(write_csv(tmp_path / "log.csv", "left,right,winner", "a,b,tie"))
    _, err = run(write_csv(tmp_path / "log.csv", "left,right,winner", "a,b,tie", "a,b,left"))
    assert "--source" in err


def test_strict_fails_and_stores_nothing(tmp_path):
    path = write_lines(tmp_path / "log.jsonl", [clean_battle(), "oops"])
    with pytest.raises(CommandError, match=r"nothing was stored: line 2, record 2"):
        run(path, "--strict")
    assert not Arena.objects.exists()


def test_options_reach_the_import(log):
    run(log, "--arena", "past", "--title", "The past", "--format", "json", "--without-texts", "--match")
    arena = Arena.objects.get()
    assert (arena.slug, arena.title) == ("past", "The past")


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (b"", [], "empty"),
        (b"\x89PNG\0", [], "not text"),
        (b"a,b\n1,2\n", [], "first model"),
        (b"{}\n", [], "No record of the file is a vote"),
        (b"model_a,model_b,winner\na,b,tie\n", ["--format", "json"], "not a JSON array"),
        (b"[]", ["--arena", "two words"], "cannot name an arena"),
    ],
)
def test_a_file_that_cannot_be_used_fails_with_its_reason(tmp_path, content, options, reason):
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        run(path, *options)
    assert not Arena.objects.exists()


def test_a_missing_file_or_a_folder_fails_with_its_reason(tmp_path):
    for path in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(CommandError, match=str(path)):
            run(path)


def test_a_packed_file_cut_short_fails_and_keeps_what_came_before(tmp_path):
    path = packed(write_lines(tmp_path / "log.jsonl", [clean_battle(n) for n in range(3_000)]))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CommandError, match="breaks off"):
        run(path)
    assert Vote.objects.exists()


def test_an_interruption_says_how_to_go_on(log, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 3)
    whole = importer.VoteWriter.write

    def interrupted(self, votes):
        if len(votes) < 3:
            raise KeyboardInterrupt
        return whole(self, votes)

    monkeypatch.setattr(importer.VoteWriter, "write", interrupted)
    with pytest.raises(CommandError, match="3 new votes are stored") as caught:
        run(log)
    assert caught.value.returncode == 130
