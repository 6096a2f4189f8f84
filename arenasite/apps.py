from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from battles.process import collect_rarely


class ArenasiteConfig(AppConfig):
    name = "arenasite"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("arenasite.checks")
        import_module("arenasite.staff.names").install_names()
        post_migrate.connect(make_roles, sender=self, dispatch_uid="arenasite.make_roles")
        collect_rarely()  # the models of every app have been imported


def make_roles(sender: AppConfig, using: str, **kwargs) -> None:
    """Create the groups of staff with their permissions as soon as the tables exist.

    Django creates an app's permissions after that app's tables, so those of later apps may be missing here.
    """
    if using != DEFAULT_DB_ALIAS or "auth_group" not in connection.introspection.table_names():
        return
    for label in sorted({name.partition(".")[0] for role in roles().ROLES.values() for name in role}):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    roles().create_roles()


def roles() -> ModuleType:
    """Import the roles late: the module needs the models of accounts."""
    return import_module("moderation.roles")
