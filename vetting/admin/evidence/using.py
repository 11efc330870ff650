"""Let more answers rest on a proof that is kept: pick an offering, tick its questions."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from vetting.admin.evidence.desk_page import DeskPage, page_of
from vetting.admin.evidence.picking import KeysField, Pick, pick_of, standing, tell
from vetting.models import Evidence, Policy
from vetting.services.evidence import ANSWER, rest_answers


class UseForm(forms.Form):
    for_answers = KeysField(error_messages={"required": "Tick the answers that rest on it."})
    because = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text="Kept in the audit trail.",
    )


class UsePage(DeskPage):
    permissions = (ANSWER,)
    heading = "Use it for answers"
    form_class = UseForm
    template_name = "admin/vetting/evidence/use.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.proof = get_object_or_404(Evidence, pk=kwargs["object_id"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def pick(self) -> Pick:
        rules = Policy.objects.in_force(self.today).rules
        return pick_of(self.request, rules, self.today, self.proof)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            proof=self.proof, pick=self.pick, back=page_of(self.proof), **kwargs
        )

    def carry_out(self, form: forms.Form) -> str:
        before = standing(self.pick.offering, self.today)
        done = rest_answers(
            evidence=self.proof,
            for_answers=form.cleaned_data["for_answers"],
            by=self.user,
            now=self.now,
            because=form.cleaned_data["because"],
        )
        tell(self.request, done, before, standing(self.pick.offering, self.today))
        return page_of(self.proof)
