"""The tables of a new database in one step; an old one that lacks some goes through all steps."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from battles.database import NewTables


class Migration(NewTables):
    replaces = [
        ("moderation", "0001_initial"),
        ("moderation", "0002_restore_and_permissions"),
        ("moderation", "0003_findings_and_campaigns"),
        ("moderation", "0004_proposals_and_policies"),
        ("moderation", "0005_verbose_names"),
        ("moderation", "0006_scan_gaps"),
        ("moderation", "0007_corrections_and_unveils"),
        ("moderation", "0008_live_view_reason"),
        ("moderation", "0009_settings_decisions"),
        ("moderation", "0010_screening"),
        ("moderation", "0011_blocked_prompt_voter"),
        ("moderation", "0012_unusual_voting"),
        ("moderation", "0013_import_withdrawn"),
        ("moderation", "0014_finding_needs_a_subject"),
        ("moderation", "0015_desk_records"),
        ("moderation", "0016_rules_that_decide_alone"),
        ("moderation", "0017_prompt_sketches"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
        ("battles", "0001_squashed_0032_name_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        help_text="What a rule found it by, so that the next scan adds to it; null for staff's own.",
                        max_length=64,
                        null=True,
                        verbose_name="key",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-id"],
                "permissions": [
                    ("fill_campaign", "Can put battles and voters into campaigns and take them out")
                ],
                "constraints": [models.UniqueConstraint(fields=("key",), name="campaign_key")],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("subject", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerScan",
            fields=[
                (
                    "arena",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="battles.arena",
                    ),
                ),
                ("segments", models.JSONField(default=list)),
                ("scanned_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PromptSketch",
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
                ("sketch", models.BinaryField()),
                ("version", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="RulePolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("rule", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "acts_alone",
                    models.BooleanField(
                        default=False,
                        help_text="The rule sets aside what its findings cover. High impact still waits for a person.",
                        verbose_name="decides alone",
                    ),
                ),
                (
                    "min_strength",
                    models.FloatField(
                        default=0.9,
                        help_text="Weaker findings wait for a person.",
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="from this strength on",
                    ),
                ),
                (
                    "public_reason",
                    models.CharField(
                        help_text="Shown with each decision of the rule and on the transparency page.",
                        max_length=300,
                        verbose_name="public reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy of a rule",
                "verbose_name_plural": "policies of rules",
                "ordering": ["-effective_from", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("public_reason", ""), _negated=True),
                        name="rulepolicy_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_strength__gte", 0), ("min_strength__lte", 1)),
                        name="rulepolicy_strength",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanMark",
            fields=[
                ("scan", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("passed", models.BigIntegerField(default=0)),
                ("gaps", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ScreeningPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="Why it changes; for staff.", max_length=200, verbose_name="reason"
                    ),
                ),
                (
                    "is_shadow",
                    models.BooleanField(
                        default=False,
                        help_text="Count and note what would happen; warn and block nothing.",
                        verbose_name="shadow mode",
                    ),
                ),
                ("rules", models.JSONField(default=dict, verbose_name="rules")),
                (
                    "keeps_blocked",
                    models.BooleanField(
                        default=False,
                        help_text="Keep the text of blocked prompts for staff for 30 days; otherwise nowhere.",
                        verbose_name="keep blocked prompts",
                    ),
                ),
                (
                    "backend",
                    models.CharField(
                        choices=[
                            ("none", "None: local rules only"),
                            ("moderations", "A moderations endpoint (OpenAI-compatible)"),
                            ("guard", "A guard model"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="backend",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        blank=True,
                        help_text="A registered endpoint; its key comes from its environment variable.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.endpoint",
                        verbose_name="moderations endpoint",
                    ),
                ),
                (
                    "moderations_model",
                    models.CharField(
                        blank=True,
                        help_text="Such as omni-moderation-latest.",
                        max_length=200,
                        verbose_name="its model",
                    ),
                ),
                (
                    "guard_model",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.languagemodel",
                        verbose_name="guard model",
                    ),
                ),
                (
                    "guard_template",
                    models.TextField(
                        blank=True,
                        help_text="{text} is replaced by the text. The model answers “safe”, or “unsafe” and codes.",
                        verbose_name="prompt of the guard model",
                    ),
                ),
                (
                    "guard_codes",
                    models.TextField(
                        blank=True,
                        help_text="One a line, such as S1 = violence; the categories are those of this form.",
                        verbose_name="codes of the guard model",
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(
                        default=3.0,
                        help_text="A visitor waits as long.",
                        verbose_name="seconds to wait for it",
                    ),
                ),
                ("calls_per_minute", models.PositiveIntegerField(default=120, verbose_name="calls a minute")),
                ("help_text_en", models.TextField(blank=True, verbose_name="help text, English")),
                (
                    "help_text_zh_hant",
                    models.TextField(blank=True, verbose_name="help text, Traditional Chinese"),
                ),
                (
                    "help_contacts",
                    models.TextField(
                        blank=True,
                        help_text="One a line, such as a telephone number and who answers.",
                        verbose_name="help contacts",
                    ),
                ),
            ],
            options={
                "verbose_name": "screening policy",
                "verbose_name_plural": "screening policies",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gt", 0), ("seconds__lte", 30)),
                        name="screening_seconds_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(db_index=True, max_length=40, verbose_name="subject")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed over to",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="written at")),
            ],
            options={
                "verbose_name": "note of staff",
                "verbose_name_plural": "notes of staff",
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="BlockedPrompt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.screeningpolicy",
                        verbose_name="policy",
                    ),
                ),
                (
                    "voter_key",
                    models.UUIDField(db_index=True, editable=False, null=True, verbose_name="voter"),
                ),
                ("categories", models.JSONField(default=list, verbose_name="categories")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="created at"),
                ),
            ],
            options={
                "verbose_name": "blocked prompt",
                "verbose_name_plural": "blocked prompts",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CampaignMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="moderation.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.battle",
                        verbose_name="battle",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.voter",
                        verbose_name="voter",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
            ],
            options={
                "verbose_name": "campaign member",
                "verbose_name_plural": "campaign members",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("battle__isnull", False), ("voter__isnull", True)),
                            models.Q(("battle__isnull", True), ("voter__isnull", False)),
                            _connector="OR",
                        ),
                        name="campaignmember_is_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                            ("identity_leak", "Identity leak"),
                            ("report", "Visitor's report"),
                            ("contest", "Contested receipt"),
                            ("odd_battle", "Odd battle"),
                            ("screening", "Screening"),
                            ("staff", "Noted by staff"),
                            ("second_opinion", "Second opinion asked"),
                            ("manipulation", "Unusual voting"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("detector", models.CharField(blank=True, max_length=40, verbose_name="detector")),
                ("version", models.CharField(blank=True, max_length=40, verbose_name="version")),
                (
                    "noticed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noticed by",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.voter",
                        verbose_name="reporter",
                    ),
                ),
                (
                    "battle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.battle",
                        verbose_name="battle",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.voter",
                        verbose_name="voter",
                    ),
                ),
                (
                    "prompt",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.prompt",
                        verbose_name="prompt",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=40, verbose_name="subject"
                    ),
                ),
                (
                    "once",
                    models.CharField(
                        editable=False, max_length=200, null=True, unique=True, verbose_name="noticed once as"
                    ),
                ),
                (
                    "strength",
                    models.FloatField(
                        default=1.0, help_text="From 0, a hint, to 1, certain.", verbose_name="strength"
                    ),
                ),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="evidence")),
                (
                    "votes",
                    models.PositiveIntegerField(
                        editable=False, help_text="How many votes made it.", null=True, verbose_name="votes"
                    ),
                ),
                ("priority", models.FloatField(default=0.5, editable=False, verbose_name="priority")),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="due at"
                    ),
                ),
                ("noticed_at", models.DateTimeField(auto_now_add=True, verbose_name="noticed at")),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["-id"],
                "permissions": [("claim_finding", "Can claim findings for review")],
                "indexes": [models.Index(fields=["due_at", "id"], name="finding_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("battle__isnull", False),
                            ("voter__isnull", False),
                            ("campaign__isnull", False),
                            _connector="OR",
                        ),
                        name="finding_has_a_subject",
                        violation_error_message="Name a battle, a voter or a campaign.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__gte", 0), ("strength__lte", 1)),
                        name="finding_strength",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalibrationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.finding",
                        verbose_name="finding",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member of staff",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("uphold", "upheld"),
                            ("dismiss", "dismissed"),
                            ("unsure", "asked a colleague"),
                        ],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                (
                    "expected",
                    models.CharField(
                        choices=[
                            ("uphold", "upheld"),
                            ("dismiss", "dismissed"),
                            ("unsure", "asked a colleague"),
                        ],
                        max_length=8,
                        verbose_name="decided before",
                    ),
                ),
                ("answered_at", models.DateTimeField(auto_now_add=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "answer to a known case",
                "verbose_name_plural": "answers to known cases",
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("finding", "member"), name="calibration_once_per_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignRemoval",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="removal",
                        serialize=False,
                        to="moderation.campaignmember",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("removed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[],
            options={
                "verbose_name": "finding to review",
                "verbose_name_plural": "findings to review",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("moderation.finding",),
        ),
        migrations.CreateModel(
            name="Decision",
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
                            ("set_aside", "Set aside battles"),
                            ("restore", "Restore battles"),
                            ("dismiss", "Dismiss findings"),
                            ("block", "Block a voter"),
                            ("second_opinion", "Ask for a second opinion"),
                            ("undo", "Undo a decision"),
                            ("correct", "Correct a detection"),
                            ("unveil", "Unveil a battle"),
                            ("change_settings", "Change settings"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leaked-identity", "Leaked identity"),
                            ("abuse", "Abusive content"),
                            ("spam", "Spam"),
                            ("manipulation", "Manipulation"),
                            ("duplicate", "Duplicate"),
                            ("broken-answer", "Broken answer"),
                            ("test", "Test"),
                            ("no-ground", "No ground"),
                            ("mistake", "Mistaken decision"),
                            ("new-evidence", "New evidence"),
                            ("served", "The time has served"),
                            ("second-opinion", "Second opinion"),
                            ("unveiled", "Unveiled battle"),
                            ("import-withdrawn", "Import withdrawn"),
                            ("settings", "Settings of a board"),
                            ("other", "Other"),
                        ],
                        help_text="The written rule that it applies.",
                        max_length=20,
                        verbose_name="policy",
                    ),
                ),
                (
                    "reason",
                    models.PositiveSmallIntegerField(
                        blank=True,
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
                        ],
                        help_text="Named reason of a set-aside.",
                        null=True,
                        verbose_name="reason",
                    ),
                ),
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
                    "rule",
                    models.CharField(
                        blank=True,
                        help_text="The rule that decided alone; empty for a decision of staff.",
                        max_length=40,
                        null=True,
                        verbose_name="deciding rule",
                    ),
                ),
                ("public_reason", models.CharField(blank=True, max_length=300, verbose_name="public reason")),
                ("private_note", models.TextField(blank=True, verbose_name="private note")),
                (
                    "voter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.voter",
                        verbose_name="voter",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        blank=True,
                        help_text="The arena whose settings it changes.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                (
                    "settings",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Old and new value of each setting.",
                        verbose_name="settings",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="moderation.decision",
                        verbose_name="undoes",
                    ),
                ),
                ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="decided at")),
                (
                    "form_key",
                    models.UUIDField(
                        editable=False,
                        help_text="Each form has a random key: a form that is sent twice decides once.",
                        null=True,
                        unique=True,
                        verbose_name="key of the form",
                    ),
                ),
                (
                    "seconds",
                    models.PositiveIntegerField(
                        editable=False,
                        help_text="From the claim to the decision, if it was taken in the queue.",
                        null=True,
                        verbose_name="seconds to decide",
                    ),
                ),
                (
                    "battles",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="battles.battle", verbose_name="battles"
                    ),
                ),
                (
                    "findings",
                    models.ManyToManyField(
                        blank=True, related_name="decisions", to="moderation.finding", verbose_name="findings"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["-id"],
                "permissions": [
                    ("set_aside_battles", "Can set battles aside"),
                    ("restore_battles", "Can restore battles"),
                    ("dismiss_findings", "Can dismiss findings"),
                    ("undo_decision", "Can undo a decision"),
                    ("block_voter", "Can block a voter"),
                    ("ask_second_opinion", "Can ask for a second opinion"),
                    ("correct_detections", "Can correct detections"),
                    ("unveil_battle", "Can see the models of open battles, whose votes then do not count"),
                    ("decide_board_settings", "Can change settings that move boards"),
                    ("view_staff_records", "Can see how other members of staff decide"),
                    ("view_traces", "Can see personal traces of voters"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undo"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undo"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="decision_undo_names_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__isnull", True), ("actor__isnull", True), _connector="OR"),
                        name="decision_rule_or_actor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("undoes", models.F("id")), _negated=True),
                        name="decision_not_its_own_undo",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "set_aside"), _negated=True),
                            ("reason__isnull", False),
                            _connector="OR",
                        ),
                        name="decision_set_aside_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                            ("set_aside", "Set aside battles"),
                            ("restore", "Restore battles"),
                            ("dismiss", "Dismiss findings"),
                            ("block", "Block a voter"),
                            ("second_opinion", "Ask for a second opinion"),
                            ("undo", "Undo a decision"),
                            ("correct", "Correct a detection"),
                            ("unveil", "Unveil a battle"),
                            ("change_settings", "Change settings"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "reason",
                    models.PositiveSmallIntegerField(
                        blank=True,
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
                        ],
                        null=True,
                        verbose_name="reason",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("leaked-identity", "Leaked identity"),
                            ("abuse", "Abusive content"),
                            ("spam", "Spam"),
                            ("manipulation", "Manipulation"),
                            ("duplicate", "Duplicate"),
                            ("broken-answer", "Broken answer"),
                            ("test", "Test"),
                            ("no-ground", "No ground"),
                            ("mistake", "Mistaken decision"),
                            ("new-evidence", "New evidence"),
                            ("served", "The time has served"),
                            ("second-opinion", "Second opinion"),
                            ("unveiled", "Unveiled battle"),
                            ("import-withdrawn", "Import withdrawn"),
                            ("settings", "Settings of a board"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="policy",
                    ),
                ),
                ("public_reason", models.CharField(blank=True, max_length=300, verbose_name="public reason")),
                ("private_note", models.TextField(blank=True, verbose_name="private note")),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposer",
                    ),
                ),
                (
                    "arena",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="battles.arena",
                        verbose_name="arena",
                    ),
                ),
                ("settings", models.JSONField(blank=True, default=list, verbose_name="settings")),
                ("stops", models.PositiveIntegerField(verbose_name="stops")),
                ("starts", models.PositiveIntegerField(verbose_name="starts")),
                ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="proposed at")),
                (
                    "form_key",
                    models.UUIDField(editable=False, null=True, unique=True, verbose_name="key of the form"),
                ),
                (
                    "battles",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="battles.battle", verbose_name="battles"
                    ),
                ),
                (
                    "voters",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="battles.voter", verbose_name="voters"
                    ),
                ),
                (
                    "decisions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="moderation.decision", verbose_name="decisions"
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-id"],
                "permissions": [("answer_proposal", "Can confirm and decline proposals of others")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "set_aside"), _negated=True),
                            ("reason__isnull", False),
                            _connector="OR",
                        ),
                        name="proposal_set_aside_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalAnswer",
            fields=[
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="answer",
                        serialize=False,
                        to="moderation.proposal",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by", models.F("proposer")),
                                ("proposer__isnull", False),
                                ("verdict", "withdrawn"),
                            ),
                            models.Q(
                                models.Q(("verdict", "withdrawn"), _negated=True),
                                models.Q(
                                    ("proposer__isnull", True),
                                    models.Q(("answered_by", models.F("proposer")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="proposalanswer_by_somebody_else",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleAction",
            fields=[
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="rule_action",
                        serialize=False,
                        to="moderation.finding",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.rulepolicy",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_action",
                        to="moderation.decision",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_action",
                        to="moderation.proposal",
                    ),
                ),
                ("acted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__isnull", False), ("proposal__isnull", True)),
                            models.Q(("decision__isnull", True), ("proposal__isnull", False)),
                            _connector="OR",
                        ),
                        name="ruleaction_made_one_thing",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Decision",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                help_text="What it carries out, if it waited for a second member of staff.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_out",
                to="moderation.proposal",
                verbose_name="proposal",
            ),
        ),
    ]
