"""Check receipts against the stored votes; used by the drill of backup and restore."""

from django.core.management.base import BaseCommand, CommandError

from battles.models import Vote, Voter
from battles.receipts import BadReceipt, issue_receipt, read_receipt


class Command(BaseCommand):
    help = (
        "Check that receipts are signed with a key of this site and agree with its votes; --sample prints "
        "receipts of stored votes, to be checked against a restored copy."
    )

    def add_arguments(self, parser):
        parser.add_argument("receipts", nargs="*", metavar="RECEIPT")
        parser.add_argument("--sample", type=int, default=0, metavar="N", help="print N receipts instead")

    def handle(self, *, receipts, sample, **options):
        if bool(receipts) == bool(sample):
            raise CommandError("Give receipts, or --sample N.")
        if sample:
            votes = Vote.objects.filter(battle__voter__origin=Voter.Origin.LIVE, cast_at__isnull=False)
            for vote in votes.select_related("battle").order_by("-pk")[:sample]:
                self.stdout.write(issue_receipt(vote))
            return
        wrong = [token for token in receipts if not is_valid(token)]
        if wrong:
            raise CommandError(
                f"{len(wrong)} of {len(receipts)} receipts do not agree with the votes here: does SECRET_KEY "
                "belong to this database?"
            )
        self.stdout.write(f"{len(receipts)} receipts are valid.")


def is_valid(token: str) -> bool:
    """Whether the receipt is signed by this site and its vote is stored as it says."""
    try:
        receipt = read_receipt(token)
    except BadReceipt:
        return False
    vote = Vote.objects.filter(battle__key=receipt.battle).select_related("battle").first()
    return vote is not None and receipt.matches(vote)
