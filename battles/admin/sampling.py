"""The sampling policies of an arena: past ones to read, and a form for the next one."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from battles.models import SamplingPolicy, WeightChange
from battles.sampling.policy import RULES

from .evidence import ReadOnlyAdmin
from .fields import SharesField
from .policies import ArenaPolicyAdmin, PolicyForm


class SamplingPolicyForm(PolicyForm):
    rules = RULES

    organization_caps = SharesField(
        required=False,
        label=_("Organization caps"),
        help_text=_("One organization and its share per line, such as “Example Labs: 0.2”."),
    )

    class Meta:
        model = SamplingPolicy
        fields = ["arena", *SamplingPolicy.PARAMETERS, "effective_from", "public_reason"]


@admin.register(SamplingPolicy)
class SamplingPolicyAdmin(ArenaPolicyAdmin):
    form = SamplingPolicyForm
    add_form_template = change_form_template = "battles/admin/samplingpolicy_admin.html"
    list_display = [
        "effective_from",
        "arena",
        "uniform_share",
        "target_half_width",
        "new_votes",
        "new_boost",
        "organization_cap",
        "public_reason",
        "actor",
    ]


@admin.register(WeightChange)
class WeightChangeAdmin(ReadOnlyAdmin):
    list_display = ["changed_at", "contender", "from_weight", "to_weight", "reason", "actor"]
    list_filter = ["contender__arena"]
    list_select_related = ["contender__model", "contender__arena", "actor"]
    search_fields = ["contender__model__name", "contender__codename", "reason"]
    date_hierarchy = "changed_at"
