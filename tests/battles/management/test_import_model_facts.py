"""`manage.py import_model_facts`: a table fills in what boards show of models."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from battles.models import LanguageModel
from tests import world

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "models" / "leaderboard_table_20240422.csv"
pytestmark = pytest.mark.django_db


@pytest.fixture
def models(arena):
    """Two models without facts."""
    for name in ("heron", "stork"):
        world.make_contender(arena, name)
    LanguageModel.objects.update(organization="", license="", input_price=None, output_price=None)
    return {model.name: model for model in LanguageModel.objects.all()}


@pytest.fixture
def run(tmp_path):
    """Runs the command over these lines; gives what it wrote and what it refused."""

    def run(*lines: str, **options) -> tuple[str, str]:
        table = tmp_path / "models.csv"
        table.write_text("\n".join(lines) + "\n")
        out, errors = StringIO(), StringIO()
        call_command("import_model_facts", table, stdout=out, stderr=errors, **options)
        return out.getvalue(), errors.getvalue()

    return run


def test_facts_are_shown_first_and_written_when_asked(run, models):
    slug = next(iter(models.values())).slug
    table = ["model,organization,license,input_price,output_price", f"{slug},Acme,MIT,0.15,$0.60"]
    out, _errors = run(*table)
    assert "organization = Acme" in out
    assert "Nothing was written" in out
    assert not LanguageModel.objects.exclude(organization="").exists()
    run(*table, apply=True)
    model = LanguageModel.objects.get(slug=slug)
    assert (model.organization, model.license) == ("Acme", "MIT")
    assert (model.input_price, model.output_price) == (Decimal("0.15"), Decimal("0.60"))
    assert "0 models change" in run(*table, apply=True)[0]


def test_what_is_set_by_hand_is_kept_unless_asked(run, models):
    slug = next(iter(models.values())).slug
    LanguageModel.objects.filter(slug=slug).update(license="Own", organization="")
    table = ["slug,license,organization", f"{slug},MIT,Acme"]
    run(*table, apply=True)
    assert LanguageModel.objects.get(slug=slug).license == "Own"
    assert LanguageModel.objects.get(slug=slug).organization == "Acme"
    run(*table, apply=True, overwrite=True)
    assert LanguageModel.objects.get(slug=slug).license == "MIT"


def test_a_bad_line_is_refused_by_number_and_the_others_are_kept(run, models):
    slugs = sorted(model.slug for model in models.values())
    out, errors = run(
        "model,input_price,link",
        "nobody,1,",
        f"{slugs[0]},cheap,",
        f"{slugs[0]},-1,",
        f"{slugs[0]},,javascript:alert(1)",
        f"{slugs[1]},2,https://acme.example/",
        apply=True,
    )
    assert [line.partition(":")[0] for line in errors.splitlines()] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
    ]
    assert "1 models change, 4 lines are refused" in out
    assert LanguageModel.objects.get(slug=slugs[1]).input_price == 2


def test_names_and_aliases_cannot_be_imported(run, models):
    with pytest.raises(CommandError, match="unknown columns: aliases"):
        run("model,aliases", "heron,GPT-4")
    with pytest.raises(CommandError, match="no column names the model"):
        run("organization", "Acme")


def test_a_name_that_two_models_have_changes_neither(run, models):
    LanguageModel.objects.update(name="Twin", upstream_name="twin")
    _out, errors = run("model,organization", "Twin,Acme", apply=True)
    assert "no model is called 'Twin'" in errors


@pytest.mark.skipif(not SHARED.exists(), reason="the shared table is not here")
def test_the_original_arenas_table_is_understood(models):
    model = next(iter(models.values()))
    LanguageModel.objects.filter(pk=model.pk).update(slug="gpt-4-turbo-2024-04-09", knowledge_cutoff="")
    call_command("import_model_facts", SHARED, apply=True, stdout=StringIO(), stderr=StringIO())
    model.refresh_from_db()
    assert (model.organization, model.license) == ("OpenAI", "Proprietary")
    assert model.knowledge_cutoff


def test_without_a_table_the_shipped_facts_fill_in_known_models_and_their_prices(models):
    model = models["heron"]
    LanguageModel.objects.filter(pk=model.pk).update(upstream_name="gpt-4o-2024-08-06")
    out = StringIO()
    call_command("import_model_facts", known=True, apply=True, stdout=out)
    assert "1 models change, 0 lines are refused." in out.getvalue()
    model.refresh_from_db()
    assert (model.organization, model.input_price, model.output_price) == ("OpenAI", Decimal("2.5"), 10)
    with pytest.raises(CommandError, match="either a file or --known"):
        call_command("import_model_facts")
