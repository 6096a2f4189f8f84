"""System checks of the setting BATTLE_GATES."""

from django.conf import settings
from django.core import checks

from battles.gates.checking import load_gates

NAMES = ("name", "fields", "cookies", "headers", "check", "build_form_part")
MAX_NAME = 40


@checks.register
def check_gates_load(app_configs, **kwargs):
    """Every gate loads, has the protocol and a name of its own."""
    try:
        gates = load_gates()
    except ImportError as error:
        return [
            checks.Error(f"ARENA_GATES: {error}.", hint="Name classes by dotted path.", id="battles.E002")
        ]
    problems = [
        checks.Error(
            f"The gate {type(gate).__name__} has no {name}.",
            hint="See Gate in battles/gates/protocol.py.",
            id="battles.E003",
        )
        for gate in gates
        for name in NAMES
        if not hasattr(gate, name)
    ]
    if problems:
        return problems
    names = [gate.name for gate in gates]
    if len(set(names)) < len(names) or any(len(name) > MAX_NAME for name in names):
        return [
            checks.Error(
                f"Gates need different names of at most {MAX_NAME} characters: {', '.join(names)}.",
                id="battles.E004",
            )
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def check_proof(app_configs, **kwargs):
    """Warn about a public site that asks for no proof."""
    if settings.PRODUCTION and not settings.PROOF:
        return [
            checks.Warning(
                "ARENA_PROOF is off: a vote costs a program nothing.",
                hint="Unset it, unless a proxy in front of the site asks for a proof.",
                id="battles.W003",
            )
        ]
    return []
