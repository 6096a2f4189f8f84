"""The demo collects its static files when one of them has changed, and not at every start."""

import os
import shutil

import pytest

from arenasite.demo.static_files import collect_static_files


@pytest.fixture(autouse=True)
def source(settings, tmp_path):
    """A static file of the site, the only one; the place of the collected ones is empty."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    file = tmp_path / "source" / "page.css"
    file.parent.mkdir()
    file.write_text("a {}")
    return file


def collected(tmp_path) -> set[str]:
    return {file.read_text() for file in (tmp_path / "static").glob("page.*css")}


def test_a_second_start_collects_nothing(tmp_path):
    assert collect_static_files()
    assert collected(tmp_path) == {"a {}"}
    assert not collect_static_files()


def test_a_changed_file_and_a_new_one_are_collected(source, tmp_path):
    collect_static_files()
    source.write_text("b {}")
    assert collect_static_files()
    assert "b {}" in collected(tmp_path)
    (source.parent / "page.new.css").write_text("c {}")
    assert collect_static_files()
    assert "c {}" in collected(tmp_path)
    assert not collect_static_files()


def test_a_change_within_the_same_size_is_seen_by_its_time(source, tmp_path):
    collect_static_files()
    source.write_text("b {}")
    os.utime(source, ns=(1, 1))
    assert collect_static_files()
    assert "b {}" in collected(tmp_path)


def test_a_deleted_collection_is_made_again(tmp_path):
    collect_static_files()
    shutil.rmtree(tmp_path / "static")
    assert collect_static_files()
    assert collected(tmp_path) == {"a {}"}


def test_an_interrupted_collection_is_done_again(source, tmp_path, monkeypatch):
    collect_static_files()
    source.write_text("b { }")

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("arenasite.demo.static_files.call_command", die)
        with pytest.raises(KeyboardInterrupt):
            collect_static_files()
    assert collect_static_files()
    assert "b { }" in collected(tmp_path)
