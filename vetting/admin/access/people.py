"""Accounts and roles. An administrator gives out roles, but cannot make anybody a superuser."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.access.reaching import NoMailMenu, how_told, looks_after, team_of
from vetting.admin.parts.paging import Keyed
from vetting.admin.parts.writing import actor
from vetting.services.assessments import local_day
from vetting.services.audit import record_act

REMINDERS = ("team", "told", "after")

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(Keyed, UserAdmin):
    """Django's own pages, without the doors by which an account could raise itself."""

    actions = None
    list_display = (
        "username", "first_name", "last_name", "roles", "mail", "is_active", "last_login",
    )  # fmt: skip
    list_filter = ("is_active", "groups", NoMailMenu)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Reminders", {"fields": REMINDERS}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super().get_queryset(request).select_related("contact__team").prefetch_related("groups")
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever does not work at the desk is never reminded of anything."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.is_staff:
            return fieldsets
        return [one for one in fieldsets if one[1]["fields"] != REMINDERS]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = () if request.user.is_superuser else ("is_superuser",)
        return (*REMINDERS, "last_login", "date_joined", *own)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may reset a superuser's password is one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.before = _standing(User.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, obj, "created")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django comes here after every change, new passwords included."""
        self._record(request, obj, "changed" if hasattr(obj, "before") else "set a password of")
        return super().log_change(request, obj, message)

    def _record(self, request: HttpRequest, obj: Any, act: str) -> None:
        """Who may decide is part of the trail."""
        before = getattr(obj, "before", {})
        now, after = timezone.now(), _standing(obj)
        record_act(act=act, subject=obj, by=actor(request), now=now, before=before, after=after)

    @admin.display(description="Mail address", ordering="email")
    def mail(self, person: User) -> SafeString | str:
        return person.email or format_html('<span class="flag">{}</span>', "none")

    @admin.display(description="Team")
    def team(self, person: User) -> SafeString | str:
        return team_of(person)

    @admin.display(description="How they are told")
    def told(self, person: User) -> str:
        return how_told(person)

    @admin.display(description="Looks after")
    def after(self, person: User) -> SafeString:
        return looks_after(person, local_day(timezone.now()))

    @admin.display(description="Roles")
    def roles(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _standing(person: User) -> dict[str, object]:
    return {
        "active": person.is_active,
        "staff": person.is_staff,
        "superuser": person.is_superuser,
        "roles": sorted(person.groups.values_list("name", flat=True)),
    }
