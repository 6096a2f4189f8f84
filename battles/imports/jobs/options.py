"""What staff choose for an import in the admin, as it is stored with its job."""

from django.conf import settings

from battles.imports.importer import ImportOptions
from battles.models import ImportJob
from battles.outcomes import outcome_from_label

UNPACKED_FACTOR = 20
"""An upload may unpack to as many times the largest upload. Vote logs pack to a tenth."""

COLUMNS = ("model_a", "model_b", "winner", "tstamp", "judge", "language")
"""The usual columns that staff may map; a file may call them anything."""


def build_options(job: ImportJob) -> ImportOptions:
    """The options of an import as this job has them."""
    stored = job.options
    return ImportOptions(
        arena=job.arena_slug,
        title=job.arena_title or None,
        file=job.file,
        match=bool(stored.get("match")),
        texts=bool(stored.get("texts", True)),
        detectors=bool(stored.get("texts", True)),
        source=str(stored.get("source", "")),
        outcomes={label: outcome_from_label(name) for label, name in stored.get("labels", {}).items()},
        columns=dict(stored.get("columns", {})),
        max_unpacked=UNPACKED_FACTOR * settings.IMPORT_UPLOAD_BYTES if job.is_upload else None,
    )
