"""Stores of each finding the newest decision that is not undone, as decisions do from now on."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def store_resolutions(apps, schema_editor):
    finding = apps.get_model("moderation", "Finding")
    decision = apps.get_model("moderation", "Decision")
    undone = decision.objects.filter(undoes=OuterRef("decision"))
    judged = finding.decisions.through.objects.filter(~Exists(undone), finding=OuterRef("pk"))
    newest = judged.order_by("-decision").values("decision")[:1]
    covered = finding.decisions.through.objects.values("finding")
    finding.objects.filter(pk__in=covered).update(resolved_by=Subquery(newest))


class Migration(migrations.Migration):
    dependencies = [("moderation", "0019_finding_resolved_by")]

    operations = [migrations.RunPython(store_resolutions, migrations.RunPython.noop)]
