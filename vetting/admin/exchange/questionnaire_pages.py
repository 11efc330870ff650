"""A vendor's questionnaire: send it, read it back after a preview, and judge what it claims."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from vetting.admin.exchange.page import FilePage, UploadForm
from vetting.models import ImportDraft, Offering, Policy, VendorClaim
from vetting.services.exchange.claims import Chosen, accept_claims, reject_claims
from vetting.services.exchange.drafts import find_draft, keep_draft
from vetting.services.exchange.questionnaire import KIND
from vetting.services.exchange.replies import open_reply, receive_reply
from vetting.services.exchange.weighing import weighed
from vetting.services.refusals import Refused

SEE, WRITE = "vetting.view_vendorclaim", "vetting.add_answer"
REPLY = "reply"
# A claim and the answer that stood beside it, by their keys.
PAIR = re.compile("([0-9]{1,18}):([0-9]{0,18})")


class JudgeForm(forms.Form):
    """Which claims were chosen, each with the answer that stood beside it on the page."""

    because = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.TextInput(),
        help_text="Needed to reject; kept in the audit trail.",
    )
    all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rejects = self.data.get("act") == "reject"

    def chosen(self) -> Chosen:
        given: Any = self.data
        name = "chosen"
        if self.cleaned_data["all"]:
            name = "waiting" if self.rejects else "acceptable"
        pairs = (PAIR.fullmatch(entry) for entry in given.getlist(name))
        return {int(p[1]): int(p[2]) if p[2] else None for p in pairs if p is not None}


class AboutVendor(FilePage):
    """A page about one offering's questionnaire."""

    open_to_readers = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Offering.objects.select_related("tool__vendor").with_answers_at()
        self.offering = get_object_or_404(rows, pk=kwargs["object_id"])
        reads = self.open_to_readers and request.method == "GET"
        if not self.user.has_perm(SEE if reads else WRITE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def policy(self) -> Policy:
        return Policy.objects.in_force(self.today)

    def back(self) -> str:
        return reverse("admin:exchange_questionnaire", args=[self.offering.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            offering=self.offering, opts=Offering._meta, policy=self.policy, **kwargs
        )


class QuestionnairePage(AboutVendor):
    open_to_readers = True
    template_name = "admin/vetting/exchange/questionnaire.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules, today = self.policy.rules, self.today
        claims = self.offering.vendor_claims.filter(state=VendorClaim.State.WAITING)
        replies = self.offering.vendor_replies.select_related("received_by").defer("content")
        shown = {"upload_form": UploadForm(), "judge_form": JudgeForm(), **kwargs}
        return super().get_context_data(
            title=f"Vendor questionnaire: {self.offering.full_name}",
            waiting=weighed(self.offering, claims, rules, today),
            replies=replies.order_by("-pk"),
            questions=len(rules.applicable(self.offering.deployment_kind)),
            kind=rules.evidence_kinds.get(KIND),
            may_answer=self.user.has_perm(WRITE),
            **shown,
        )

    def act(self, form: Any) -> HttpResponse:
        content = form.content
        open_reply(offering=self.offering, content=content, now=self.now)
        draft = keep_draft(
            what=REPLY,
            content=content,
            file_name=form.file_name,
            by=self.user,
            now=self.now,
            offering=self.offering,
        )
        return HttpResponseRedirect(
            reverse("admin:exchange_reply", args=[self.offering.pk, draft.token])
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, upload_form=form))


class JudgePage(QuestionnairePage):
    """Where the chosen claims are accepted or rejected; it is shown again where that is refused."""

    open_to_readers = False
    form_class = JudgeForm

    def act(self, form: Any) -> HttpResponse:
        judge = reject_claims if form.rejects else accept_claims
        done = judge(
            offering=self.offering,
            chosen=form.chosen(),
            because=form.cleaned_data["because"],
            by=self.user,
            now=self.now,
        )
        verb = "rejected" if form.rejects else "accepted, and count now as a questionnaire does"
        answers = "answer" if len(done) == 1 else "answers"
        messages.success(self.request, f"{len(done)} {answers} of the vendor {verb}.")
        return HttpResponseRedirect(self.back())

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        return super().refused(form, Refused([_at_its_question(*p) for p in refused.problems]))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, judge_form=form))


def _at_its_question(field: str, why: str) -> tuple[str, str]:
    """A refusal about one of many questions names it; there is no field to show it at."""
    return (field, why) if field in ("", "because") else ("", f"{field}: {why}")


class ReplyPage(AboutVendor):
    """What a returned questionnaire says, before it is kept."""

    form_class = forms.Form
    template_name = "admin/vetting/exchange/reply.html"

    @cached_property
    def draft(self) -> ImportDraft | None:
        token = self.kwargs["token"]
        found = find_draft(token=token, what=REPLY, by=self.user, now=self.now)
        return found if found and found.offering_id == self.offering.pk else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None:
            return self._gone()
        try:
            return super().get(request, *args, **kwargs)
        except Refused as refused:
            return self.refused(None, refused)

    def _gone(self, why: str = "") -> HttpResponse:
        messages.error(self.request, why or "This upload is no longer here; upload it again.")
        return HttpResponseRedirect(self.back())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        if draft is None:
            raise Http404
        opened = open_reply(offering=self.offering, content=bytes(draft.content), now=self.now)
        claims = opened.returned.claims
        return super().get_context_data(
            title=f"What {draft.file_name} says",
            draft=draft,
            opened=opened,
            returned=opened.returned,
            weights=weighed(self.offering, claims, opened.rules, self.today),
            **kwargs,
        )

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        return self._gone("; ".join(why for _, why in refused.problems))

    def act(self, form: Any) -> HttpResponse:
        draft = self.draft
        if draft is None:
            return self._gone()
        receive_reply(
            offering=self.offering,
            content=bytes(draft.content),
            file_name=draft.file_name,
            by=self.user,
            now=self.now,
        )
        draft.delete()
        messages.success(
            self.request, "Kept. Nothing counts before you accept it: choose below what does."
        )
        return HttpResponseRedirect(self.back())
