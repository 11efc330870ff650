"""Names the desk to Django: the one app that has models, and the site its pages stand on."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class VettingConfig(AppConfig):
    name = "vetting"
    verbose_name = "Vetting desk"
    default_auto_field = "django.db.models.BigAutoField"


class DeskAdminConfig(AdminConfig):
    """Django's own admin, on our site."""

    default_site = "vetting.admin.site.desk_site"
