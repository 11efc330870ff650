"""Add evidence: a link or a file, until when it counts, and the answers that rest on it at once."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from vetting.admin.evidence.desk_page import DeskPage, page_of
from vetting.admin.evidence.forms import EvidenceForm, ValidityForm
from vetting.admin.evidence.picking import Pick, pick_of, standing, tell
from vetting.admin.parts.badges import day
from vetting.models import Policy
from vetting.scoring.evidence import last_day, why_until
from vetting.scoring.policy import Policy as Rules
from vetting.services.assessments import local_day
from vetting.services.evidence import ADD, add_evidence, of_same_bytes


class AddPage(DeskPage):
    permissions = (ADD,)
    heading = "Add evidence"
    form_class = EvidenceForm
    template_name = "admin/vetting/evidence/add.html"

    @cached_property
    def rules(self) -> Rules:
        return Policy.objects.in_force(self.today).rules

    @cached_property
    def pick(self) -> Pick:
        return pick_of(self.request, self.rules, self.today)

    def get_initial(self) -> dict[str, Any]:
        return {"seen_on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = {"rules": self.rules, "today": self.today}
        dropped = getattr(self.request, "too_large", ())
        return {**super().get_form_kwargs(), **asked, "too_large": dropped}

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        """One button only works out the last day; it serves browsers without scripts."""
        if "propose" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        form.errors.clear()
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        told = _told(form, self.rules) if form.is_bound else _nothing_yet()
        if form.is_bound and told["proposed"]:
            _fill_in(form, told["proposed"])
        return super().get_context_data(
            pick=self.pick, told=told, twin=_twin(form), **{**kwargs, "form": form}
        )

    def carry_out(self, form: EvidenceForm) -> str:
        before = standing(self.pick.offering, self.today)
        done = add_evidence(
            given=form.stated(),
            upload=form.upload,
            for_answers=form.cleaned_data["for_answers"],
            by=self.user,
            now=self.now,
            because=form.cleaned_data["because"],
        )
        proof = done.evidence
        messages.success(
            self.request, f"“{proof}” is kept. It counts until {day(proof.counts_until)}."
        )
        tell(self.request, done, before, standing(self.pick.offering, self.today))
        return page_of(proof)


@require_safe
def until(request: HttpRequest) -> JsonResponse:
    """The last day that the rules propose for what the form holds so far, and why."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    today = local_day(timezone.now())
    rules = Policy.objects.in_force(today).rules
    form = ValidityForm(request.GET, rules=rules, today=today)
    form.is_valid()
    return JsonResponse(_told(form, rules))


def _told(form: ValidityForm, rules: Rules) -> dict[str, str]:
    """The proposed day, and a sentence on the day that holds."""
    proposed, fact = form.proposal(), form.fact(own_end=True)
    if proposed is None or fact is None:
        return _nothing_yet()
    said = f"It counts until {day(last_day(fact, rules))}: {why_until(fact, rules)}"
    return {"proposed": proposed.isoformat(), "sentence": said}


def _nothing_yet() -> dict[str, str]:
    return {
        "proposed": "",
        "sentence": "Choose a kind and give the days: then the last day is proposed here.",
    }


def _fill_in(form: Any, proposed: str) -> None:
    """Show the proposal where nobody gave an end, as the script does."""
    form.data = form.data.copy()
    if form.own_end() is None:
        form.data["expires_on"] = proposed
    form.data["proposed"] = proposed


def _twin(form: Any) -> Any:
    """The proof that holds this very file already, to link to it beside the refusal."""
    upload = getattr(form, "upload", None)
    if upload is None or not form.errors.get("file"):
        return None
    return of_same_bytes(hashlib.sha256(upload.content).hexdigest())
