"""The tables of a new database in one step; an old one that lacks some goes through all steps."""

import battles.identifiers
import battles.models.arena
import battles.models.catalog
import battles.models.share
import battles.outcomes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from battles.database import NewTables


class Migration(NewTables):
    replaces = [
        ("battles", "0001_initial"),
        ("battles", "0002_replacements_and_health"),
        ("battles", "0003_judging_and_frequency"),
        ("battles", "0004_sampling_policy_and_weights"),
        ("battles", "0005_verbose_names"),
        ("battles", "0006_rate_counts"),
        ("battles", "0007_public_speed_and_previews"),
        ("battles", "0008_turn_claims"),
        ("battles", "0009_pace"),
        ("battles", "0010_readings"),
        ("battles", "0011_wire_formats_and_thinking"),
        ("battles", "0012_rendered_answers"),
        ("battles", "0013_unveiled_exclusions"),
        ("battles", "0014_ledger_columns"),
        ("battles", "0015_arena_visibility"),
        ("battles", "0016_live_models"),
        ("battles", "0017_evidence_tier_and_gate_counts"),
        ("battles", "0018_context_tokens"),
        ("battles", "0019_held_prompts"),
        ("battles", "0020_erasure_and_address_keys"),
        ("battles", "0021_what_was_better_and_challengers"),
        ("battles", "0022_counting_policy"),
        ("battles", "0023_one_lease"),
        ("battles", "0024_legal_documents_and_consent"),
        ("battles", "0025_shares"),
        ("battles", "0026_model_identifiers"),
        ("battles", "0027_imports_as_a_whole"),
        ("battles", "0028_control_battles"),
        ("battles", "0029_outbox"),
        ("battles", "0030_erasure_orders"),
        ("battles", "0031_import_jobs"),
        ("battles", "0032_name_merges"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "month",
                    models.DateField(
                        help_text="The first day of the month (UTC).", unique=True, verbose_name="month"
                    ),
                ),
                ("secret", models.BinaryField(blank=True)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("destroyed_at", models.DateTimeField(blank=True, null=True, verbose_name="destroyed at")),
            ],
            options={
                "verbose_name": "address key",
                "verbose_name_plural": "address keys",
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "wire_format",
                    models.CharField(
                        default="openai",
                        help_text="How the server is called.",
                        max_length=20,
                        verbose_name="wire format",
                    ),
                ),
                ("base_url", models.URLField(blank=True, max_length=300, verbose_name="base url")),
                (
                    "key_env",
                    models.CharField(
                        blank=True,
                        help_text="The name of the environment variable that holds the key.",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z_][A-Z0-9_]*$", "The name of an environment variable, not a key."
                            )
                        ],
                        verbose_name="key env",
                    ),
                ),
                (
                    "max_concurrency",
                    models.PositiveSmallIntegerField(
                        default=64,
                        help_text="Answers under way at once, per process.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="max concurrency",
                    ),
                ),
                (
                    "accepts_done",
                    models.BooleanField(
                        default=False,
                        help_text="Its answers may end with [DONE] alone, without a finish reason.",
                        verbose_name="accepts [DONE]",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="is enabled")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "endpoint",
                "verbose_name_plural": "endpoints",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="GateCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day (UTC)")),
                ("gate", models.CharField(max_length=40, verbose_name="gate")),
                ("outcome", models.CharField(max_length=20, verbose_name="outcome")),
                ("detail", models.CharField(blank=True, max_length=40, verbose_name="detail")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="number")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "count of a gate",
                "verbose_name_plural": "counts of gates",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "gate", "outcome", "detail"), name="gate_count_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldPrompt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("voter_key", models.UUIDField()),
                ("fields", models.JSONField(default=dict)),
                ("battle_key", models.UUIDField(null=True)),
                ("ready_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="JobLease",
            fields=[
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="holder")),
                ("expires_at", models.DateTimeField(verbose_name="free without a sign of life at")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="fencing number")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegalDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("terms", "Terms"), ("privacy", "Privacy")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(editable=False, verbose_name="version")),
                ("text_en", models.TextField(help_text="Markdown.", verbose_name="text in English")),
                (
                    "text_zh_hant",
                    models.TextField(help_text="Markdown.", verbose_name="text in Traditional Chinese"),
                ),
                (
                    "change_en",
                    models.CharField(
                        help_text="One sentence, said once to visitors.",
                        max_length=300,
                        verbose_name="what changed, in English",
                    ),
                ),
                (
                    "change_zh_hant",
                    models.CharField(max_length=300, verbose_name="what changed, in Traditional Chinese"),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on it is in force and cannot be changed; empty: a draft.",
                        null=True,
                        verbose_name="published at",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "legal document",
                "verbose_name_plural": "legal documents",
                "ordering": ["kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "version"), name="legaldocument_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 2)), name="legaldocument_after_shipped"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("subject", models.BigIntegerField(verbose_name="subject")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("handled_at", models.DateTimeField(db_index=True, null=True, verbose_name="handled at")),
            ],
        ),
        migrations.CreateModel(
            name="RateCount",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("period", models.BigIntegerField()),
                ("previous", models.PositiveIntegerField()),
                ("current", models.PositiveIntegerField()),
                ("expires_at", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RetentionCursor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("passed", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RetentionPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "effective_from",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="effective from"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "trace_days",
                    models.PositiveIntegerField(
                        default=90,
                        help_text="After so many days the codes of addresses are erased and their keys destroyed.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days of traces",
                    ),
                ),
                (
                    "text_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After so many days prompts and answers are erased; empty: they are kept.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days of texts",
                    ),
                ),
            ],
            options={
                "verbose_name": "retention policy",
                "verbose_name_plural": "retention policies",
                "ordering": ["-effective_from", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("trace_days__gte", 1)), name="retention_traces_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_reason", ""), _negated=True),
                        name="retention_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="key"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("live", "Live"), ("imported", "Imported"), ("simulated", "Simulated")],
                        default="live",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "address_hash",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=32, verbose_name="address hash"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "terms_version",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="version of the terms"
                    ),
                ),
                (
                    "privacy_version",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="version of the privacy notice"
                    ),
                ),
                (
                    "erasure_asked_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Set while an erasure of all its data is under way; the retention job finishes it.",
                        null=True,
                        verbose_name="erasure asked at",
                    ),
                ),
            ],
            options={
                "verbose_name": "voter",
                "verbose_name_plural": "voters",
                "permissions": [("vetted_voter", "Votes as a vetted member")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("erasure_asked_at__isnull", False)),
                        fields=["erasure_asked_at"],
                        name="voter_erasing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EndpointHealth",
            fields=[
                ("recent", models.JSONField(default=list)),
                ("window", models.JSONField(default=list)),
                ("strikes", models.PositiveSmallIntegerField(default=0)),
                ("benched_until", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "endpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="health",
                        serialize=False,
                        to="battles.endpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("visitor", "Asked by the visitor"),
                            ("staff", "By staff"),
                            ("retention", "By the retention policy"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("texts", "Conversations"),
                            ("traces", "Address codes"),
                            ("keys", "Keys of address codes"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="Of battles, or of keys.", verbose_name="number"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.retentionpolicy",
                        verbose_name="policy",
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="erased at"),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-id"],
                "permissions": [("erase_texts", "Can erase the texts of battles and the data of voters")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "staff"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="erasure_of_staff_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureOrder",
            fields=[
                (
                    "voter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="erasure_order",
                        serialize=False,
                        to="battles.voter",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("visitor", "Asked by the visitor"),
                            ("staff", "By staff"),
                            ("retention", "By the retention policy"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "staff"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="erasureorder_staff_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LanguageModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=140, unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("organization", models.CharField(blank=True, max_length=120, verbose_name="organization")),
                ("license", models.CharField(blank=True, max_length=120, verbose_name="license")),
                ("open_weights", models.BooleanField(blank=True, null=True, verbose_name="open weights")),
                ("family", models.CharField(blank=True, max_length=80, verbose_name="family")),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names it may call itself: a list of strings.",
                        verbose_name="aliases",
                    ),
                ),
                (
                    "ids",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Its ids elsewhere, such as {“openrouter”: “meta-llama/llama-3-70b-instruct”}.",
                        validators=[battles.identifiers.validate_ids],
                        verbose_name="identifiers",
                    ),
                ),
                (
                    "configuration",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What sets it apart from other entries of the model, such as {“reasoning_effort”: “high”}.",
                        validators=[battles.identifiers.validate_configuration],
                        verbose_name="configuration",
                    ),
                ),
                (
                    "knowledge_cutoff",
                    models.CharField(
                        blank=True,
                        help_text="As published, e.g. 2023/12.",
                        max_length=20,
                        verbose_name="knowledge cutoff",
                    ),
                ),
                (
                    "context_tokens",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Tokens that it can read at once, as published.",
                        null=True,
                        verbose_name="context",
                    ),
                ),
                (
                    "input_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="USD per million input tokens.",
                        max_digits=10,
                        null=True,
                        verbose_name="input price",
                    ),
                ),
                (
                    "output_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="USD per million output tokens.",
                        max_digits=10,
                        null=True,
                        verbose_name="output price",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="link")),
                (
                    "origin",
                    models.CharField(
                        choices=[("registered", "Registered"), ("imported", "Imported")],
                        default="registered",
                        max_length=12,
                        verbose_name="origin",
                    ),
                ),
                (
                    "is_simulated",
                    models.BooleanField(
                        default=False,
                        help_text="A demo model that does not exist.",
                        verbose_name="is simulated",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="models",
                        to="battles.endpoint",
                        verbose_name="endpoint",
                    ),
                ),
                (
                    "upstream_name",
                    models.CharField(
                        blank=True,
                        help_text="Its name at the endpoint.",
                        max_length=200,
                        verbose_name="upstream name",
                    ),
                ),
                (
                    "parameters",
                    models.JSONField(
                        blank=True,
                        default=battles.models.catalog.default_parameters,
                        verbose_name="parameters",
                    ),
                ),
                (
                    "thinks_first",
                    models.BooleanField(
                        default=False,
                        help_text="Its text begins with thinking and only its closing tag. A trial call sets this.",
                        verbose_name="thinks first",
                    ),
                ),
                (
                    "connect_timeout",
                    models.FloatField(
                        default=10.0,
                        validators=[django.core.validators.MinValueValidator(0.1)],
                        verbose_name="connect timeout",
                    ),
                ),
                (
                    "first_token_timeout",
                    models.FloatField(
                        default=60.0,
                        validators=[django.core.validators.MinValueValidator(0.1)],
                        verbose_name="first token timeout",
                    ),
                ),
                (
                    "idle_timeout",
                    models.FloatField(
                        default=30.0,
                        validators=[django.core.validators.MinValueValidator(0.1)],
                        verbose_name="idle timeout",
                    ),
                ),
                (
                    "total_timeout",
                    models.FloatField(
                        default=300.0,
                        validators=[django.core.validators.MinValueValidator(0.1)],
                        verbose_name="total timeout",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "language model",
                "verbose_name_plural": "language models",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="VoterBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="battles.voter"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("case", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("voter", "case"), name="voterblock_once_per_case"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="voterblock_has_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arena",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="slug")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Lower comes first.", verbose_name="position"
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "Public"), ("hidden", "Hidden")],
                        default="public",
                        help_text="A hidden arena is rated as others are, but only staff see it, in the admin.",
                        max_length=10,
                        verbose_name="visibility",
                    ),
                ),
                ("accepts_battles", models.BooleanField(default=True, verbose_name="accepts battles")),
                (
                    "offers_previews",
                    models.BooleanField(
                        default=False,
                        help_text="Visitors can choose models in preview for side by side, by their public names.",
                        verbose_name="offers previews",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "vote_grace",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Seconds in which a voter may change a ballot before it counts; 0 for none.",
                        verbose_name="vote grace",
                    ),
                ),
                (
                    "is_paced",
                    models.BooleanField(
                        default=True,
                        help_text="Show both answers at the same speed unless the voter chooses otherwise.",
                        verbose_name="is paced",
                    ),
                ),
                (
                    "max_turns",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="max turns",
                    ),
                ),
                (
                    "max_prompt_characters",
                    models.PositiveIntegerField(
                        default=24000,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="max prompt characters",
                    ),
                ),
                (
                    "aspects",
                    models.TextField(
                        blank=True,
                        default="correct\ncomplete\nclear\ninstruction\nstyle\nsafe",
                        help_text="Marks offered after a vote, one per line: correct, complete, clear, instruction, style, safe (these are translated), or words of your own. Empty for none. They are never rated.",
                        validators=[battles.models.arena.validate_aspects],
                        verbose_name="what was better",
                    ),
                ),
                (
                    "minimum_votes",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="Counted votes a model needs on a board to be rated at all.",
                        verbose_name="minimum votes",
                    ),
                ),
                (
                    "provisional_votes",
                    models.PositiveIntegerField(
                        default=300,
                        help_text="Below this many counted votes a rating is shown as provisional.",
                        verbose_name="provisional votes",
                    ),
                ),
                (
                    "anchor",
                    models.ForeignKey(
                        blank=True,
                        help_text="The model whose rating is fixed; without one the mean is fixed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.languagemodel",
                        verbose_name="anchor",
                    ),
                ),
                (
                    "anchor_rating",
                    models.FloatField(
                        default=1000.0,
                        help_text="The anchor's rating, or the mean's.",
                        verbose_name="anchor rating",
                    ),
                ),
                (
                    "elo_k",
                    models.FloatField(
                        default=4.0,
                        validators=[django.core.validators.MinValueValidator(0.01)],
                        verbose_name="elo k",
                    ),
                ),
            ],
            options={
                "verbose_name": "arena",
                "verbose_name_plural": "arenas",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="BenchEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bench_events",
                        to="battles.languagemodel",
                        verbose_name="model",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bench_events",
                        to="battles.endpoint",
                        verbose_name="endpoint",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("benched", "Benched"),
                            ("returned", "Answered again"),
                            ("limited", "Rate limited"),
                            ("lifted", "Taken off by staff"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("error_kind", models.CharField(blank=True, max_length=20, verbose_name="error kind")),
                ("strikes", models.PositiveSmallIntegerField(default=0, verbose_name="strikes")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="happened at")),
            ],
            options={
                "verbose_name": "bench event",
                "verbose_name_plural": "bench events",
                "ordering": ["-id"],
                "permissions": [
                    ("see_live_models", "Can see the health of models while their battles are open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("endpoint__isnull", False), ("model__isnull", True)),
                            models.Q(("endpoint__isnull", True), ("model__isnull", False)),
                            _connector="OR",
                        ),
                        name="benchevent_of_model_or_endpoint",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "benched"), _negated=True),
                            ("until__isnull", False),
                            _connector="OR",
                        ),
                        name="benchevent_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelHealth",
            fields=[
                ("recent", models.JSONField(default=list)),
                ("window", models.JSONField(default=list)),
                ("strikes", models.PositiveSmallIntegerField(default=0)),
                ("benched_until", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("rate_limits", models.PositiveSmallIntegerField(default=0)),
                ("rate_limited_until", models.DateTimeField(blank=True, null=True)),
                (
                    "model",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="health",
                        serialize=False,
                        to="battles.languagemodel",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VoterBlockLift",
            fields=[
                (
                    "block",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="lift",
                        serialize=False,
                        to="battles.voterblock",
                    ),
                ),
                ("case", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Contender",
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
                        related_name="contenders",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contenders",
                        to="battles.languagemodel",
                        verbose_name="model",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("preview", "Preview"),
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "weight",
                    models.FloatField(
                        default=1.0,
                        validators=[django.core.validators.MinValueValidator(0.0)],
                        verbose_name="weight",
                    ),
                ),
                (
                    "codename",
                    models.CharField(
                        blank=True,
                        help_text="Public name while in preview.",
                        max_length=80,
                        verbose_name="codename",
                    ),
                ),
                (
                    "unveiled_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When its name took the place of its codename.",
                        null=True,
                        verbose_name="unveiled at",
                    ),
                ),
                (
                    "imported_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, null=True, verbose_name="imported name"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "contender",
                "verbose_name_plural": "contenders",
                "ordering": ["arena_id", "model__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("arena", "model"), name="contender_once_per_arena"),
                    models.UniqueConstraint(
                        fields=("arena", "imported_name"), name="contender_imported_name_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("codename", ""), _negated=True),
                        fields=("arena", "codename"),
                        name="contender_codename_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)), name="contender_weight_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountingPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "effective_from",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="effective from"),
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
                    "voter_cap",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Votes of one browser on one model and day that can count; empty for no cap.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="voter's cap",
                    ),
                ),
                (
                    "prefix_cap",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The same for all votes from one network; empty for no cap.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="network's cap",
                    ),
                ),
                (
                    "voter_wait",
                    models.PositiveIntegerField(
                        blank=True,
                        default=20,
                        help_text="Further votes of one browser on one model and day wait for a day; empty: none waits.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="voter's votes without a wait",
                    ),
                ),
                (
                    "prefix_wait",
                    models.PositiveIntegerField(
                        blank=True,
                        default=10,
                        help_text="The same for all votes from one network; empty: none waits.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="network's votes without a wait",
                    ),
                ),
                (
                    "excluded_tiers",
                    models.PositiveIntegerField(default=0, verbose_name="tiers that do not count"),
                ),
                ("waiting_tiers", models.PositiveIntegerField(default=64, verbose_name="tiers that wait")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="announced at")),
            ],
            options={
                "verbose_name": "counting policy",
                "verbose_name_plural": "counting policies",
                "ordering": ["-effective_from", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["arena", "-effective_from", "-id"], name="countingpolicy_in_effect")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("public_reason", ""), _negated=True),
                        name="countingpolicy_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DirtyDay",
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
                ("day", models.DateField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("digest", models.CharField(max_length=64)),
                (
                    "segments",
                    models.JSONField(help_text="Segment ids in order of day, votes without a time first."),
                ),
                ("votes", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("arena", "digest"), name="evidence_content_addressed")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                ("file", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("source", models.CharField(blank=True, max_length=100, verbose_name="source")),
                ("votes", models.PositiveIntegerField(default=0, verbose_name="votes")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started at")),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="PairWeights",
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
                ("rule", models.CharField(max_length=40)),
                ("contenders", models.JSONField()),
                ("own_weights", models.JSONField(default=list)),
                ("uniform_share", models.FloatField(default=0.1)),
                ("terms", models.CharField(blank=True, max_length=64)),
                ("weights", models.BinaryField()),
                ("is_kept", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SamplingPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "effective_from",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="effective from"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
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
                    "uniform_share",
                    models.FloatField(
                        default=0.1,
                        help_text="Share of the battles drawn evenly: the floor under every pair. From 0.01 to 0.9.",
                        validators=[
                            django.core.validators.MinValueValidator(0.01),
                            django.core.validators.MaxValueValidator(0.9),
                        ],
                        verbose_name="uniform share",
                    ),
                ),
                (
                    "target_half_width",
                    models.FloatField(
                        default=10.0,
                        help_text="Points to either side: a model with a wider interval is one that votes are wanted for.",
                        validators=[django.core.validators.MinValueValidator(1.0)],
                        verbose_name="target half width",
                    ),
                ),
                (
                    "new_votes",
                    models.PositiveIntegerField(
                        default=1000,
                        help_text="Below this many counted votes a model counts as new.",
                        verbose_name="new votes",
                    ),
                ),
                (
                    "new_boost",
                    models.FloatField(
                        default=2.0,
                        help_text="So many times as much the pairs of a new model weigh; 1 for no boost.",
                        validators=[
                            django.core.validators.MinValueValidator(1.0),
                            django.core.validators.MaxValueValidator(100.0),
                        ],
                        verbose_name="new boost",
                    ),
                ),
                (
                    "organization_cap",
                    models.FloatField(
                        blank=True,
                        help_text="The largest share of battle sides for the models of one organization; empty for none.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.001),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="organization cap",
                    ),
                ),
                (
                    "organization_caps",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Caps of single organizations, in place of the general one.",
                        verbose_name="organization caps",
                    ),
                ),
                (
                    "preview_cap",
                    models.FloatField(
                        blank=True,
                        help_text="The same for all previews that are not named yet, together; empty for none.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.001),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="preview cap",
                    ),
                ),
                (
                    "control_share",
                    models.FloatField(
                        default=0.0,
                        help_text="Share of the battles of one model against itself, told after the vote and never counted. They show how people vote where there is nothing to choose. From 0 to 0.05.",
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(0.05),
                        ],
                        verbose_name="share of control battles",
                    ),
                ),
            ],
            options={
                "verbose_name": "sampling policy",
                "verbose_name_plural": "sampling policies",
                "ordering": ["-effective_from", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["arena", "-effective_from", "-id"], name="samplingpolicy_in_effect")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("uniform_share__gt", 0), ("uniform_share__lt", 1)),
                        name="samplingpolicy_floor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_reason", ""), _negated=True),
                        name="samplingpolicy_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Segment",
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
                ("day", models.DateField(null=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "digest_format",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="The set of columns that the digest covers."
                    ),
                ),
                ("votes", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("arena", "digest"), name="segment_content_addressed")
                ],
            },
        ),
        migrations.CreateModel(
            name="Battle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="key"),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("anonymous", "Battle"), ("side_by_side", "Side by side")],
                        default="anonymous",
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("live", "Live"), ("imported", "Imported"), ("simulated", "Simulated")],
                        default="live",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Answering"),
                            ("answered", "Waiting for a vote"),
                            ("failed", "Failed"),
                            ("interrupted", "Interrupted"),
                            ("voted", "Voted"),
                        ],
                        default="running",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "contender_a",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.contender",
                        verbose_name="contender a",
                    ),
                ),
                (
                    "contender_b",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.contender",
                        verbose_name="contender b",
                    ),
                ),
                (
                    "pair_probability",
                    models.FloatField(
                        blank=True,
                        help_text="Probability of the unordered pair first drawn; replacements record their own.",
                        null=True,
                        verbose_name="pair probability",
                    ),
                ),
                (
                    "sampler",
                    models.CharField(
                        blank=True,
                        help_text="Sampling rule and version.",
                        max_length=40,
                        verbose_name="sampler",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="battles",
                        to="battles.voter",
                        verbose_name="voter",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        help_text="The revealed battle whose prompt this one repeats, drawn without its two models.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="battles.battle",
                        verbose_name="follows",
                    ),
                ),
                (
                    "pace",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Unknown"),
                            (1, "Same speed"),
                            (2, "Same speed, one side began alone"),
                            (3, "As fast as they come"),
                        ],
                        default=0,
                        verbose_name="pace",
                    ),
                ),
                (
                    "evidence_tier",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "None"),
                            (2, "Waited"),
                            (3, "Proof of work"),
                            (4, "Member"),
                            (5, "Vetted member"),
                            (6, "Unverified"),
                        ],
                        help_text="What was known of the visitor when the battle was opened.",
                        null=True,
                        verbose_name="evidence tier",
                    ),
                ),
                ("tags", models.BigIntegerField(default=0, verbose_name="tags")),
                (
                    "language",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="language"),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="heartbeat at")),
                (
                    "generator",
                    models.UUIDField(
                        blank=True,
                        editable=False,
                        help_text="The process that has claimed the running turn.",
                        null=True,
                        verbose_name="generating process",
                    ),
                ),
                (
                    "fence",
                    models.PositiveIntegerField(
                        blank=True,
                        editable=False,
                        help_text="Grows with each claim; the end of a turn is stored only under the newest number.",
                        null=True,
                        verbose_name="fencing number",
                    ),
                ),
                (
                    "suspected_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When a missing heartbeat was first noticed; the next heartbeat clears it.",
                        null=True,
                        verbose_name="suspected at",
                    ),
                ),
                (
                    "settles_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the newest ballot becomes the vote.",
                        null=True,
                        verbose_name="settles at",
                    ),
                ),
                (
                    "unread_since",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="The end of a turn whose texts the detectors have not read yet.",
                        null=True,
                        verbose_name="unread since",
                    ),
                ),
                (
                    "address_hash",
                    models.CharField(blank=True, editable=False, max_length=32, verbose_name="address hash"),
                ),
                (
                    "address_hash_before",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Stored for a day after a new key.",
                        max_length=32,
                        null=True,
                        verbose_name="address hash under the key before",
                    ),
                ),
                (
                    "terms_version",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="version of the terms"
                    ),
                ),
                (
                    "privacy_version",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="version of the privacy notice"
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When its texts were erased; the outcome stays.",
                        null=True,
                        verbose_name="erased at",
                    ),
                ),
                (
                    "import_batch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.importbatch",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "battle",
                "verbose_name_plural": "battles",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["heartbeat_at"],
                        name="battle_running",
                    ),
                    models.Index(
                        condition=models.Q(("settles_at__isnull", False), ("state", "answered")),
                        fields=["settles_at"],
                        name="battle_settling",
                    ),
                    models.Index(
                        condition=models.Q(("unread_since__isnull", False)),
                        fields=["unread_since"],
                        name="battle_unread",
                    ),
                    models.Index(
                        condition=models.Q(("origin", "live")),
                        fields=["arena", "opened_at"],
                        name="battle_arena_time",
                    ),
                    models.Index(
                        condition=models.Q(("address_hash", ""), _negated=True),
                        fields=["address_hash"],
                        name="battle_prefix",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contender_a", models.F("contender_b")), _negated=True),
                            ("origin", "imported"),
                            models.Q(("origin", "live"), ("sampler", "control-1")),
                            _connector="OR",
                        ),
                        name="battle_two_different_contenders",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["imported", "simulated"]),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="battle_live_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pair_probability__isnull", True),
                            models.Q(("pair_probability__gt", 0), ("pair_probability__lte", 1)),
                            _connector="OR",
                        ),
                        name="battle_pair_probability_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContenderChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="battles.contender",
                        verbose_name="contender",
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("preview", "Preview"),
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("retired", "Retired"),
                        ],
                        max_length=10,
                        verbose_name="from state",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("preview", "Preview"),
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("retired", "Retired"),
                        ],
                        max_length=10,
                        verbose_name="to state",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now_add=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "contender change",
                "verbose_name_plural": "contender changes",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ImportBatchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="battles.importbatch",
                    ),
                ),
                ("is_withdrawal", models.BooleanField()),
                ("reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="holder")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="fencing number")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("arena_slug", models.SlugField(verbose_name="arena")),
                (
                    "arena_title",
                    models.CharField(blank=True, max_length=120, verbose_name="title of a new arena"),
                ),
                ("file", models.CharField(max_length=200, verbose_name="file")),
                ("path", models.CharField(max_length=500, verbose_name="path")),
                ("is_upload", models.BooleanField(verbose_name="uploaded")),
                ("options", models.JSONField(default=dict, verbose_name="options")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "is read, nothing is stored"),
                            ("checked", "waits for your answer"),
                            ("storing", "is imported"),
                            ("done", "imported"),
                            ("failed", "could not be read"),
                            ("cancelled", "cancelled"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("position", models.PositiveBigIntegerField(default=0, verbose_name="read")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("records", models.PositiveBigIntegerField(default=0, verbose_name="records")),
                ("result", models.JSONField(null=True, verbose_name="result")),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.importbatch",
                        verbose_name="import",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member of staff",
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="free without a sign of life at"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
                ),
            ],
            options={
                "verbose_name": "file to import",
                "verbose_name_plural": "files to import",
                "ordering": ["-pk"],
                "permissions": [("import_votes", "Can import vote logs and withdraw imports")],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="LedgerDay",
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
                ("day", models.DateField(null=True)),
                (
                    "segment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="battles.segment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("arena", "day"), name="ledgerday_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("day__isnull", True)),
                        fields=("arena",),
                        name="ledgerday_timeless_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="battles.contender",
                        verbose_name="name",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="battles.contender",
                        verbose_name="counted as",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member of staff",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "merge of names",
                "verbose_name_plural": "merges of names",
                "ordering": ["-pk"],
                "default_permissions": ["view"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("contender", models.F("into")), _negated=True),
                        name="name_merge_of_two_names",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weight_changes",
                        to="battles.contender",
                        verbose_name="contender",
                    ),
                ),
                ("from_weight", models.FloatField(verbose_name="from weight")),
                ("to_weight", models.FloatField(verbose_name="to weight")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now_add=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "weight change",
                "verbose_name_plural": "weight changes",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_weight__gte", 0)), name="weightchange_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="weightchange_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressTrace",
            fields=[
                (
                    "battle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="trace",
                        serialize=False,
                        to="battles.battle",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.addresskey",
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=32)),
                ("network", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("site", ""), _negated=True), fields=["site"], name="trace_site"
                    ),
                    models.Index(
                        condition=models.Q(("network", ""), _negated=True),
                        fields=["network"],
                        name="trace_network",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotations",
                        to="battles.battle",
                    ),
                ),
                ("detector", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=200)),
                ("value", models.JSONField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["battle", "detector", "-id"], name="annotation_current")],
            },
        ),
        migrations.CreateModel(
            name="AspectMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aspect_marks",
                        to="battles.battle",
                        verbose_name="battle",
                    ),
                ),
                ("aspect", models.CharField(max_length=40, verbose_name="aspect")),
                ("marked_at", models.DateTimeField(auto_now_add=True, verbose_name="marked at")),
            ],
            options={
                "verbose_name": "what was better",
                "verbose_name_plural": "what was better",
                "constraints": [
                    models.UniqueConstraint(fields=("battle", "aspect"), name="aspect_mark_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="battles.battle",
                    ),
                ),
                (
                    "outcome",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (battles.outcomes.Outcome["A"], "A is better"),
                            (battles.outcomes.Outcome["B"], "B is better"),
                            (battles.outcomes.Outcome["TIE"], "Tie"),
                            (battles.outcomes.Outcome["BOTH_BAD"], "Both are bad"),
                        ]
                    ),
                ),
                ("cast_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", [1, 2, 3, 4])), name="ballot_known_outcome"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BattleStyle",
            fields=[
                (
                    "battle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="style",
                        serialize=False,
                        to="battles.battle",
                    ),
                ),
                ("tokens_a", models.PositiveIntegerField()),
                ("tokens_b", models.PositiveIntegerField()),
                ("headers_a", models.PositiveIntegerField()),
                ("headers_b", models.PositiveIntegerField()),
                ("lists_a", models.PositiveIntegerField()),
                ("lists_b", models.PositiveIntegerField()),
                ("bold_a", models.PositiveIntegerField()),
                ("bold_b", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="battles.battle",
                    ),
                ),
                (
                    "reason",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Leaked identity"),
                            (2, "Abusive content"),
                            (3, "Spam"),
                            (4, "Manipulation"),
                            (5, "Duplicate"),
                            (6, "Broken answer"),
                            (7, "Test"),
                            (8, "Other"),
                            (9, "Unveiled by staff"),
                            (10, "Voter can see live models"),
                            (11, "Import withdrawn"),
                        ]
                    ),
                ),
                (
                    "case",
                    models.CharField(
                        help_text="Who set it aside: only this case can lift it.", max_length=60
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="exclusion_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("battle", "case"), name="exclusion_once_per_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="NameMergeEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "merge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="battles.namemerge",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="public reason")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="Prompt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prompts",
                        to="battles.battle",
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["turn"],
                "constraints": [models.UniqueConstraint(fields=("battle", "turn"), name="prompt_turn_once")],
            },
        ),
        migrations.CreateModel(
            name="PromptDigest",
            fields=[
                (
                    "battle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="battles.battle",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="battles.arena",
                    ),
                ),
                ("digest", models.BigIntegerField(null=True)),
                ("normalisation", models.PositiveSmallIntegerField()),
                ("is_dropped", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["arena", "digest"], name="promptdigest_same"),
                    models.Index(
                        condition=models.Q(("is_dropped", True)),
                        fields=["arena"],
                        name="promptdigest_dropped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replacements",
                        to="battles.battle",
                        verbose_name="battle",
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("a", "A"), ("b", "B")], max_length=1, verbose_name="side"),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="Counts from 1 within its side.", verbose_name="number"
                    ),
                ),
                (
                    "from_contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.contender",
                        verbose_name="from contender",
                    ),
                ),
                (
                    "to_contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.contender",
                        verbose_name="to contender",
                    ),
                ),
                ("error_kind", models.CharField(max_length=20, verbose_name="error kind")),
                (
                    "error_detail",
                    models.CharField(
                        blank=True,
                        help_text="The upstream's words; staff only.",
                        max_length=500,
                        verbose_name="error detail",
                    ),
                ),
                ("retries", models.PositiveSmallIntegerField(default=0, verbose_name="retries")),
                ("duration_ms", models.PositiveIntegerField(verbose_name="duration ms")),
                ("probability", models.FloatField(verbose_name="probability")),
                ("sampler", models.CharField(max_length=40, verbose_name="sampler")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "replacement",
                "verbose_name_plural": "replacements",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("battle", "side", "number"), name="replacement_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_contender", models.F("to_contender")), _negated=True),
                        name="replacement_two_different_contenders",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("probability__gt", 0), ("probability__lte", 1)),
                        name="replacement_probability_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="battles.battle",
                        verbose_name="battle",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=battles.models.share.make_token,
                        editable=False,
                        max_length=32,
                        unique=True,
                        verbose_name="token",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
            ],
            options={
                "verbose_name": "shared battle",
                "verbose_name_plural": "shared battles",
                "ordering": ["-id"],
                "permissions": [("end_share", "Can take back the links of shared battles")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("battle",),
                        name="share_one_active_link",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "battle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="vote",
                        serialize=False,
                        to="battles.battle",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                    ),
                ),
                (
                    "outcome",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (battles.outcomes.Outcome["A"], "A is better"),
                            (battles.outcomes.Outcome["B"], "B is better"),
                            (battles.outcomes.Outcome["TIE"], "Tie"),
                            (battles.outcomes.Outcome["BOTH_BAD"], "Both are bad"),
                        ]
                    ),
                ),
                ("cast_at", models.DateTimeField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("prompt_cluster", models.BigIntegerField(blank=True, null=True)),
                (
                    "evidence_tier",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "None"),
                            (2, "Waited"),
                            (3, "Proof of work"),
                            (4, "Member"),
                            (5, "Vetted member"),
                            (6, "Unverified"),
                        ],
                        null=True,
                    ),
                ),
                ("nth_of_voter", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("nth_of_prefix", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["arena", "day"], name="vote_arena_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", [1, 2, 3, 4])), name="vote_known_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cast_at__isnull", True), ("day__isnull", True)),
                            models.Q(("cast_at__isnull", False), ("day__isnull", False)),
                            _connector="OR",
                        ),
                        name="vote_day_with_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "prompt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="battles.prompt",
                    ),
                ),
                ("side", models.CharField(choices=[("a", "A"), ("b", "B")], max_length=1)),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "contender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="battles.contender"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Answering"),
                            ("done", "Complete"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                            ("interrupted", "Interrupted"),
                        ],
                        default="running",
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "thinking",
                    models.TextField(
                        blank=True,
                        help_text="The thinking before the answer; staff only, never shown or scored.",
                    ),
                ),
                ("finish_reason", models.CharField(blank=True, max_length=20)),
                ("error_kind", models.CharField(blank=True, max_length=20)),
                (
                    "error_detail",
                    models.CharField(
                        blank=True, help_text="The upstream's words; staff only.", max_length=500
                    ),
                ),
                (
                    "retries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How often the model was asked again before it said anything."
                    ),
                ),
                ("input_tokens", models.PositiveIntegerField(blank=True, null=True)),
                ("output_tokens", models.PositiveIntegerField(blank=True, null=True)),
                ("first_token_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("duration_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("parameters", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["prompt_id", "attempt", "side"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("first_token_ms__isnull", False)),
                        fields=["contender", "-id"],
                        name="answer_measured",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("prompt", "side", "attempt"), name="answer_attempt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExclusionLift",
            fields=[
                (
                    "exclusion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="lift",
                        serialize=False,
                        to="battles.exclusion",
                    ),
                ),
                ("case", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="PromptReading",
            fields=[
                ("version", models.CharField(max_length=40)),
                ("value", models.JSONField()),
                (
                    "prompt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="battles.prompt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WaitingVote",
            fields=[
                (
                    "vote",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="waiting",
                        serialize=False,
                        to="battles.vote",
                        verbose_name="vote",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="waits since")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="counts since")),
            ],
            options={
                "verbose_name": "waiting vote",
                "verbose_name_plural": "waiting votes",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["since"],
                        name="waitingvote_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("since")), _connector="OR"
                        ),
                        name="waitingvote_ends_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerHtml",
            fields=[
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rendered",
                        serialize=False,
                        to="battles.answer",
                    ),
                ),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        help_text="Version of the renderer.", verbose_name="version"
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="Digest of the text.", max_length=32, verbose_name="digest"),
                ),
                ("html", models.TextField(verbose_name="HTML")),
            ],
            options={
                "verbose_name": "rendered answer",
                "verbose_name_plural": "rendered answers",
            },
        ),
        migrations.CreateModel(
            name="AnswerReading",
            fields=[
                ("version", models.CharField(max_length=40)),
                ("value", models.JSONField()),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="battles.answer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
