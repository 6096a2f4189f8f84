"""The tables of a new database in one step; an old one that lacks some goes through all steps."""

import django.core.validators
import django.db.models.deletion
import ratings.partner_keys.models
from django.conf import settings
from django.db import migrations, models

from battles.database import NewTables


class Migration(NewTables):
    replaces = [
        ("ratings", "0001_initial"),
        ("ratings", "0002_style_overturn_pair_counts"),
        ("ratings", "0003_rebuild_shown"),
        ("ratings", "0004_thinned_snapshot"),
        ("ratings", "0005_segment_figures"),
        ("ratings", "0006_recount"),
        ("ratings", "0007_verbose_names"),
        ("ratings", "0008_scale_lease_quarantine"),
        ("ratings", "0009_speed_and_quality"),
        ("ratings", "0010_one_lease"),
        ("ratings", "0011_methods_without_choices"),
        ("ratings", "0012_votes_not_known"),
        ("ratings", "0013_partner_keys"),
        ("ratings", "0014_data_releases"),
        ("ratings", "0015_partner_key_digest_name"),
        ("ratings", "0016_standing_ess"),
        ("ratings", "0017_partner_key_arena"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
        ("battles", "0001_squashed_0032_name_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="battles.arena"
                    ),
                ),
                ("category", models.SlugField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("arena", "category"), name="board_once")],
            },
        ),
        migrations.CreateModel(
            name="DataRelease",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="battles.arena"
                    ),
                ),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("schema_version", models.CharField(max_length=10)),
                ("license", models.CharField(max_length=60)),
                (
                    "gone",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "no_snapshots",
                                "the boards of that day were thinned away before files were made",
                            ),
                            ("thinned", "of old months only the last release is kept"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("arena", "day"), name="release_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="holder")),
                ("expires_at", models.DateTimeField(verbose_name="free without a sign of life at")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="fencing number")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                (
                    "arena",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                ("waiting", models.JSONField(blank=True, default=list, verbose_name="parts that wait")),
                ("failure", models.TextField(blank=True, verbose_name="error")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="failed at")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
            ],
            options={
                "verbose_name": "rebuild state",
                "verbose_name_plural": "rebuild states",
            },
        ),
        migrations.CreateModel(
            name="ModelSpeed",
            fields=[
                (
                    "model",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="battles.languagemodel",
                    ),
                ),
                ("first_token_ms", models.FloatField()),
                ("tokens_per_second", models.FloatField(null=True)),
                ("answers", models.PositiveIntegerField(help_text="Number of answers behind the medians.")),
                ("measured_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PartnerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="partner")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="Whom to write to before it ends.",
                        max_length=200,
                        verbose_name="contact",
                    ),
                ),
                (
                    "prefix",
                    models.CharField(editable=False, max_length=24, unique=True, verbose_name="prefix"),
                ),
                (
                    "digest",
                    models.CharField(editable=False, max_length=64, unique=True, verbose_name="digest"),
                ),
                (
                    "scopes",
                    models.JSONField(
                        default=ratings.partner_keys.models.list_scopes,
                        validators=[ratings.partner_keys.models.validate_scopes],
                        verbose_name="scopes",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        blank=True,
                        help_text="The only arena that the key reads, even if it is hidden; empty for all public arenas.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "reads_per_minute",
                    models.PositiveIntegerField(
                        default=3000,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="reads per minute",
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires at")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="revoked at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                ("last_used_on", models.DateField(editable=False, null=True, verbose_name="last used on")),
                (
                    "successor",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessor",
                        to="ratings.partnerkey",
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner key",
                "verbose_name_plural": "partner keys",
                "permissions": [
                    ("rotate_partnerkey", "Can replace a partner key by a new one"),
                    ("revoke_partnerkey", "Can revoke a partner key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rebuild",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.evidence",
                        verbose_name="evidence",
                    ),
                ),
                ("settings_digest", models.CharField(max_length=64, verbose_name="settings digest")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("due", models.JSONField(default=list, verbose_name="due")),
                ("shown", models.JSONField(default=list, verbose_name="shown")),
                ("stages", models.JSONField(default=dict, verbose_name="stages")),
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="holder")),
                ("failed", models.JSONField(blank=True, default=dict, verbose_name="boards that failed")),
            ],
            options={
                "verbose_name": "rebuild",
                "verbose_name_plural": "rebuilds",
                "indexes": [models.Index(fields=["arena", "-id"], name="rebuild_newest")],
            },
        ),
        migrations.CreateModel(
            name="Recount",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
                ("votes", models.PositiveIntegerField(verbose_name="votes")),
                ("days", models.PositiveIntegerField(verbose_name="days")),
                ("boards", models.PositiveIntegerField(verbose_name="boards")),
                ("wrong_days", models.JSONField(default=list, verbose_name="wrong days")),
                ("wrong_boards", models.JSONField(default=list, verbose_name="wrong boards")),
                ("unreadable", models.JSONField(blank=True, default=list, verbose_name="unreadable")),
            ],
            options={
                "verbose_name": "recount",
                "verbose_name_plural": "recounts",
                "indexes": [models.Index(fields=["arena", "-id"], name="recount_newest")],
            },
        ),
        migrations.CreateModel(
            name="SegmentFigures",
            fields=[
                (
                    "segment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="battles.segment",
                    ),
                ),
                ("rules", models.CharField(max_length=64)),
                ("counts", models.JSONField(help_text="Number of votes by category and reason.")),
            ],
        ),
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="ratings.partnerkey",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("reads", models.PositiveBigIntegerField(default=0, verbose_name="reads")),
                (
                    "refused",
                    models.PositiveBigIntegerField(
                        default=0, help_text="Beyond the quota.", verbose_name="refused"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "day"), name="key_use_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="PairCounts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rebuild",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ratings.rebuild"
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ratings.board"
                    ),
                ),
                ("data", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rebuild", "board"), name="pair_counts_once_per_rebuild")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="ratings.datarelease",
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("snapshot", models.BigIntegerField(null=True)),
                ("is_packed", models.BooleanField()),
                ("body", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "name"), name="release_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rebuild",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="ratings.rebuild",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="ratings.board",
                    ),
                ),
                ("method", models.CharField(max_length=20)),
                ("as_of", models.DateTimeField()),
                ("seed", models.CharField(max_length=64)),
                ("parameters", models.JSONField()),
                ("versions", models.JSONField()),
                ("votes_counted", models.PositiveIntegerField()),
                ("votes_excluded", models.JSONField(help_text="Number of votes not counted, by reason.")),
                ("votes_simulated", models.PositiveIntegerField(default=0)),
                ("votes_without_style", models.PositiveIntegerField(default=0)),
                ("votes_not_known", models.PositiveIntegerField(default=0)),
                (
                    "coefficients",
                    models.JSONField(
                        blank=True,
                        help_text="Style coefficients with their 95 % intervals, by feature.",
                        null=True,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why there are no ratings, if so.", max_length=200
                    ),
                ),
                (
                    "zero",
                    models.CharField(
                        blank=True,
                        choices=[("anchor", "the anchor's rating"), ("mean", "the mean of the rated models")],
                        help_text="What determines the zero of the ratings; empty where there are none.",
                        max_length=10,
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(
                        default=0.0, help_text="What rating the board took, all methods together."
                    ),
                ),
                ("body", models.BinaryField()),
                ("body_gzip", models.BinaryField()),
                ("etag", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["board", "method", "-id"], name="snapshot_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rebuild", "board", "method"), name="snapshot_once_per_rebuild"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThinnedSnapshot",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "board",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ratings.board",
                    ),
                ),
                ("method", models.CharField(max_length=20)),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="BoardQuality",
            fields=[
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ratings.snapshot",
                    ),
                ),
                ("judged_at", models.DateTimeField()),
                ("body", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="ratings.snapshot",
                    ),
                ),
                (
                    "contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="battles.contender"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ranked", "Ranked"),
                            ("provisional", "Provisional"),
                            ("unranked", "Unranked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("rating", models.FloatField(null=True)),
                ("ci_low", models.FloatField(null=True)),
                ("ci_high", models.FloatField(null=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("rank_low", models.PositiveIntegerField(help_text="Best rank within the noise.", null=True)),
                (
                    "rank_high",
                    models.PositiveIntegerField(help_text="Worst rank within the noise.", null=True),
                ),
                ("votes", models.PositiveIntegerField()),
                (
                    "votes_against_rated",
                    models.PositiveIntegerField(
                        help_text="For a model without a rating: votes against models that have one.",
                        null=True,
                    ),
                ),
                (
                    "overturn_votes",
                    models.PositiveIntegerField(
                        help_text="Fewest votes whose removal would put the next ranked model ahead.",
                        null=True,
                    ),
                ),
                (
                    "overturn_voters",
                    models.PositiveIntegerField(
                        help_text="Fewest voters whose removal would put the next ranked model ahead.",
                        null=True,
                    ),
                ),
                (
                    "ess",
                    models.FloatField(
                        help_text="Effective sample size of its votes, weighted by the inverse probability of their pair.",
                        null=True,
                        verbose_name="effective votes",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "contender"), name="standing_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__isnull", False),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="standing_without_rating_has_a_reason",
                    ),
                ],
            },
        ),
    ]
