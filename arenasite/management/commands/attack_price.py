from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from arenasite.attack_price.models import AttackPrice
from arenasite.attack_price.simulate import DAYS, simulate_prices
from battles.counting import load_votes
from battles.models import Arena, Contender
from ratings.categories import CATEGORIES, OVERALL
from ratings.published import published


class Command(BaseCommand):
    help = (
        "Simulate on an arena's own votes what it takes to move a model one rank, before and after a review "
        "of every finding, and show the result on the transparency page with its assumptions."
    )

    def add_arguments(self, parser):
        parser.add_argument("--arena", metavar="SLUG", help="only this arena (default: each public one)")
        parser.add_argument("--models", type=int, default=5, help="ranks of the overall board (default 5)")
        parser.add_argument(
            "--category-models", type=int, default=1, help="ranks of each other board (default 1; 0: none)"
        )

    def handle(self, *, arena, models, category_models, **options):
        arenas = Arena.objects.filter(slug=arena) if arena else Arena.objects.public()
        if arena and not arenas:
            raise CommandError(f"There is no arena {arena!r}.")
        for each in arenas:
            now = published(each)
            if now is None:
                self.stdout.write(f"{each.slug}: no boards yet")
                continue
            self._simulate(each, now.rebuild.evidence, models, category_models)

    def _simulate(self, arena, evidence, models, category_models):
        contenders = Contender.objects.filter(arena=arena).select_related("model").in_bulk()
        rows, votes = [], load_votes(evidence)
        prices = (
            price
            for category in CATEGORIES
            for price in simulate_prices(
                arena, votes, models=models if category is OVERALL else category_models, category=category
            )
        )
        for price in prices:
            names = contenders[price.contender].public_name, contenders[price.above].public_name
            rows.append(asdict(price))
            after = price.votes_after or f"more than {price.tried}"
            self.stdout.write(
                f"{arena.slug} {price.category}: {names[0]} above {names[1]} ({price.gap:.1f} points), "
                f"accounts of {price.votes_of_account}: {price.votes_before} votes, after a review {after}"
            )
        AttackPrice.objects.create(arena=arena, evidence=evidence.digest, rows=rows, days=DAYS)
