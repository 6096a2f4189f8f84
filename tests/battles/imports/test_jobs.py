"""Imports that staff start in the admin, through its pages and the background job."""

import gzip

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from battles.imports import importer
from battles.imports.jobs import run_due, work
from battles.models import Arena, Exclusion, ImportBatch, ImportJob, Vote
from tests.battles.imports.logs import clean_battle, write_array

pytestmark = pytest.mark.django_db

NEW = "/admin/battles/importjob/add/"
BARE = "model_a,model_b,winner\n"


@pytest.fixture
def staff():
    user = User.objects.create_user("importer", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["import_votes", "view_importjob", "view_importbatch"])
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def spool(settings, tmp_path):
    settings.IMPORT_SPOOL = tmp_path / "spool"
    return settings.IMPORT_SPOOL


def upload(client, content: str | bytes, *, name="votes.csv", **fields):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(NEW, {"upload": SimpleUploadedFile(name, data), "texts": "on", **fields})


def page(client, job) -> str:
    return client.get(reverse("admin:battles_importjob_change", args=[job.pk])).content.decode()


def step(client, job, name, **fields):
    return client.post(reverse("admin:battles_importjob_change", args=[job.pk]), {"step": name, **fields})


def checked(client, content, **fields) -> ImportJob:
    assert upload(client, content, **fields).status_code == 302
    run_due()
    return ImportJob.objects.latest("pk")


def test_a_file_is_looked_through_imported_and_withdrawn_in_the_browser(staff, spool):
    job = checked(staff, BARE + "a,b,model_a\nb,<b>c</b>,tie\n", arena="log")
    assert not Vote.objects.exists()
    shown = page(staff, job)
    assert "&lt;b&gt;c&lt;/b&gt;" in shown
    assert "<b>c" not in shown
    step(staff, job, "store")
    assert 'id="progress"' in page(staff, job)
    run_due()
    job.refresh_from_db()
    assert (job.state, job.result["imported"], Vote.objects.count()) == ("done", 2, 2)
    assert list(spool.iterdir()) == []
    batch = reverse("admin:battles_importbatch_change", args=[job.batch_id])
    staff.post(batch, {"step": "withdraw", "reason": "Another file."})
    assert Exclusion.objects.standing().count() == 2
    staff.post(batch, {"step": "undo", "reason": "It was right."})
    assert not Exclusion.objects.standing().exists()
    assert "It was right." in staff.get(batch).content.decode()


def test_labels_and_columns_that_are_not_recognised_are_mapped(staff):
    job = checked(staff, "first,second,verdict\na,b,gut\nb,a,schlecht\n")
    assert (job.state, job.result["columns"]) == ("checked", ["first", "second", "verdict"])
    columns = {"column_model_a": "first", "column_model_b": "second", "column_winner": "verdict"}
    step(staff, job, "check", **columns)
    run_due()
    job.refresh_from_db()
    assert job.result["labels"] == [["gut", 1], ["schlecht", 1]]
    step(staff, job, "check", **columns, label_0="model_a", label_1="tie (bothbad)")
    run_due()
    step(staff, job, "store", **columns, label_0="model_a", label_1="tie (bothbad)")
    run_due()
    assert sorted(Vote.objects.values_list("outcome", flat=True)) == [1, 4]


def test_many_refused_records_need_a_tick(staff):
    job = checked(staff, BARE + "a,b,model_a\na,b,oops\n")
    step(staff, job, "store", label_0="")
    job.refresh_from_db()
    assert job.state == "checked"
    step(staff, job, "store", label_0="", accept="1")
    run_due()
    assert Vote.objects.count() == 1


def test_a_killed_import_goes_on_as_the_same_import(staff, tmp_path, settings, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 10)
    settings.IMPORT_DIR = str(tmp_path)
    write_array(tmp_path / "log.json", [clean_battle(n) for n in range(40)])
    staff.post(NEW, {"path": "log.json"})
    run_due()
    job = ImportJob.objects.get()
    step(staff, job, "store")

    class Killed(BaseException):
        pass

    def die(self, batch, real=work._Link.note):
        real(self, batch)
        if batch.votes == 20:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(work._Link, "note", die)
        with pytest.raises(Killed):
            run_due()
    assert Vote.objects.count() == 10
    run_due()
    job.refresh_from_db()
    assert (job.state, job.result["imported"], job.result["known"]) == ("done", 40, 0)
    batch = ImportBatch.objects.get()
    assert (batch.votes, batch.pk) == (40, job.batch_id)
    whole = importer.Importer(tmp_path / "log.json", importer.ImportOptions(arena="log")).run()
    assert (whole.known, whole.imported) == (40, 0)


def test_a_job_that_another_process_works_on_is_left_alone(staff):
    upload(staff, BARE + "a,b,tie\n")
    ImportJob.objects.update(holder="other:1:1", expires_at=timezone.now() + timezone.timedelta(seconds=30))
    assert run_due() == 0
    ImportJob.objects.update(expires_at=timezone.now() - timezone.timedelta(seconds=1))
    assert run_due() == 1


HOSTILE = {
    "zip": (b"PK\x03\x04" + b"\0" * 50, "zip archive"),
    "web page": (b"<!DOCTYPE html><title>Sign in</title>", "web page"),
    "no text": (b"\x01\0\x02\0", "not text"),
    "packed twice": (gzip.compress(gzip.compress(b"x")), "packed twice"),
    "parquet by name": (b"PAR1" + b"\0" * 40, "Parquet"),
    "prose": (b"Dear all,\nplease find\n", "no column"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_vote_log_is_refused_in_words(staff, content, words):
    job = checked(staff, content, name="votes.json")
    assert words in job.problem
    assert words in page(staff, job)
    step(staff, job, "store")
    run_due()
    assert not Vote.objects.exists()


def test_a_file_that_unpacks_to_a_multiple_is_refused(staff, settings):
    settings.IMPORT_UPLOAD_BYTES = 10_000
    job = checked(staff, gzip.compress(BARE.encode() + b"a,b,tie\n" * 100_000), name="bomb.csv.gz")
    assert (job.state, "unpacks to more than 200,000 bytes" in job.problem) == ("failed", True)


def test_an_upload_over_the_budget_leaves_nothing(staff, settings, spool):
    settings.IMPORT_UPLOAD_BYTES = 100
    assert "too large" in upload(staff, "x" * 200).content.decode()
    assert (list(spool.iterdir()), ImportJob.objects.count()) == ([], 0)


def test_a_path_outside_of_the_directory_is_refused(staff, settings, tmp_path):
    settings.IMPORT_DIR = str(tmp_path / "logs")
    (tmp_path / "logs").mkdir()
    (tmp_path / "secret.csv").write_text(BARE + "a,b,tie\n")
    (tmp_path / "logs" / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert "link.csv" not in staff.get(NEW).content.decode()
    for path in ("link.csv", "../secret.csv"):
        assert staff.post(NEW, {"path": path}).status_code == 200
        ImportJob.objects.create(arena_slug="x", file=path, path=path, is_upload=False)
    run_due()
    assert {job.state for job in ImportJob.objects.all()} == {"failed"}


def test_cancelling_deletes_the_file_and_so_does_forgetting(staff, spool):
    job = checked(staff, BARE + "a,b,tie\n")
    step(staff, job, "cancel")
    assert list(spool.iterdir()) == []
    checked(staff, BARE + "a,b,tie\n")
    assert work.cancel_forgotten(timezone.now() + timezone.timedelta(days=8)) == 1
    assert list(spool.iterdir()) == []


def test_an_arena_of_live_battles_is_refused(staff):
    Arena.objects.create(slug="live", title="Live", accepts_battles=True)
    assert "live battles" in upload(staff, BARE + "a,b,tie\n", arena="live").content.decode()


def test_without_the_permission_nothing_is_uploaded_or_withdrawn(client):
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    client.force_login(user)
    assert upload(client, BARE).status_code == 403
    batch = ImportBatch.objects.create(arena=Arena.objects.create(slug="x", title="X"))
    address = reverse("admin:battles_importbatch_change", args=[batch.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"step": "withdraw", "reason": "x"}).status_code == 403
