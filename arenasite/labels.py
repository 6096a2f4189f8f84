"""What staff read for tables and columns, in one place, so that one word means the same in every table.

The words are given at the start of the site and not within the models: they are no part of the schema, so
a better word needs no migration.
"""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TABLES: dict[str, tuple[Promise, Promise]] = {
    "battles.Arena": (_("arena"), _("arenas")),
    "battles.Battle": (_("battle"), _("battles")),
    "battles.BenchEvent": (_("bench event"), _("bench events")),
    "battles.Contender": (_("contender"), _("contenders")),
    "battles.ContenderChange": (_("contender change"), _("contender changes")),
    "battles.Endpoint": (_("endpoint"), _("endpoints")),
    "battles.LanguageModel": (_("language model"), _("language models")),
    "battles.Replacement": (_("replacement"), _("replacements")),
    "battles.Voter": (_("voter"), _("voters")),
    "moderation.Campaign": (_("campaign"), _("campaigns")),
    "moderation.Decision": (_("decision"), _("decisions")),
    "moderation.Finding": (_("finding"), _("findings")),
    "moderation.Review": (_("finding to review"), _("review queue")),
}
"""One row and several, of every table that the admin shows."""

COLUMNS: dict[str, Promise] = {
    "accepts_battles": _("accepts battles"),
    "actor": _("actor"),
    "address_hash": _("address hash"),
    "aliases": _("aliases"),
    "anchor": _("anchor"),
    "anchor_rating": _("anchor rating"),
    "arena": _("arena"),
    "base_url": _("base url"),
    "battle": _("battle"),
    "battles": _("battles"),
    "campaign": _("campaign"),
    "changed_at": _("changed at"),
    "codename": _("codename"),
    "connect_timeout": _("connect timeout"),
    "contender": _("contender"),
    "contender_a": _("contender a"),
    "contender_b": _("contender b"),
    "created_at": _("created at"),
    "created_by": _("created by"),
    "decided_at": _("decided at"),
    "description": _("description"),
    "detector": _("detector"),
    "due_at": _("due at"),
    "duration_ms": _("duration ms"),
    "elo_k": _("elo k"),
    "endpoint": _("endpoint"),
    "error_detail": _("error detail"),
    "error_kind": _("error kind"),
    "evidence": _("evidence"),
    "family": _("family"),
    "findings": _("findings"),
    "first_token_timeout": _("first token timeout"),
    "from_contender": _("from contender"),
    "from_state": _("from state"),
    "happened_at": _("happened at"),
    "heartbeat_at": _("heartbeat at"),
    "idle_timeout": _("idle timeout"),
    "imported_name": _("imported name"),
    "input_price": _("input price"),
    "is_enabled": _("is enabled"),
    "is_public": _("is public"),
    "is_simulated": _("is simulated"),
    "key": _("key"),
    "key_env": _("key env"),
    "kind": _("kind"),
    "knowledge_cutoff": _("knowledge cutoff"),
    "license": _("license"),
    "link": _("link"),
    "max_concurrency": _("max concurrency"),
    "max_prompt_characters": _("max prompt characters"),
    "max_turns": _("max turns"),
    "minimum_votes": _("minimum votes"),
    "mode": _("mode"),
    "model": _("model"),
    "name": _("name"),
    "note": _("note"),
    "noticed_at": _("noticed at"),
    "noticed_by": _("noticed by"),
    "number": _("number"),
    "once": _("noticed once as"),
    "open_weights": _("open weights"),
    "opened_at": _("opened at"),
    "organization": _("organization"),
    "origin": _("origin"),
    "output_price": _("output price"),
    "pair_probability": _("pair probability"),
    "parameters": _("parameters"),
    "position": _("position"),
    "priority": _("priority"),
    "private_note": _("private note"),
    "probability": _("probability"),
    "prompt": _("prompt"),
    "provisional_votes": _("provisional votes"),
    "public_reason": _("public reason"),
    "reason": _("reason"),
    "reporter": _("reporter"),
    "retries": _("retries"),
    "sampler": _("sampler"),
    "settles_at": _("settles at"),
    "side": _("side"),
    "slug": _("slug"),
    "state": _("state"),
    "step": _("step"),
    "strength": _("strength"),
    "strikes": _("strikes"),
    "subject": _("subject"),
    "tags": _("tags"),
    "title": _("title"),
    "to_contender": _("to contender"),
    "to_state": _("to state"),
    "total_timeout": _("total timeout"),
    "undoes": _("undoes"),
    "until": _("until"),
    "upstream_name": _("upstream name"),
    "version": _("version"),
    "vote_grace": _("vote grace"),
    "voter": _("voter"),
    "weight": _("weight"),
    "wire_format": _("wire format"),
}
"""By the name of the field, whichever table it is in."""


def name_tables() -> None:
    """Give tables and columns their words; a field that brings its own keeps it."""
    for label, (one, several) in TABLES.items():
        meta = apps.get_model(label)._meta
        meta.verbose_name, meta.verbose_name_plural = one, several
        for field in (*meta.fields, *meta.many_to_many):
            if field.name in COLUMNS and field._verbose_name is None:
                field.verbose_name = COLUMNS[field.name]
