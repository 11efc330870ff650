"""What is to go says so in its answers and in the document, at least a year before."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory

from registry.api.door.deprecation import Deprecation
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.schema.catalogue import NamedSerializer

GOING = Deprecation(date(2026, 12, 1), date(2027, 12, 1), "https://registry.example/changes")
SAID = {
    "Deprecation": "@1796083200",
    "Sunset": "Wed, 01 Dec 2027 00:00:00 GMT",
    "Link": '<https://registry.example/changes>; rel="deprecation"',
}


class Old(Endpoint):
    """An address of this test's own."""

    permission_classes = ()
    authentication_classes = ()
    stamped = False
    deprecation = GOING

    @described("old", "An old address", NamedSerializer, tag="about")
    def get(self, request: Request) -> Response:
        return Response({"slug": "a", "name": "A"})


class New(Old):
    deprecation = None


@pytest.mark.parametrize("query", ["", "?odd=1"], ids=["answered", "refused"])
def test_every_answer_of_what_is_to_go_says_when(query: str) -> None:
    response = Old.as_view()(APIRequestFactory().get(f"/old/{query}"))
    assert {name: response.headers[name] for name in SAID} == SAID


def test_it_says_so_also_where_nothing_has_changed() -> None:
    tag = Old.as_view()(APIRequestFactory().get("/old/")).headers["ETag"]
    response = Old.as_view()(APIRequestFactory().get("/old/", HTTP_IF_NONE_MATCH=tag))
    assert (response.status_code, response.headers["Sunset"]) == (304, SAID["Sunset"])


def test_whoever_keeps_an_answer_hears_of_the_announcement() -> None:
    held = New.as_view()(APIRequestFactory().get("/old/")).headers["ETag"]
    response = Old.as_view()(APIRequestFactory().get("/old/", HTTP_IF_NONE_MATCH=held))
    assert response.status_code == 200


def test_the_document_marks_it() -> None:
    found = SchemaGenerator(
        patterns=[path("old/", Old.as_view()), path("new/", New.as_view())]
    ).get_schema(public=True)
    assert found["paths"]["/old/"]["get"]["deprecated"] is True
    assert "deprecated" not in found["paths"]["/new/"]["get"]


def test_nothing_goes_without_a_year_of_notice() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Deprecation(date(2026, 12, 1), date(2027, 11, 1), "https://registry.example/changes")


def test_what_stays_says_nothing_of_it(api: APIClient) -> None:
    assert not set(SAID) & set(api.get("/api/v1/offerings/").headers)
