"""The acts on a request: link it, join it to another, answer, decline, open it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from vetting.admin.parts.form_page import FormPage
from vetting.admin.parts.writing import show_refusal
from vetting.models import Offering, VettingRequest
from vetting.services import requests
from vetting.services.drafts import told_on
from vetting.services.refusals import Refused

State = VettingRequest.State


class SeenForm(forms.Form):
    """Carries which version of the request was looked at, so that nobody acts on what was."""

    seen = forms.CharField(widget=forms.HiddenInput)


class RequestPage(FormPage):
    """Subclasses say what the act is called and which service does it."""

    heading = ""
    explanation = ""
    button = ""
    danger = False
    form_class: type[forms.Form] = SeenForm
    template_name = "admin/vetting/request/act.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(requests.HANDLE):
            raise PermissionDenied
        self.asked = self._asked()
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return dict(self.stamps())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offering = self.asked.offering
        return super().get_context_data(
            title=f"{self.heading}: {self.asked}",
            opts=VettingRequest._meta,
            asked=self.asked,
            status=told_on(offering, self.today) if offering else None,
            back=self.back(),
            act=self,
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        messages.success(self.request, self.carry_out(form.cleaned_data))
        return HttpResponseRedirect(self.next())

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        show_refusal(form, refused.problems)
        self.asked = self._asked()
        form.data = {**form.data.dict(), **self.stamps()}
        return self.form_invalid(form)

    def stamps(self) -> dict[str, str]:
        """What was looked at. After a refusal it is what is: then they have been told of it."""
        return {"seen": self.asked.version}

    def carry_out(self, said: dict[str, Any]) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def back(self) -> str:
        return page_of(self.asked)

    def next(self) -> str:
        return self.back()

    def _asked(self) -> VettingRequest:
        rows = VettingRequest.objects.select_related("offering__tool", "joined_to")
        return get_object_or_404(rows, pk=self.kwargs["object_id"])


class OneStep(RequestPage):
    """An act whose whole form is a button on the request's page: there it is told what happened."""

    http_method_names = ["post"]

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        for sentence in (str(one) for sentences in form.errors.values() for one in sentences):
            messages.error(self.request, sentence)
        return HttpResponseRedirect(self.back())


class LinkForm(SeenForm):
    offering = forms.ModelChoiceField(Offering.objects.select_related("tool"))


class LinkPage(OneStep):
    form_class = LinkForm

    def carry_out(self, said: dict[str, Any]) -> str:
        self.asked = requests.take_offering(
            request=self.asked, offering=said["offering"], seen=said["seen"], by=self.user,
            now=self.now,
        )  # fmt: skip
        if self._is_ready():
            return f"It is {said['offering']}, which is decided. Answer the productions next."
        return f"It is {said['offering']}, and a review of it is under way."

    def next(self) -> str:
        return page_of(self.asked, "answer") if self._is_ready() else self.back()

    def _is_ready(self) -> bool:
        return VettingRequest.objects.filter(pk=self.asked.pk).ready().exists()


class JoinForm(SeenForm):
    ends = forms.ModelChoiceField(VettingRequest.objects.all())
    into = forms.ModelChoiceField(VettingRequest.objects.all())


class JoinPage(OneStep):
    form_class = JoinForm

    def carry_out(self, said: dict[str, Any]) -> str:
        ends = said["ends"]
        self.asked = requests.join_requests(
            request=ends, into=said["into"], seen=said["seen"], by=self.user, now=self.now
        )
        return f"“{ends}” is joined to this one. Whoever asks for it hears of this one."


class EndForm(SeenForm):
    told = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.CharField(
        label="What every production that asks is told",
        widget=forms.Textarea(attrs={"rows": 16}),
    )


class AnswerPage(RequestPage):
    state = State.ANSWERED
    heading = "Answer the productions"
    explanation = (
        "A draft from what is told of the offering today: read it, and change what you like."
    )
    button = "Answer"
    form_class = EndForm
    template_name = "admin/vetting/request/answer.html"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "answer": self.draft()}

    def draft(self) -> str:
        offering = self.asked.offering
        return requests.draft_answer(offering, now=self.now) if offering else self.asked.answer

    def stamps(self) -> dict[str, str]:
        offering = self.asked.offering
        told = told_on(offering, self.today).verdict.value if offering else ""
        return {**super().stamps(), "told": told}

    def carry_out(self, said: dict[str, Any]) -> str:
        requests.answer_request(
            request=self.asked, state=self.state, answer=said["answer"], told=said["told"],
            seen=said["seen"], by=self.user, now=self.now,
        )  # fmt: skip
        return "Done. Every production that asks sees it from now on."


class DeclinePage(AnswerPage):
    state = State.DECLINED
    heading = "Decline the request"
    explanation = "It is not vetted. Say why, and what the productions can do instead."
    button = "Decline it"
    danger = True

    def draft(self) -> str:
        return self.asked.answer


class ReopenForm(SeenForm):
    because = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. They are kept in the audit trail.",
    )


class ReopenPage(RequestPage):
    heading = "Open the request again"
    explanation = "The answer is taken back: productions see that it is worked on again."
    button = "Open it again"
    form_class = ReopenForm

    def carry_out(self, said: dict[str, Any]) -> str:
        requests.reopen_request(
            request=self.asked, because=said["because"], seen=said["seen"], by=self.user,
            now=self.now,
        )  # fmt: skip
        return "It is open again."


def page_of(asked: VettingRequest, act: str = "change") -> str:
    return reverse(f"admin:vetting_vettingrequest_{act}", args=[asked.pk])
