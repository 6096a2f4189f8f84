from django.db import migrations, models


def show_their_own(apps, schema_editor):
    """Until now a rebuild published exactly the snapshots it had made."""
    Rebuild, Snapshot = apps.get_model("ratings", "Rebuild"), apps.get_model("ratings", "Snapshot")
    for run in Rebuild.objects.filter(published_at__isnull=False).iterator():
        run.shown = list(Snapshot.objects.filter(rebuild=run).order_by("pk").values_list("pk", flat=True))
        run.save(update_fields=["shown"])


class Migration(migrations.Migration):

    dependencies = [
        ('ratings', '0002_style_overturn_pair_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='rebuild',
            name='due',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='rebuild',
            name='shown',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='seconds',
            field=models.FloatField(default=0.0, help_text='What rating the board took, all methods together.'),
        ),
        migrations.RunPython(show_their_own, migrations.RunPython.noop),
    ]
