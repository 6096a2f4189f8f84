import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.moderation.builders import make_arena, make_battles


@pytest.fixture
def arena(db):
    return make_arena("text")


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
