"""Arena.visibility takes the place of Arena.is_public."""

from django.db import migrations, models


def hide(apps, schema_editor):
    apps.get_model("battles", "Arena").objects.filter(is_public=False).update(visibility="hidden")


def unhide(apps, schema_editor):
    apps.get_model("battles", "Arena").objects.exclude(visibility="public").update(is_public=False)


class Migration(migrations.Migration):

    dependencies = [
        ("battles", "0014_ledger_columns"),
    ]

    operations = [
        migrations.AddField(
            model_name="arena",
            name="visibility",
            field=models.CharField(
                choices=[("public", "Public"), ("hidden", "Hidden")],
                default="public",
                help_text="A hidden arena is rated as others are, but only staff see it, in the admin.",
                max_length=10,
                verbose_name="visibility",
            ),
        ),
        migrations.RunPython(hide, unhide),
        migrations.RemoveField(model_name="arena", name="is_public"),
    ]
