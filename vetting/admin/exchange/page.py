"""What the pages for files share: who looks, when, the frame of the site, and the upload itself."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.views.generic import FormView

from vetting.admin.parts.writing import actor
from vetting.services.exchange.files_in import MOST_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(label="File", allow_empty_file=True)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise forms.ValidationError(f"The file is larger than {most} MB; split it.")
        return file

    @property
    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read())

    @property
    def file_name(self) -> str:
        return str(self.cleaned_data["file"].name)


class FilePage(FormView):
    """A page of the desk with a form; subclasses say who may see it and what it does."""

    site: AdminSite | Any = None
    form_class: type[forms.Form] = UploadForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now: datetime = timezone.now()
        self.user = actor(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.site.each_context(self.request), **kwargs)
