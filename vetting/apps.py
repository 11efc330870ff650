"""Names the desk to Django: the one app that has models, and the site its pages stand on."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class VettingConfig(AppConfig):
    name = "vetting"
    verbose_name = "Vetting desk"
    default_auto_field = "django.db.models.BigAutoField"


class DeskAdminConfig(SimpleAdminConfig):
    """Django's own admin, on our site, with our pages alone.

    Other packages bring pages too, such as one that can repeat any job of the worker's.
    """

    default_site = "vetting.admin.site.desk_site"

    def ready(self) -> None:
        super().ready()
        import_module("vetting.admin")
