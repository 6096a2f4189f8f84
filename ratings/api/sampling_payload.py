"""An arena's sampling as plain data for the API."""

from typing import Any

from battles.models import Contender
from ratings.sampling.shares import RECENT, ContenderShare, OrganizationShare, SamplingShares, Sides
from ratings.sampling.staff_changes import list_policies, list_reweightings, list_steps
from ratings.serialization.canonical_json import number


def sampling_to_json(shares: SamplingShares) -> dict[str, Any]:
    """Return the policy in effect, the shares by contender and by organization, and all changes.

    Shares are shares of battle sides. A value that does not exist is null.
    """
    odds, policy = shares.odds, shares.policy
    return {
        "arena": shares.arena.slug,
        "sampler": odds.sampler if odds else None,
        "pairs": len(odds.table.probability) if odds else 0,
        "least_pair_probability": shares.min_pair_probability,
        "policy": {
            **policy.parameters,
            "effective_from": policy.effective_from.isoformat() if policy.pk else None,
            "reason": policy.public_reason or None,
        },
        "recent_days": RECENT.days,
        "rows": [_contender_to_json(row) for row in shares.contenders],
        "organizations": [_organization_to_json(row) for row in shares.organizations],
        "policies": [
            {
                "effective_from": each.effective_from.isoformat(),
                "reason": each.reason,
                **each.parameters,
            }
            for each in list_policies(shares.arena)
        ],
        "changes": [
            {
                "at": step.at.isoformat(),
                **_name_to_json(step.contender),
                "from_state": step.from_state or None,
                "to_state": step.to_state,
                "reason": step.reason,
            }
            for step in list_steps(shares.arena)
        ],
        "weight_changes": [
            {
                "at": each.at.isoformat(),
                **_name_to_json(each.contender),
                "from_weight": each.before,
                "to_weight": each.after,
                "reason": each.reason,
            }
            for each in list_reweightings(shares.arena)
        ],
    }


def pairs_to_json(shares: SamplingShares) -> dict[str, Any]:
    """Return the probability of every pair: `probabilities` is the upper triangle over `models`, by rows."""
    contenders = {row.contender.pk: row.contender for row in shares.contenders}
    odds = shares.odds
    return {
        "arena": shares.arena.slug,
        "sampler": odds.sampler if odds else None,
        "models": [contenders[entrant.pk].public_slug for entrant in odds.entrants] if odds else [],
        "probabilities": odds.published.tolist() if odds else [],
    }


def _contender_to_json(row: ContenderShare) -> dict[str, Any]:
    contender = row.contender
    hidden = contender.is_unnamed
    return {
        "model_id": contender.public_model_id,
        **_name_to_json(contender),
        "organization": None if hidden else contender.model.organization or None,
        "is_named": not hidden,
        "state": contender.state,
        "weight": contender.weight,
        "is_new": row.is_new,
        "expected_share": number(row.expected, 6),
        **_sides_to_json("recent", row.recent),
        **_sides_to_json("counted", row.counted),
        "votes_needed": row.needed,
    }


def _name_to_json(contender: Contender) -> dict[str, Any]:
    """Return a contender's public names. `codename` is set only after the contender was unveiled."""
    unveiled = contender.codename if contender.unveiled_at else ""
    return {"slug": contender.public_slug, "name": contender.public_name, "codename": unveiled or None}


def _organization_to_json(row: OrganizationShare) -> dict[str, Any]:
    return {
        "organization": row.name,
        "is_named": not row.is_unnamed,
        "models": row.models,
        "cap": row.cap,
        "expected_share": number(row.expected, 6),
        **_sides_to_json("recent", row.recent),
        **_sides_to_json("counted", row.counted),
    }


def _sides_to_json(name: str, sides: Sides) -> dict[str, Any]:
    return {f"{name}_sides": sides.count, f"{name}_share": number(sides.share, 6)}
