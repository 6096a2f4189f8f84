"""Mistakes in the setting of gates are system checks."""

from django.core.checks import run_checks

from tests.battles.test_gates import Accept


class Nameless:
    """A gate that lacks nearly everything."""

    def check(self, pending):
        raise NotImplementedError


def ids(**kwargs) -> set[str]:
    return {problem.id for problem in run_checks(**kwargs) if problem.id.startswith("battles.")}


def test_the_shipped_gates_have_no_problem(settings):
    settings.BATTLE_GATES = settings.SHIPPED_GATES
    assert not ids() & {"battles.E002", "battles.E003", "battles.E004"}


def test_a_gate_that_does_not_load_is_an_error(settings):
    settings.BATTLE_GATES = ["battles.gates.Missing"]
    assert "battles.E002" in ids()


def test_a_gate_without_the_protocol_is_an_error(settings):
    settings.BATTLE_GATES = [f"{__name__}.Nameless"]
    assert "battles.E003" in ids()


def test_two_gates_of_one_name_are_an_error(settings):
    path = f"{Accept.__module__}.Accept"
    settings.BATTLE_GATES = [path, path]
    assert "battles.E004" in ids()


def test_a_public_site_without_proof_is_warned(settings):
    settings.PRODUCTION, settings.PROOF = True, False
    assert "battles.W003" in ids(include_deployment_checks=True)
    settings.PROOF = True
    assert "battles.W003" not in ids(include_deployment_checks=True)
