from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate


class ArenasiteConfig(AppConfig):
    name = "arenasite"
    verbose_name = "Arena"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("arenasite.checks")
        post_migrate.connect(make_roles, sender=self, dispatch_uid="arenasite.make_roles")


def make_roles(sender: AppConfig, using: str, **kwargs) -> None:
    """Make the roles of staff as soon as there are tables for them, with the permissions they name.

    Django makes an app's permissions after its tables; this may be asked before it comes to the others.
    """
    if using != DEFAULT_DB_ALIAS or "auth_group" not in connection.introspection.table_names():
        return
    for label in sorted({name.partition(".")[0] for role in roles().ROLES.values() for name in role}):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    roles().create_roles()


def roles() -> ModuleType:
    """Needs the tables of accounts, so it is loaded when these are there."""
    return import_module("moderation.roles")
