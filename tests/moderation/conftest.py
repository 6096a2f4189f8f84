import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from moderation.models import Decision, Finding
from tests.moderation.builders import make_arena, make_battles


@pytest.fixture
def arena(db):
    return make_arena("text")


@pytest.fixture(autouse=True)
def check_stored_resolutions(request):
    """After every test the stored decision of each finding is the newest that is not undone."""
    has_database = {"db", "transactional_db"} & set(request.fixturenames)
    if not has_database and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    yield
    assert dict(Finding.objects.values_list("pk", "resolved_by")) == compute_resolutions()


def compute_resolutions() -> dict[int, int | None]:
    """The newest decision of each finding that is not undone, from the links and the undos alone."""
    undone = set(Decision.objects.filter(undoes__isnull=False).values_list("undoes", flat=True))
    newest: dict[int, int | None] = dict.fromkeys(Finding.objects.values_list("pk", flat=True))
    links = Decision.findings.through.objects.order_by("decision").values_list("finding", "decision")
    newest |= {finding: decision for finding, decision in links if decision not in undone}
    return newest


@pytest.fixture
def battles(arena):
    """Three voted battles."""
    return make_battles(arena, 3)


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", password="correct horse")


@pytest.fixture
def desk(superuser):
    """A browser signed in as somebody who may do everything."""
    client = Client()
    client.force_login(superuser)
    return client


@pytest.fixture
def staff_with(db):
    """A browser signed in as staff with the permissions named ("app.codename")."""

    def sign_in(*permissions: str) -> Client:
        user = User.objects.create_user(f"staff{User.objects.count()}", is_staff=True)
        for permission in permissions:
            app, codename = permission.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        client = Client()
        client.force_login(user)
        return client

    return sign_in
