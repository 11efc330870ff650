"""Which columns vendors, tools and offerings have in an import, and how each is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vetting.models import Offering, Tool, Vendor
from vetting.scoring.vocabulary import Kind
from vetting.services.exchange import fields
from vetting.services.exchange.fields import Read
from vetting.services.exchange.plans import ColumnHelp

LIST_HELP = "One in each line of the cell (a list in JSON)."
WORD_LIST_HELP = "One in each line of the cell, or with semicolons (a list in JSON)."
KINDS = {kind.value: kind.label for kind in Kind}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: how its cell is read, and whether a row makes sense without it."""

    read: Read
    text: str
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the rows of a file become rows of one model; `slug` says which row is meant."""

    what: str
    model: Any
    plural: str
    fields: Mapping[str, Field]
    # The field that names the row it belongs to, and the model of that.
    parent: tuple[str, Any] | None = None
    # Columns that an export has on top; they are passed over.
    reading_only: tuple[str, ...] = ()

    @property
    def help(self) -> list[ColumnHelp]:
        return [
            ColumnHelp(name, name == "slug", field.text, field.example)
            for name, field in self.fields.items()
        ]


SLUG = Field(
    fields.key, "Which row is meant, or the short name of a new one.", "acme", required=True
)
VENDORS = Sheet(
    "vendor",
    Vendor,
    "vendors",
    {
        "slug": SLUG,
        "name": Field(fields.key, "What it is called.", "Acme", required=True),
        "country": Field(fields.key, "Two letters, or unknown.", "US"),
        "website": Field(fields.key, "With https://.", "https://acme.example.com"),
    },
)
TOOLS = Sheet(
    "tool",
    Tool,
    "tools",
    {
        "slug": Field(SLUG.read, SLUG.text, "acme-studio", required=True),
        "vendor": Field(fields.key, "The slug of its vendor.", "acme", required=True),
        "name": Field(fields.key, "What people call it.", "Acme Studio", required=True),
        "category": Field(fields.key, "What it does.", "video generation"),
        "modalities": Field(fields.lower_words, f"What it makes. {WORD_LIST_HELP}", "image\nvideo"),
        "domains": Field(
            fields.hosts, f"Hosts that belong to it. {WORD_LIST_HELP}", "app.acme.example.com"
        ),
        "aliases": Field(fields.entries, f"Other names people use. {LIST_HELP}", "AcmeGen"),
    },
    ("vendor", Vendor),
    ("vendor_name",),
)
OFFERINGS = Sheet(
    "offering",
    Offering,
    "offerings",
    {
        "slug": Field(SLUG.read, SLUG.text, "acme-studio-enterprise", required=True),
        "tool": Field(fields.key, "The slug of its tool.", "acme-studio", required=True),
        "name": Field(fields.key, "The plan, without its tool.", "Enterprise", required=True),
        "kind": Field(
            fields.one_of(KINDS),
            f"One of {', '.join(KINDS)}.",
            Kind.ENTERPRISE_WORKSPACE.value,
            required=True,
        ),
        "aliases": Field(fields.entries, f"Other names of this plan. {LIST_HELP}"),
        "login_domains": Field(
            fields.hosts, f"Hosts on which people of this plan sign in. {WORD_LIST_HELP}"
        ),
        "contract_ends_on": Field(
            fields.day, "Last day of our own contract, as YYYY-MM-DD.", "2027-06-30"
        ),
        "out_of_scope": Field(fields.text, "Features that were not vetted and must not be used."),
        "runs_on": Field(
            fields.words, f"Slugs of other offerings that it passes data to. {WORD_LIST_HELP}"
        ),
    },
    ("tool", Tool),
    (
        "full_name", "vendor", "vendor_name", "status", "status_reason", "p2", "p3",
        "computed_verdict", "review_due_on", "valid_until",
    ),
)  # fmt: skip
SHEETS = {sheet.what: sheet for sheet in (VENDORS, TOOLS, OFFERINGS)}
