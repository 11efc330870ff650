"""Reading a file in: what it may hold, the upload, the preview of all it would do, and doing it."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.functional import cached_property

from vetting.admin.exchange.download import download
from vetting.admin.exchange.list_links import IMPORTS, may_import
from vetting.admin.exchange.page import FilePage
from vetting.admin.exchange.preview import page_of
from vetting.models import ImportDraft, Policy
from vetting.scoring.policy import Policy as Rules
from vetting.services.exchange.drafts import KEPT, agreed, find_draft, keep_draft, signed
from vetting.services.exchange.files_in import MOST_BYTES, MOST_ROWS
from vetting.services.exchange.files_out import WRITERS
from vetting.services.exchange.importing import columns_of, foreseen, import_file, plan_import
from vetting.services.exchange.plans import Outcome, Plan, Problem
from vetting.services.refusals import Refused


class ImportPage(FilePage):
    """A page about reading in one sort of row; 404 for sorts that cannot be read in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.what: str = kwargs["model"]
        if self.what not in IMPORTS:
            raise Http404("Rows of this sort cannot be read in.")
        if not may_import(request.user, self.what):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opts = apps.get_model("vetting", self.what)._meta
        plural = str(opts.verbose_name_plural)
        return super().get_context_data(
            title=f"Import {plural}", what=self.what, plural=plural, opts=opts, **kwargs
        )


class UploadPage(ImportPage):
    template_name = "admin/vetting/exchange/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            columns=columns_of(self.what),
            most_rows=MOST_ROWS,
            most_megabytes=MOST_BYTES // 1_000_000,
            formats=list(WRITERS),
            rules=self.rules() if self.what == "answer" else None,
            **kwargs,
        )

    def rules(self) -> Rules:
        """Which keys a file of answers may name."""
        return Policy.objects.in_force(self.today).rules

    def act(self, form: Any) -> HttpResponse:
        content = form.content
        plan_import(what=self.what, content=content, by=self.user, now=self.now)
        draft = keep_draft(
            what=self.what, content=content, file_name=form.file_name, by=self.user, now=self.now
        )
        return HttpResponseRedirect(
            reverse("admin:exchange_preview", args=[self.what, draft.token])
        )


class AgreeForm(forms.Form):
    """Carries which preview was read."""

    seen = forms.CharField(widget=forms.HiddenInput)


class PreviewPage(ImportPage):
    form_class = AgreeForm
    template_name = "admin/vetting/exchange/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.draft else self._gone()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.draft else self._gone()

    @cached_property
    def draft(self) -> ImportDraft | None:
        return find_draft(token=self.kwargs["token"], what=self.what, by=self.user, now=self.now)

    def _gone(self) -> HttpResponse:
        hours = int(KEPT.total_seconds() // 3600)
        messages.error(
            self.request,
            f"This upload is no longer here: it was imported, or is older than {hours} hours. "
            "Upload the file again.",
        )
        return HttpResponseRedirect(reverse("admin:exchange_import", args=[self.what]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form that is shown carries the newest preview, also where an older one was sent."""
        draft = self.draft
        if draft is None:
            raise Http404
        plan, outcome = self._foreseen(draft)
        return super().get_context_data(
            draft=draft,
            plan=plan,
            outcome=outcome,
            page=page_of(plan, self.request.GET.get("page")),
            seen=signed(draft, plan.digest),
            **kwargs,
        )

    def _foreseen(self, draft: ImportDraft) -> tuple[Plan, Outcome | None]:
        content = bytes(draft.content)
        plan = plan_import(what=self.what, content=content, by=self.user, now=self.now)
        if plan.problems or not plan.rows:
            return plan, None
        try:
            return plan, foreseen(draft, plan, by=self.user, now=self.now)
        except Refused as refused:
            plan.problems += [Problem(0, field, why) for field, why in refused.problems]
            return plan, None

    def act(self, form: Any) -> HttpResponse:
        draft = self.draft
        if draft is None:
            return self._gone()
        outcome = import_file(
            what=self.what,
            content=bytes(draft.content),
            file_name=draft.file_name,
            seen=agreed(draft, form.cleaned_data["seen"]),
            by=self.user,
            now=self.now,
        )
        draft.delete()
        self._tell(outcome)
        return HttpResponseRedirect(reverse(f"admin:vetting_{self.what}_changelist"))

    def _tell(self, outcome: Outcome) -> None:
        done = f"Imported: {outcome.new} new, {outcome.changed} changed."
        messages.success(self.request, done)
        if outcome.suspended:
            names = ", ".join(outcome.suspended)
            messages.error(self.request, f"SUSPENDED by what was imported: {names}.")
        if outcome.reviews:
            messages.warning(self.request, f"A review is open now: {', '.join(outcome.reviews)}.")


def template_file(
    request: HttpRequest, *, site: AdminSite, model: str, form: str
) -> HttpResponseBase:
    """An empty file with the right columns and one row that shows how they are filled in."""
    if model not in IMPORTS or form not in WRITERS:
        raise Http404("There is no such template.")
    if not may_import(request.user, model):
        raise PermissionDenied
    columns = columns_of(model)
    rows = [[column.example for column in columns]]
    return download(f"template-{model}", form, [column.name for column in columns], rows)
