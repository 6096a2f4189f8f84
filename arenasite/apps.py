from django.apps import AppConfig


class ArenasiteConfig(AppConfig):
    name = "arenasite"
    verbose_name = "Arena"
