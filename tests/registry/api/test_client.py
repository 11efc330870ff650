"""What a generated client needs: names, types and examples that real answers keep to."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from registry.api.door.problem_types import URIS
from tests.registry.api.building import answered, runs_on
from tests.registry.api.catalogues import six_offerings
from vetting.models import Offering

Schema = dict[str, Any]
DOCUMENT: Schema = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS: dict[str, Schema] = {
    operation["operationId"]: {**operation, "path": path, "method": method}
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
JSON = "application/json"
# What the desk tells productions of; the facts are those of vetting/services/telling/.
EVENTS = {
    "offering.status.loosened", "offering.status.tightened", "offering.expiring",
    "request.answered", "registry.test",
}  # fmt: skip
TYPES = FormatChecker(["date", "uuid"])


@TYPES.checks("date-time", raises=ValueError)
def is_moment(text: object) -> bool:
    return (
        not isinstance(text, str)
        or datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None
    )


@TYPES.checks("uri", raises=ValueError)
def is_address(text: object) -> bool:
    return not isinstance(text, str) or urlsplit(text).scheme in {"http", "https"}


def faults(value: Any, schema: Schema) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = Draft202012Validator(whole, format_checker=TYPES)
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]


def bodies(operation: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Where it stands, its media type and its content, for what is asked and what is answered."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "body", media_type, content
    for code, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            yield code, media_type, content


def parts(value: Any) -> Iterator[Schema]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from parts(part)


def test_operations_have_names_that_a_program_can_use() -> None:
    """All of them are snake_case: a word for the resource, and one for what is done."""
    for name, operation in OPERATIONS.items():
        assert name.isidentifier() and name.islower() and not keyword.iskeyword(name)
        (tag,) = operation["tags"]
        assert name.startswith(tag.removesuffix("s")) or tag == "about", name
    assert len(OPERATIONS) == sum(map(len, DOCUMENT["paths"].values()))


def test_every_tag_is_explained_and_used() -> None:
    explained = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert all(explained.values())
    assert set(explained) == {tag for o in OPERATIONS.values() for tag in o["tags"]}


def test_every_reference_leads_to_something() -> None:
    for part in parts(DOCUMENT):
        if isinstance(part.get("$ref"), str):
            found: Any = DOCUMENT
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            assert found


def test_everything_sent_and_taken_has_a_type() -> None:
    for name, operation in OPERATIONS.items():
        for place, media_type, content in bodies(operation):
            assert content.get("schema"), (name, place, media_type)
        assert {"200", "201", "202", "204"} & set(operation["responses"])


def test_every_enum_has_a_name_that_stays() -> None:
    """drf-spectacular calls those that it has to name by itself after a hash or with `Enum`."""
    named = [name for name, schema in DOCUMENT["components"]["schemas"].items() if "enum" in schema]
    assert {"Status", "StatusReason", "Ceiling", "Kind", "Permission"} <= set(named)
    assert [name for name in named if "Enum" in name and name != "NullEnum"] == []


def test_every_page_is_typed() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if name.endswith("Page"):
            fields = schema["properties"]
            for way in ("next", "previous"):
                assert set(fields[way]["type"]) == {"string", "null"}
                assert fields[way]["format"] == "uri"
            assert fields["results"]["type"] == "array"


def test_every_operation_shows_examples_of_all_it_takes_and_sends() -> None:
    for name, operation in OPERATIONS.items():
        for place, media_type, content in bodies(operation):
            examples = content.get("examples", {}).values()
            if media_type != "application/toml":
                assert examples, (name, place, media_type)
            for example in examples:
                assert faults(example["value"], content["schema"]) == [], (name, place)


def test_every_event_is_described_with_an_example_that_fits() -> None:
    assert list(DOCUMENT["webhooks"]) == sorted(EVENTS)
    for name, methods in DOCUMENT["webhooks"].items():
        assert list(methods) == ["post"]
        assert "webhook-signature" in methods["post"]["description"]
        content = methods["post"]["requestBody"]["content"][JSON]
        (example,) = content["examples"].values()
        assert example["value"]["type"] == name
        assert faults(example["value"], content["schema"]) == []
        assert example["value"]["data"].keys() == fields_of(content["schema"], "data")


def fields_of(schema: Schema, name: str) -> set[str]:
    """What must stand in one of the fields of an object."""
    schemas = DOCUMENT["components"]["schemas"]
    whole = schemas[schema["$ref"].rsplit("/", 1)[1]]
    part = whole["properties"][name]
    return set(schemas[part["$ref"].rsplit("/", 1)[1]]["required"])


def test_the_ways_of_saying_no_are_a_closed_list() -> None:
    assert DOCUMENT["components"]["schemas"]["ProblemTypeUri"]["enum"] == URIS


def test_every_operation_says_which_scope_it_needs() -> None:
    needed = {name: operation["security"] for name, operation in OPERATIONS.items()}
    assert needed["offerings_list"] == [{"apiKey": ["read"]}]
    assert needed["check_batch"] == [{"apiKey": ["check"]}]
    assert {} in needed["root"]
    with override_settings(API_ANONYMOUS_READ=True):
        open_to_all = SchemaGenerator().get_schema(public=True)["paths"]
    assert {} in open_to_all["/api/v1/offerings/"]["get"]["security"]
    assert {} not in open_to_all["/api/v1/check/"]["post"]["security"]


@pytest.fixture
def asked(api: APIClient) -> dict[str, str]:
    """What stands for the names in the addresses, in a catalogue where everything occurs."""
    six_offerings()
    free = Offering.objects.get(slug="pix-free")
    answered(free, "trains_on_inputs", "always")
    answered(free, "retention_days_inputs", 30)
    runs_on(free, Offering.objects.get(slug="pix-team"))
    receipt = api.get("/api/v1/check/", {"tool": "Pix"}).json()["receipt"]
    request = api.post("/api/v1/requests/", {"tool": "Pix", "plan": "Gold"}).json()["id"]
    api.post("/api/v1/subscriptions/", {"offerings": ["pix-free"]})
    hook = {"label": "Farm", "url": "https://hooks.example.com/farm"}
    webhook = api.post("/api/v1/webhooks/", hook).json()["id"]
    return {
        "webhooks": webhook,
        "offerings": "pix-free", "tools": "pix", "vendors": "acme", "policies": "2026.1",
        "receipts": receipt, "requests": request, "check": "?tool=Pix&data=public_material",
    }  # fmt: skip


def test_real_answers_of_every_reading_operation_fit(api: APIClient, asked: dict[str, str]) -> None:
    for name, operation in OPERATIONS.items():
        if operation["method"] != "get":
            continue
        resource = operation["path"].split("/")[3]
        address = operation["path"]
        for variable in ("{slug}", "{version}", "{id}"):
            address = address.replace(variable, asked.get(resource, ""))
        response = api.get(address + (asked["check"] if resource == "check" else ""))
        assert response.status_code == 200, (address, response.content)
        body = json.loads(response.content)
        schema = operation["responses"]["200"]["content"][JSON]["schema"]
        # Nothing was left out, so it is the whole answer and not just some part of one.
        whole = schema["anyOf"][0] if "anyOf" in schema else schema
        assert faults(body, whole) == [], name
        if "fields" in {parameter["name"] for parameter in operation.get("parameters", ())}:
            rows = body.get("results", [body])
            assert rows, f"{name} shows nothing here"
            some = json.loads(api.get(address, {"fields": next(iter(rows[0]))}).content)
            assert faults(some, whole) != []
            assert faults(some, schema) == []


def test_real_answers_to_what_is_posted_fit(api: APIClient, asked: dict[str, str]) -> None:
    for name, wanted in (
        ("check_batch", 200), ("requests_create", 201), ("subscriptions_create", 201),
        ("webhooks_create", 201), ("webhooks_rotate", 200), ("webhooks_test", 202),
    ):  # fmt: skip
        operation = OPERATIONS[name]
        content = [c for place, _, c in bodies(operation) if place == "body"]
        (example,) = content[0]["examples"].values() if content else [{"value": None}]
        address = operation["path"].replace("{id}", asked["webhooks"])
        response = api.post(address, example["value"])
        assert response.status_code == wanted, response.content
        schema = operation["responses"][str(wanted)]["content"][JSON]["schema"]
        assert faults(json.loads(response.content), schema) == []
