"""What stands above a list: the same list as a file, and where a file of it is read in."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from vetting.services.exchange.exports import LISTS
from vetting.services.exchange.files_out import WRITERS

# Whose rows can be read in from a file, and who may do that: any one of these rights is enough.
IMPORTS = {
    "vendor": ("vetting.add_vendor", "vetting.change_vendor"),
    "tool": ("vetting.add_tool", "vetting.change_tool"),
    "offering": ("vetting.add_offering", "vetting.change_offering"),
    "answer": ("vetting.add_answer",),
}
# These say which page of a list is shown, not which rows it has.
OF_THE_PAGE = ("p", "e", "all")


@dataclass(frozen=True, slots=True)
class ListLinks:
    exports: list[tuple[str, str]]
    import_url: str


def links_for(request: HttpRequest) -> ListLinks | None:
    """The links above the list that is shown; None on other pages and for other lists."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    model = name.removeprefix("vetting_").removesuffix("_changelist")
    if model not in LISTS or name != f"vetting_{model}_changelist":
        return None
    query = _query(request.GET)
    exports = [
        (form.upper(), reverse("admin:exchange_export", args=[model, form]) + query)
        for form in WRITERS
    ]
    may = may_import(request.user, model)
    return ListLinks(exports, reverse("admin:exchange_import", args=[model]) if may else "")


def may_import(user: object, what: str) -> bool:
    return any(user.has_perm(right) for right in IMPORTS.get(what, ()))  # type: ignore[attr-defined]


def _query(given: QueryDict) -> str:
    kept = given.copy()
    for name in OF_THE_PAGE:
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""
