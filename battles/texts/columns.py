"""Columns that can hold a text and hold none of a conversation, each with what is in them instead.

A column is declared here or by a TextPlace; `tests/battles/texts/test_columns.py` fails for any other. Short
columns (64 characters at most), choices and slugs need no entry.
"""

STAFF = "words of staff, about a decision or a setting"
CONFIGURATION = "configuration by operators"
NUMBERS = "numbers and names of models"
FACTS = "facts by detectors: tags, numbers, names from the lexicon, no words of a text"
PACKED = "packed numbers"

KEPT_COLUMNS: dict[str, str] = {
    "arenasite.Authenticator.key": "the random part of a second factor",
    "arenasite.Heartbeat.detail": "the state of a process",
    "battles.Annotation.value": FACTS,
    "battles.Annotation.version": "version of a detector",
    "battles.Answer.parameters": CONFIGURATION,
    "battles.Arena.aspects": CONFIGURATION,
    "battles.Arena.description": CONFIGURATION,
    "battles.Arena.title": CONFIGURATION,
    "battles.Contender.codename": CONFIGURATION,
    "battles.Contender.imported_name": CONFIGURATION,
    "battles.ContenderChange.reason": STAFF,
    "battles.Endpoint.base_url": CONFIGURATION,
    "battles.Endpoint.key_env": CONFIGURATION,
    "battles.Endpoint.name": CONFIGURATION,
    "battles.EndpointHealth.recent": NUMBERS,
    "battles.EndpointHealth.window": NUMBERS,
    "battles.Erasure.reason": STAFF,
    "battles.Evidence.segments": "ids of segments",
    "battles.LanguageModel.aliases": CONFIGURATION,
    "battles.LanguageModel.family": CONFIGURATION,
    "battles.LanguageModel.license": CONFIGURATION,
    "battles.LanguageModel.link": CONFIGURATION,
    "battles.LanguageModel.name": CONFIGURATION,
    "battles.LanguageModel.organization": CONFIGURATION,
    "battles.LanguageModel.parameters": CONFIGURATION,
    "battles.LanguageModel.upstream_name": CONFIGURATION,
    "battles.ModelHealth.recent": NUMBERS,
    "battles.ModelHealth.window": NUMBERS,
    "battles.PairWeights.contenders": NUMBERS,
    "battles.PairWeights.own_weights": NUMBERS,
    "battles.PairWeights.weights": PACKED,
    "battles.RetentionPolicy.public_reason": STAFF,
    "battles.SamplingPolicy.organization_caps": CONFIGURATION,
    "battles.SamplingPolicy.public_reason": STAFF,
    "battles.Segment.data": PACKED,
    "battles.WeightChange.reason": STAFF,
    "moderation.Campaign.note": STAFF,
    "moderation.Campaign.title": STAFF,
    "moderation.Decision.private_note": STAFF,
    "moderation.Decision.public_reason": STAFF,
    "moderation.Decision.settings": CONFIGURATION,
    "moderation.Finding.once": "name and version of a rule, kind and id of a subject",
    "moderation.Proposal.private_note": STAFF,
    "moderation.Proposal.public_reason": STAFF,
    "moderation.Proposal.settings": CONFIGURATION,
    "moderation.ProposalAnswer.words": STAFF,
    "moderation.ScanMark.gaps": "ids",
    "ratings.BoardQuality.body": "the JSON of a board's quality",
    "ratings.Lease.failure": "an error message",
    "ratings.Lease.holder": "a process",
    "ratings.PairCounts.data": PACKED,
    "ratings.Rebuild.due": NUMBERS,
    "ratings.Rebuild.failed": "error messages of boards",
    "ratings.Rebuild.holder": "a process",
    "ratings.Rebuild.shown": NUMBERS,
    "ratings.Rebuild.stages": NUMBERS,
    "ratings.Recount.unreadable": NUMBERS,
    "ratings.Recount.wrong_boards": NUMBERS,
    "ratings.Recount.wrong_days": NUMBERS,
    "ratings.SegmentFigures.counts": NUMBERS,
    "ratings.Snapshot.body": "the JSON of a board",
    "ratings.Snapshot.body_gzip": "the JSON of a board",
    "ratings.Snapshot.coefficients": NUMBERS,
    "ratings.Snapshot.note": "why a board is empty",
    "ratings.Snapshot.parameters": NUMBERS,
    "ratings.Snapshot.versions": NUMBERS,
    "ratings.Snapshot.votes_excluded": NUMBERS,
}

TRACE_COLUMNS: tuple[str, ...] = (
    "battles.AddressKey.secret",
    "battles.AddressTrace.network",
    "battles.AddressTrace.site",
    "battles.Battle.address_hash",
    "battles.Battle.address_hash_before",
    "battles.Voter.address_hash",
)
"""Columns with traces: emptied or deleted by erasure and by retention."""
