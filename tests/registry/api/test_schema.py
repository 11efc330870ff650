"""The OpenAPI document: complete, offline to try, and a visible diff where the contract changes.

To renew the snapshot after a change that is meant:
    UPDATE_OPENAPI=1 python -m pytest tests/registry/api/test_schema.py
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

from registry.api.door.described import OF_A_BODY, REFUSALS
from tests.conftest import Once
from tests.registry.api.building import decided, offering, tool

SNAPSHOT = Path(__file__).parent / "openapi.json"
PATHS = {
    "/api/v1/",
    "/api/v1/changes/",
    "/api/v1/check/",
    "/api/v1/domains/",
    "/api/v1/offerings/",
    "/api/v1/offerings/{slug}/",
    "/api/v1/offerings/{slug}/history/",
    "/api/v1/policies/",
    "/api/v1/policies/{version}/",
    "/api/v1/problems/",
    "/api/v1/receipts/",
    "/api/v1/receipts/{id}/",
    "/api/v1/requests/",
    "/api/v1/requests/{id}/",
    "/api/v1/subscriptions/",
    "/api/v1/subscriptions/{slug}/",
    "/api/v1/tools/",
    "/api/v1/tools/{slug}/",
    "/api/v1/vendors/",
    "/api/v1/vendors/{slug}/",
    "/api/v1/webhooks/",
    "/api/v1/webhooks/{id}/",
    "/api/v1/webhooks/{id}/resume/",
    "/api/v1/webhooks/{id}/rotate/",
    "/api/v1/webhooks/{id}/test/",
}

# What writes may find the database taking no writes.
WRITES = {
    *("check_one", "check_batch", "requests_create", "subscriptions_create"),
    *("subscriptions_destroy", "webhooks_create", "webhooks_destroy", "webhooks_resume"),
    *("webhooks_rotate", "webhooks_test"),
}
# What says that it is done with another code than 200.
DONE = {
    "subscriptions_create": {"200", "201"},
    "requests_create": {"200", "201"},
    "webhooks_create": {"201"},
    "webhooks_destroy": {"204"},
    "subscriptions_destroy": {"204"},
    "webhooks_test": {"202"},
}


@pytest.fixture(autouse=True, scope="module")
def served(once: Once) -> Any:
    """The document, which takes a while to draw; and two offerings for the answers that it says."""
    response = once(lambda: APIClient().get("/api/v1/schema/"))
    once(two_offerings)
    return response


def two_offerings() -> None:
    of = tool("t", "Tx1", domains=["t.com"])
    decided(offering("o", of, "Plan"), "banned")
    decided(offering("p", of, "Other"), "conditional")


@pytest.fixture
def document(served: Any) -> dict[str, Any]:
    assert served.status_code == 200
    assert "json" in served["Content-Type"]
    return dict(json.loads(served.content))


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**operation, "reads": method == "get"}
        for path in document["paths"].values()
        for method, operation in path.items()
    ]


def test_the_contract_is_the_committed_one(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_OPENAPI"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == text, "See the top of this file."


def test_it_describes_every_address(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == PATHS
    names = [op["operationId"] for op in operations(document)]
    assert len(set(names)) == len(names) == 30
    assert all(op["tags"] and op["summary"] and op["description"] for op in operations(document))


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for operation in operations(document):
        answers, name = operation["responses"], operation["operationId"]
        codes = [*REFUSALS, *(OF_A_BODY if "requestBody" in operation else ())]
        refusals = {str(code) for code in (*codes, *((503,) if name in WRITES else ()))}
        kept = {"304"} if operation["reads"] else set()
        assert {*DONE.get(name, {"200"}), *kept, *refusals} == set(answers), name
        for code in refusals:
            content = answers[code]["content"]
            assert list(content) == ["application/problem+json"]
            reference = content["application/problem+json"]["schema"]["$ref"]
            assert reference == "#/components/schemas/Problem"


def test_every_operation_names_the_headers_it_sends(document: dict[str, Any]) -> None:
    counted, dated = {"RateLimit", "RateLimit-Policy"}, {"ETag", "Last-Modified"}
    for operation in operations(document):
        found = {
            code: set(answer.get("headers", {})) for code, answer in operation["responses"].items()
        }
        assert found["429"] == {*counted, "Retry-After"}
        done = min(DONE.get(operation["operationId"], {"200"}))
        assert found[done] == (counted | dated if operation["reads"] else counted)
        assert found.get("304", counted | dated) == counted | dated


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert found == set(document["components"]["schemas"])


ANSWERED = [
    ("/api/v1/offerings/", "OfferingPage"),
    ("/api/v1/offerings/o/", "OfferingDetail"),
    ("/api/v1/offerings/o/history/", "HistoryEntryPage"),
    ("/api/v1/tools/", "ToolPage"),
    ("/api/v1/tools/t/", "Tool"),
    ("/api/v1/vendors/", "VendorPage"),
    ("/api/v1/vendors/acme/", "VendorDetail"),
    ("/api/v1/domains/", "HostPage"),
    ("/api/v1/policies/", "PolicyPage"),
    ("/api/v1/policies/2026.1/", "PolicyDetail"),
    ("/api/v1/check/?tool=T", "CheckAnswer"),
    ("/api/v1/check/?tool=Tx", "CheckAnswer"),
    ("/api/v1/receipts/", "ReceiptPage"),
    ("/api/v1/requests/", "RequestPage"),
    ("/api/v1/subscriptions/", "SubscriptionPage"),
    ("/api/v1/webhooks/", "WebhookPage"),
    ("/api/v1/", "Root"),
    ("/api/v1/problems/", "ProblemTypes"),
    ("/api/v1/nothing/", "Problem"),
    ("/api/v1/offerings/?x=1", "Problem"),
]


@pytest.mark.parametrize(("path", "name"), ANSWERED)
def test_answers_have_exactly_the_fields_described(
    api: APIClient, document: dict[str, Any], path: str, name: str
) -> None:
    schemas = document["components"]["schemas"]
    body = json.loads(api.get(path).content)
    assert list(differences(body, {"$ref": f"#/components/schemas/{name}"}, schemas, name)) == []


def test_every_example_has_the_shape_that_it_shows(document: dict[str, Any]) -> None:
    schemas, seen = document["components"]["schemas"], 0
    for operation in operations(document):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (c for body in bodies for c in body.get("content", {}).values()):
            for name, example in content.get("examples", {}).items():
                assert list(differences(example["value"], content["schema"], schemas, name)) == []
                seen += 1
    assert seen >= 4


def differences(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str) -> Any:
    """Where a value departs from its schema: fields, nulls, types, enums, down to the leaves."""
    if "$ref" in schema:
        yield from differences(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, at)
        return
    options = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if options:
        if not any(not list(differences(value, option, schemas, at)) for option in options):
            yield f"{at}: {value!r} fits none of {options}"
        return
    types = schema.get("type", [])
    kinds = {types} if isinstance(types, str) else set(types)
    if kinds and KINDS[type(value)].isdisjoint(kinds):
        yield f"{at}: {value!r} is not {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not in {schema['enum']}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        missing = set(schema.get("required", [])) - set(value)
        if missing or set(value) - set(known):
            yield f"{at}: missing {missing}, undescribed {set(value) - set(known)}"
        for key in set(value) & set(known):
            yield from differences(value[key], known[key], schemas, f"{at}.{key}")
    if isinstance(value, list):
        for entry in value:
            yield from differences(entry, schema.get("items", {}), schemas, f"{at}[]")


KINDS: dict[type, set[str]] = {
    str: {"string"},
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    dict: {"object"},
    list: {"array"},
    type(None): {"null"},
}


def test_the_root_lists_addresses_that_answer(api: APIClient) -> None:
    for name, url in api.get("/api/v1/").json().items():
        query = {"tool": "x"} if name == "check" else {}
        assert api.get(url, query).status_code == 200, name


def test_the_page_to_try_it_works_offline(stranger: APIClient) -> None:
    """All it loads is ours, and no script stands in the page itself."""
    page = stranger.get("/api/v1/docs/")
    html = page.content.decode()
    assert "http://" not in html.replace("http://testserver", "")
    assert "https://" not in html
    assert not re.search(r"<script>|<script type[^>]*>\s*\w", html)
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    assert len(files) >= 3
    assert all(finders.find(name) for name in files)
    assert "script-src 'self';" in page["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in page["Content-Security-Policy"]
    (script,) = re.findall(r'src="(/api/v1/docs/\?script=[^"]*)"', html)
    assert "/api/v1/schema/" in stranger.get(script).content.decode()
