"""The rating facts of a reveal, from the arena's published overall board; see battles.rating_facts."""

from battles.models import Battle
from battles.rating_facts import RatedModel, RatingFacts
from ratings.categories import OVERALL
from ratings.models import Standing
from ratings.published import STANDARD, published

SCALE = 400.0
"""Rating points that make odds of ten to one."""


def get_rating_facts(battle: Battle) -> RatingFacts | None:
    """Return what the board says of a revealed battle's models. An unnamed preview is never looked up."""
    now = published(battle.arena)
    snapshot = now.snapshot(OVERALL.slug, STANDARD) if now else None
    if snapshot is None:
        return None
    sides = (battle.contender_a, battle.contender_b)
    named = [contender.pk for contender in sides if not contender.is_unnamed]
    models = Standing.objects.filter(snapshot=snapshot, rank__isnull=False).count()
    standings = {
        standing.contender_id: standing
        for standing in Standing.objects.filter(snapshot=snapshot, contender__in=named, rating__isnull=False)
    }
    a, b = (_rated(standings.get(contender.pk), models) for contender in sides)
    chance = 1 / (1 + 10 ** ((b.rating - a.rating) / SCALE)) if a and b else None
    return RatingFacts(a, b, chance)


def _rated(standing: Standing | None, models: int) -> RatedModel | None:
    if standing is None or standing.rating is None:
        return None
    return RatedModel(standing.rating, standing.ci_low, standing.ci_high, standing.rank, models)
