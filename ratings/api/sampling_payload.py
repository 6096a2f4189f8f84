"""What the API says of an arena's draw, as plain data."""

from typing import Any

from battles.models import Contender
from ratings.sampling.shares import RECENT, ContenderShare, MakerShare, Shares, Sides
from ratings.sampling.staff_changes import policies_of, reweightings_of, steps_of
from ratings.serialization.canonical_json import number


def envelope_of(shares: Shares) -> dict[str, Any]:
    """The policy in effect, shares by contender and by maker, and all that was changed. Shares are of battle
    sides; what does not exist is null."""
    odds, policy = shares.odds, shares.policy
    return {
        "arena": shares.arena.slug,
        "sampler": odds.sampler if odds else None,
        "pairs": len(odds.table.probability) if odds else 0,
        "least_pair_probability": shares.least,
        "policy": {
            **policy.parameters,
            "effective_from": policy.effective_from.isoformat() if policy.pk else None,
            "reason": policy.public_reason or None,
        },
        "recent_days": RECENT.days,
        "rows": [row_of(row) for row in shares.contenders],
        "organizations": [_maker(maker) for maker in shares.makers],
        "policies": [
            {
                "effective_from": each.effective_from.isoformat(),
                "reason": each.reason,
                **each.parameters,
            }
            for each in policies_of(shares.arena)
        ],
        "changes": [
            {
                "at": step.at.isoformat(),
                **_name(step.contender),
                "from_state": step.from_state or None,
                "to_state": step.to_state,
                "reason": step.reason,
            }
            for step in steps_of(shares.arena)
        ],
        "weight_changes": [
            {
                "at": each.at.isoformat(),
                **_name(each.contender),
                "from_weight": each.before,
                "to_weight": each.after,
                "reason": each.reason,
            }
            for each in reweightings_of(shares.arena)
        ],
    }


def pairs_envelope_of(shares: Shares) -> dict[str, Any]:
    """The probability of every pair: `probabilities` is the upper triangle over `models`, row by row."""
    known = {row.contender.pk: row.contender for row in shares.contenders}
    odds = shares.odds
    return {
        "arena": shares.arena.slug,
        "sampler": odds.sampler if odds else None,
        "models": [known[entrant.pk].public_slug for entrant in odds.entrants] if odds else [],
        "probabilities": odds.table.probability.tolist() if odds else [],
    }


def row_of(row: ContenderShare) -> dict[str, Any]:
    contender = row.contender
    hidden = contender.is_unnamed
    return {
        "model_id": contender.public_model_id,
        **_name(contender),
        "organization": None if hidden else contender.model.organization or None,
        "is_named": not hidden,
        "state": contender.state,
        "weight": contender.weight,
        "is_new": row.is_new,
        "expected_share": number(row.promised, 6),
        **_sides("recent", row.recent),
        **_sides("counted", row.counted),
        "votes_needed": row.needed,
    }


def _name(contender: Contender) -> dict[str, Any]:
    """How the public calls a contender; `codename` once it is known whose it was."""
    unveiled = contender.codename if contender.unveiled_at else ""
    return {"slug": contender.public_slug, "name": contender.public_name, "codename": unveiled or None}


def _maker(maker: MakerShare) -> dict[str, Any]:
    return {
        "organization": maker.name,
        "is_named": not maker.is_unnamed,
        "models": maker.models,
        "cap": maker.cap,
        "expected_share": number(maker.promised, 6),
        **_sides("recent", maker.recent),
        **_sides("counted", maker.counted),
    }


def _sides(name: str, sides: Sides) -> dict[str, Any]:
    return {f"{name}_sides": sides.number, f"{name}_share": number(sides.share, 6)}
