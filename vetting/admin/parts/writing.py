"""Forms that save through services: a refusal shows at its field before anything is written."""

import copy
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from vetting.admin.parts.overtaking import tell_if_overtaken, token_of
from vetting.admin.parts.paging import Keyed
from vetting.services.audit import one_at_a_time
from vetting.services.refusals import Refused

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

SLUG_HELP = "Its name in addresses and in the API: lower-case letters, digits and hyphens."
WITHOUT_DETOURS = {"show_save_and_add_another": False, "show_save_and_continue": False}


def actor(request: HttpRequest) -> User:
    """Who is at the desk. The log-in lets nobody else in; this says so to the reader too."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def rehearse(acts: Iterator[Callable[[], object]]) -> list[tuple[str, str]]:
    """What these acts would refuse, as (field, sentence); whatever they wrote is undone."""
    problems: list[tuple[str, str]] = []
    with transaction.atomic():
        for act in acts:
            try:
                with transaction.atomic():
                    act()
            except Refused as refused:
                problems += refused.problems
        transaction.set_rollback(True)
    return problems


def show_refusal(form: forms.BaseForm, problems: list[tuple[str, str]]) -> None:
    """Each sentence at its field; a field that is wrong already keeps its own complaint."""
    wrong = set(form.errors)
    for field, sentence in problems:
        if field not in wrong:
            form.add_error(field if field in form.fields else None, sentence)


class ServiceForm(forms.ModelForm):
    """A form of one row. `by` and `now` are set by the page that shows it."""

    by: User
    now: datetime

    because = forms.CharField(
        required=False,
        label="Reason",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Why you change this. It is kept in the audit trail.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].label = "Short name"
            self.fields["slug"].help_text = SLUG_HELP

    @property
    def token(self) -> str:
        """The row as this page shows it, to be sent back when it is saved."""
        return token_of(self) if self.instance.pk else ""

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        """The services that save `row`, in their order."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.instance.pk or not tell_if_overtaken(self):
            show_refusal(self, rehearse(self.acts(copy.copy(self.instance))))

    def carry_out(self) -> None:
        for act in self.acts(self.instance):
            act()


class ServiceAdmin(Keyed, admin.ModelAdmin):
    """Pages of rows that are made and changed through services, and never deleted."""

    actions: Any = None
    save_on_top = False
    formfield_overrides = {models.DateField: {"widget": DAY}}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": actor(request), "now": timezone.now()})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.carry_out()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Saving takes its turn before the row is read: what the form compares is what stands."""
        answer = super().changeform_view
        if request.method == "POST":
            answer = one_at_a_time(answer)
        try:
            context = {**WITHOUT_DETOURS, **(extra_context or {})}
            return answer(request, object_id, form_url, context)
        except Refused as refused:
            for _, sentence in refused.problems:
                messages.error(request, sentence)
            return HttpResponseRedirect(request.get_full_path())
