"""Forms of the admin refuse numbers with a sentence about the field, not with the name of a constraint."""

import pytest
from django import forms
from django.contrib import admin

NUMBERS = ("-1", "0", "0.5", "2", "1000000000")


def list_refusals(form_class, name: str, number: str) -> list[str]:
    """What a form of initial values says when one of its fields has this number."""
    fresh = form_class()
    data = {each: fresh.get_initial_for_field(field, each) for each, field in fresh.fields.items()}
    form = form_class({each: value for each, value in data.items() if value is not None} | {name: number})
    return [words for errors in form.errors.values() for words in errors]


@pytest.mark.django_db
def test_no_number_is_refused_by_the_name_of_a_constraint(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    pages = [page for page in admin.site._registry.values() if page.has_add_permission(request)]
    tried, named = 0, set()
    for form_class in (page.get_form(request) for page in pages):
        for name, field in form_class.base_fields.items():
            if isinstance(field, forms.IntegerField | forms.FloatField | forms.DecimalField):
                words = {words for number in NUMBERS for words in list_refusals(form_class, name, number)}
                named |= {(form_class.__name__, name, each) for each in words if "onstraint" in each}
                tried += 1
    assert tried > 20
    assert named == set()
