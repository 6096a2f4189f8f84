"""Immutable files of finished days."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRelease(models.Model):
    """The files of one arena at the end of one UTC day. They never change.

    `license`: under which they were published. `gone`: why the files of the day do not exist (any more);
    empty while they do.
    """

    class Gone(models.TextChoices):
        NO_SNAPSHOTS = "no_snapshots", _("the boards of that day were thinned away before files were made")
        THINNED = "thinned", _("of old months only the last release is kept")

    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    schema_version = models.CharField(max_length=10)
    license = models.CharField(max_length=60)
    gone = models.CharField(max_length=20, blank=True, choices=Gone.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arena", "day"], name="release_once_a_day")]

    def __str__(self):
        return f"Files of {self.arena_id}, {self.day}"


class ReleaseFile(models.Model):
    """One file of a release. `body` is gzipped if `is_packed`; digest and size are of the unpacked bytes.

    `snapshot`: id of the snapshot it was made from, null for a file about several boards.
    """

    release = models.ForeignKey(DataRelease, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    snapshot = models.BigIntegerField(null=True)
    is_packed = models.BooleanField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="release_file_once")]

    def __str__(self):
        return f"{self.release}: {self.name}"
