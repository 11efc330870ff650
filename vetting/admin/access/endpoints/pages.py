"""An endpoint's own page, and a small page for each act on it; its secret is shown once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from vetting.admin.access.endpoints import panel
from vetting.admin.access.endpoints.deliveries import deliveries_to, newest_test
from vetting.admin.access.endpoints.forms import KINDS, EndpointForm, SecretForm
from vetting.admin.access.endpoints.rows import Owner, endpoints_of, row_of, url_of
from vetting.admin.parts.form_page import FormPage, ReasonForm
from vetting.models import Endpoint, Production
from vetting.services.endpoints.adding import add_endpoint, channels_for
from vetting.services.endpoints.pausing import pause_endpoint, remove_endpoint, resume_endpoint
from vetting.services.endpoints.rotating import rotate_secret
from vetting.services.endpoints.testing import test_endpoint


class OwnerPage(FormPage):
    """What these pages share: whose endpoint it is (`model` is of its kind), and the permission."""

    model: Any = Production
    permission = panel.CHANGE
    heading = ""
    explanation = ""
    button = ""
    danger = False
    template_name = "admin/vetting/endpoint/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(self.permission):
            raise PermissionDenied
        self.owner: Owner = get_object_or_404(self.model, pk=kwargs["object_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.model._meta
        said = {
            "title": self.heading,
            "opts": kind,
            "owner": self.owner,
            "owners": kind.verbose_name_plural,
            "list_url": reverse(f"admin:vetting_{kind.model_name}_changelist"),
            "owner_url": reverse(f"admin:vetting_{kind.model_name}_change", args=[self.owner.pk]),
            "page": self,
        }
        return super().get_context_data(**{"back": said["owner_url"], **said, **kwargs})

    def with_secret(self, endpoint: Endpoint, secret: str) -> HttpResponse:
        """The answer to the POST is the only place where the secret is ever written."""
        row = row_of(endpoint)
        context = self.get_context_data(
            endpoint=endpoint, row=row, secret=secret, now=self.now, back=row.url
        )
        return TemplateResponse(self.request, "admin/vetting/endpoint/secret.html", context)


class NewPage(OwnerPage):
    permission = panel.ADD
    heading = "New endpoint"
    button = "Add it"
    form_class = EndpointForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kind = str(self.owner._meta.model_name)
        channels = channels_for(Endpoint(**{kind: self.owner}))
        return {**super().get_form_kwargs(), "channels": channels}

    def act(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        kind = KINDS[said["kind"]]
        whose: dict[str, Any] = {str(self.owner._meta.model_name): self.owner}
        endpoint, secret = add_endpoint(
            channel=kind.channel,
            style=kind.style,
            address=said["address"],
            label=said["label"],
            by=self.user,
            now=self.now,
            **whose,
        )
        if secret:
            return self.with_secret(endpoint, secret)
        messages.success(
            self.request, f"{endpoint} was added. Send a test to see whether it arrives."
        )
        return HttpResponseRedirect(url_of(endpoint))


class EndpointPage(OwnerPage):
    """A page about one endpoint of the owner; the act leads back to the endpoint's own page."""

    done = ""

    @property
    def endpoint(self) -> Any:
        return get_object_or_404(endpoints_of(self.owner), pk=self.kwargs["endpoint_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        endpoint = kwargs.pop("endpoint", None) or self.endpoint
        row = kwargs.pop("row", None) or row_of(endpoint)
        said = {"endpoint": endpoint, "row": row, "back": row.url, **kwargs}
        return super().get_context_data(**said)

    def act(self, form: Any) -> HttpResponse:
        endpoint = self.endpoint
        self.carry_out(endpoint, form.cleaned_data)
        messages.success(self.request, self.done.format(endpoint))
        return HttpResponseRedirect(url_of(endpoint))

    def carry_out(self, endpoint: Endpoint, said: dict[str, Any]) -> None:
        """Raises Refused."""
        raise NotImplementedError


class OwnPage(EndpointPage):
    """How it stands, what was sent there, and what can be done. It sends nothing itself."""

    permission = panel.VIEW
    form_class = forms.Form
    http_method_names = ["get", "head"]
    template_name = "admin/vetting/endpoint/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        endpoint = self.endpoint
        live = endpoint.removed_at is None
        may_change = live and self.user.has_perm(panel.CHANGE)
        overlap = endpoint.previous_until
        return super().get_context_data(
            title=endpoint.label,
            endpoint=endpoint,
            test=newest_test(endpoint, self.user),
            acts=_acts(endpoint) if may_change else [],
            test_url=url_of(endpoint, "test") if may_change and not endpoint.paused_at else "",
            old_signs_until=overlap if overlap and overlap > self.now else None,
            deliveries=deliveries_to([endpoint], self.user),
            **kwargs,
        )


class TestPage(EndpointPage):
    """A button without a page: the endpoint's own page tells how it goes."""

    form_class = forms.Form
    http_method_names = ["post"]

    def carry_out(self, endpoint: Endpoint, said: dict[str, Any]) -> None:
        test_endpoint(endpoint=endpoint, by=self.user, now=self.now)

    def act(self, form: Any) -> HttpResponse:
        endpoint = self.endpoint
        self.carry_out(endpoint, form.cleaned_data)
        return HttpResponseRedirect(f"{url_of(endpoint)}#test")

    def refused(self, form: Any, refused: Any) -> HttpResponse:
        for _, sentence in refused.problems:
            messages.error(self.request, sentence)
        return HttpResponseRedirect(url_of(self.endpoint))


class RotatePage(EndpointPage):
    heading = "New secret"
    button = "Make the new secret"
    form_class = SecretForm
    explanation = (
        "You get a new secret, shown once. While both sign, every message carries two signatures, "
        "and a receiver that knows either of the two accepts it."
    )

    def act(self, form: Any) -> HttpResponse:
        endpoint = self.endpoint
        overlap = timedelta(hours=form.cleaned_data["overlap"])
        secret = rotate_secret(endpoint=endpoint, by=self.user, now=self.now, overlap=overlap)
        return self.with_secret(endpoint, secret)


class PausePage(EndpointPage):
    heading = "Pause"
    button = "Pause it"
    form_class = ReasonForm
    explanation = "Nothing is sent there until somebody resumes it. What there is to tell waits."
    done = "{} is paused."

    def carry_out(self, endpoint: Endpoint, said: dict[str, Any]) -> None:
        pause_endpoint(endpoint=endpoint, because=said["because"], by=self.user, now=self.now)


class ResumePage(EndpointPage):
    heading = "Resume"
    button = "Resume it"
    form_class = forms.Form
    explanation = "What has waited is sent too, with the next run. Earlier failures are forgotten."
    done = "{} is in use again. Send a test to see whether it arrives."

    def carry_out(self, endpoint: Endpoint, said: dict[str, Any]) -> None:
        resume_endpoint(endpoint=endpoint, by=self.user, now=self.now)


class RemovePage(EndpointPage):
    heading = "Remove"
    button = "Remove it"
    danger = True
    form_class = ReasonForm
    explanation = (
        "Nothing is sent there any more, not even what waits. It cannot be undone; the same "
        "address can be added again."
    )
    done = "{} was removed."

    def carry_out(self, endpoint: Endpoint, said: dict[str, Any]) -> None:
        remove_endpoint(endpoint=endpoint, because=said["because"], by=self.user, now=self.now)


def _acts(endpoint: Endpoint) -> list[tuple[str, str, str]]:
    """The buttons of an endpoint in use: label, address, style."""
    names = ["resume" if endpoint.paused_at else "pause", "remove"]
    if endpoint.channel == Endpoint.Channel.WEBHOOK:
        names.insert(0, "rotate")
    labels = {"rotate": "New secret", "pause": "Pause", "resume": "Resume", "remove": "Remove"}
    style = {"remove": "danger"}
    return [(labels[n], url_of(endpoint, n), style.get(n, "")) for n in names]
