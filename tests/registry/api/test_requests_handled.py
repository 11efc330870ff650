"""requests/ after the desk has handled them: an old id still answers, and every answer is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.builders import make_decided, the
from tests.registry.api.building import days
from tests.registry.api.test_requests import REQUESTS, ask, listed, other
from vetting.models import VettingRequest
from vetting.services.decisions import suspend
from vetting.services.requests import answer_request, join_requests, take_offering

__all__ = ["other"]


def handled(code: str) -> VettingRequest:
    return VettingRequest.objects.get(code=code)


def join(one: str, into: str) -> None:
    ends = handled(one)
    join_requests(
        request=ends, into=handled(into), seen=ends.version, by=the("analyst"), now=timezone.now()
    )


def answer(code: str, **said: Any) -> None:
    asked = handled(code)
    given = {"state": "answered", "answer": "Use it.", "told": "", **said}
    answer_request(
        request=asked, seen=asked.version, by=the("analyst"), now=timezone.now(), **given
    )


def test_an_id_that_was_joined_to_another_answers_with_the_one_that_goes_on(
    api: APIClient, other: APIClient
) -> None:
    goes_on, ended = ask(other, tool="Runway")["id"], ask(api, tool="Gen 4", purpose="Skies.")["id"]
    join(ended, goes_on)
    found = api.get(f"{REQUESTS}{ended}/").json()
    assert (found["id"], found["formerly"], found["votes"]) == (goes_on, [ended], 2)
    assert (found["tool"], found["your_words"], found["your_purpose"]) == (
        "Runway", "Gen 4", "Skies.",
    )  # fmt: skip
    assert api.get(f"{REQUESTS}{goes_on}/").json() == found
    assert listed(api) == [found]
    answer(goes_on)
    assert api.get(f"{REQUESTS}{ended}/").json()["answer"] == "Use it."
    assert listed(api, state="answered")[0]["id"] == goes_on


def test_nobody_hears_of_an_id_that_they_never_had(api: APIClient, other: APIClient) -> None:
    goes_on, ended = ask(other, tool="Runway")["id"], ask(api, tool="Gen 4")["id"]
    join(ended, goes_on)
    assert other.get(f"{REQUESTS}{ended}/").status_code == 404
    assert other.get(f"{REQUESTS}{goes_on}/").json()["formerly"] == []


def test_asking_for_a_joined_one_again_changes_the_own_note_on_the_other(api: APIClient) -> None:
    goes_on, ended = ask(api, tool="Runway")["id"], ask(api, tool="Gen 4")["id"]
    join(ended, goes_on)
    again = ask(api, 200, tool="gen-4", needed_by=days(9).isoformat())
    assert (again["id"], again["your_needed_by"]) == (goes_on, days(9).isoformat())
    assert api.get(f"{REQUESTS}?state=joined").status_code == 400


@pytest.mark.parametrize("state", ["answered", "declined"])
def test_every_production_that_asks_is_told_the_same_answer(
    state: str, api: APIClient, other: APIClient
) -> None:
    code = ask(api, tool="Runway")["id"]
    ask(other, 200, tool="Runway")
    answer(code, state=state, answer="In two lines.\nThat is all.")
    for client in (api, other):
        found = client.get(f"{REQUESTS}{code}/").json()
        assert (found["state"], found["answer"]) == (state, "In two lines.\nThat is all.")
        assert found["answered_at"].endswith("Z")


def test_what_was_remembered_ends_with_each_act(api: APIClient, settings: Any) -> None:
    settings.API_KEEP_MEGABYTES = 4
    now = timezone.now()
    code = ask(api, tool="Chat")["id"]
    offering = make_decided("chat", "banned", now=now)
    seen = [listed(api)[0]["state"]]
    asked = handled(code)
    take_offering(
        request=asked, offering=offering, seen=asked.version, by=the("analyst"), now=timezone.now()
    )
    seen.append(listed(api)[0]["state"])
    answer(code, told="banned")
    seen.append(listed(api)[0]["state"])
    suspend(offering=offering, because="x", by=the("analyst"), now=timezone.now())
    assert seen == ["open", "in_review", "answered"]
    assert listed(api)[0]["offering"]["slug"] == "chat"
