"""The tables of a new database in one step; an old one that lacks some goes through all steps."""

import arenasite.webhooks.models
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from battles.database import NewTables


class Migration(NewTables):
    replaces = [
        ("arenasite", "0001_second_factor"),
        ("arenasite", "0002_heartbeats"),
        ("arenasite", "0003_site_key_uses"),
        ("arenasite", "0004_attack_price"),
        ("arenasite", "0005_webhooks"),
    ]

    initial = True

    dependencies = [
        ("battles", "0001_squashed_0032_name_merges"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttackPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="battles.arena"
                    ),
                ),
                ("evidence", models.CharField(max_length=64)),
                ("rows", models.JSONField(default=list)),
                ("days", models.PositiveSmallIntegerField()),
                ("computed_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Authenticator",
            fields=[],
            options={
                "permissions": [("reset_second_factor", "Can reset the second factor of staff")],
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("detail", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Receiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="contact")),
                (
                    "url",
                    models.CharField(
                        max_length=500,
                        validators=[
                            django.core.validators.URLValidator(["http", "https"]),
                            arenasite.webhooks.models.validate_address,
                        ],
                        verbose_name="address",
                    ),
                ),
                (
                    "kinds",
                    models.JSONField(
                        default=arenasite.webhooks.models.list_kinds,
                        validators=[arenasite.webhooks.models.validate_kinds],
                        verbose_name="events",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only events of this arena; empty for all public ones.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "secrets",
                    models.CharField(
                        default="ARENA_WEBHOOK_SECRET",
                        help_text="Names of the environment variables with the secrets (whsec_…), separated by spaces. With two, messages have both signatures while a secret is replaced.",
                        max_length=300,
                        validators=[arenasite.webhooks.models.validate_variables],
                        verbose_name="secrets",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="is enabled")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "failing_since",
                    models.DateTimeField(editable=False, null=True, verbose_name="failing since"),
                ),
                ("paused_at", models.DateTimeField(editable=False, null=True, verbose_name="paused at")),
                (
                    "pause_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="pause reason"),
                ),
            ],
            options={
                "verbose_name": "webhook receiver",
                "verbose_name_plural": "webhook receivers",
                "permissions": [("resume_receiver", "Can resume a paused webhook receiver")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_static.staticdevice",),
        ),
        migrations.CreateModel(
            name="SiteKeyUse",
            fields=[
                ("key_id", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("first_used_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="arenasite.receiver",
                        verbose_name="receiver",
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="message")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leaderboard.published", "Boards were published"),
                            ("model.status_changed", "A model changed its state"),
                            ("decision.published", "A decision was published"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                ("body", models.TextField(verbose_name="body")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("next_at", models.DateTimeField(verbose_name="next attempt")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered at")),
                ("log", models.JSONField(default=list, verbose_name="log")),
            ],
            options={
                "verbose_name": "webhook delivery",
                "verbose_name_plural": "webhook deliveries",
                "permissions": [("replay_delivery", "Can send a webhook again")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True)),
                        fields=["next_at"],
                        name="delivery_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("receiver", "key"), name="delivery_once_per_receiver")
                ],
            },
        ),
    ]
