from importlib import import_module

from django.apps import AppConfig

from arenasite.labels import name_tables


class ArenasiteConfig(AppConfig):
    name = "arenasite"
    verbose_name = "Arena"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("arenasite.checks")
        name_tables()
