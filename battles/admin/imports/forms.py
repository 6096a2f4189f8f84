"""Forms of the import wizard."""

from collections.abc import Sequence
from pathlib import Path

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from battles.imports.arenas import SLUG_LENGTH, TITLE_LENGTH, ArenaRefused, choose_destination
from battles.imports.jobs.options import COLUMNS
from battles.imports.jobs.spool import list_files

MAX_LABELS = 12
REASON_LENGTH = 300


class FileForm(forms.Form):
    """Step one: the file, from the reader's machine or from the server's directory, and the arena."""

    upload = forms.FileField(
        label=_("File from this computer"),
        required=False,
        help_text=lazy(
            lambda: (
                _("JSON, JSON lines, CSV or Parquet, plain or gzipped, up to %(size)s.")
                % {"size": filesizeformat(settings.IMPORT_UPLOAD_BYTES)}
            ),
            str,
        )(),
    )
    path = forms.ChoiceField(
        label=_("Or a file on the server"),
        required=False,
        help_text=_("Files of the directory that ARENA_IMPORT_DIR names."),
    )
    arena = forms.SlugField(
        label=_("Arena"),
        required=False,
        max_length=SLUG_LENGTH,
        help_text=_("Its short name; created if it is new. Empty: named after the file."),
    )
    title = forms.CharField(
        label=_("Title of a new arena"),
        required=False,
        max_length=TITLE_LENGTH,
        help_text=_("Anyone may read it."),
    )
    texts = forms.BooleanField(
        label=_("Import conversations, if the file has them"), required=False, initial=True
    )
    match = forms.BooleanField(
        label=_("A name that equals a registered model's is that model"), required=False
    )
    source = forms.CharField(
        label=_("Name of the log"),
        required=False,
        max_length=100,
        help_text=_("Only where several logs without times and ids share one arena."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = list_files()
        if names:
            self.fields["path"].choices = [("", "—"), *((name, name) for name in names)]
        else:
            del self.fields["path"]

    def clean(self):
        """One file, and an arena that accepts imported votes."""
        data = super().clean()
        upload, path = data.get("upload"), data.get("path")
        if "upload" in self.errors:
            return data
        if bool(upload) == bool(path):
            raise forms.ValidationError(_("Choose one file: from this computer or from the server."))
        data["file"] = upload.name if upload else path
        if "arena" in self.errors:
            return data
        try:
            destination = choose_destination(
                Path(Path(data["file"]).name),
                slug=data.get("arena") or None,
                title=data.get("title") or None,
                force=False,
            )
        except ArenaRefused as error:
            self.add_error("arena", str(error))
            return data
        data["arena"], data["title"] = destination.slug, destination.title
        return data


class MappingForm(forms.Form):
    """Step two: which columns and labels of the file mean what, where they are not recognised."""

    def __init__(self, data=None, *, columns: Sequence[str], labels: Sequence[tuple[str, int]], chosen: dict):
        super().__init__(data)
        self._labels = [label for label, _count in labels[:MAX_LABELS]]
        given = [("", _("as recognised")), *((name, name) for name in columns)]
        for usual in COLUMNS:
            now = chosen.get("columns", {}).get(usual, "")
            choices = given if not now or now in columns else [*given, (now, now)]
            self.fields[f"column_{usual}"] = forms.ChoiceField(
                label=COLUMN_LABELS[usual], choices=choices, required=False, initial=now
            )
        self._labels += [label for label in chosen.get("labels", {}) if label not in self._labels]
        for number, label in enumerate(self._labels):
            self.fields[f"label_{number}"] = forms.ChoiceField(
                label=label,
                choices=[("", _("refuse these records")), *LABEL_CHOICES],
                required=False,
                initial=chosen.get("labels", {}).get(label, ""),
            )

    @property
    def column_fields(self):
        return [self[f"column_{usual}"] for usual in COLUMNS]

    @property
    def label_fields(self):
        return [self[f"label_{number}"] for number in range(len(self._labels))]

    @property
    def options(self) -> dict:
        """The part of the job's options that this form sets."""
        data = self.cleaned_data
        return {
            "columns": {usual: name for usual in COLUMNS if (name := data[f"column_{usual}"])},
            "labels": {
                label: name for number, label in enumerate(self._labels) if (name := data[f"label_{number}"])
            },
        }


COLUMN_LABELS = {
    "model_a": _("First model"),
    "model_b": _("Second model"),
    "winner": _("Winner"),
    "tstamp": _("Time"),
    "judge": _("Voter"),
    "language": _("Language"),
}
LABEL_CHOICES = (
    ("model_a", _("the first model won")),
    ("model_b", _("the second model won")),
    ("tie", _("tie")),
    ("tie (bothbad)", _("both are bad")),
)


class ReasonForm(forms.Form):
    """The public reason of a withdrawal, or of its end."""

    reason = forms.CharField(
        label=_("Public reason"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("Anyone may read it."),
    )
