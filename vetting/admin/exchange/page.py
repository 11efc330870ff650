"""What the pages for files share: the upload itself."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from vetting.admin.parts.form_page import FormPage
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


class FilePage(FormPage):
    """A page whose form is an upload, unless it says otherwise."""

    form_class: type[forms.Form] = UploadForm
