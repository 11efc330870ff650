"""A request becomes work: the missing part of the catalogue is made, and a review is open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import (
    LATER,
    make_decided,
    make_offering,
    make_tool,
    make_vendor,
    open_review_of,
    the,
    told,
)
from tests.vetting.services.requests.asking import fresh, wanted
from vetting.models import AuditEntry, Offering, Tool, Vendor, VettingRequest
from vetting.services.refusals import Refused
from vetting.services.requests import Wanted, take_offering, turn_into_review

pytestmark = pytest.mark.django_db

ALL_NEW: dict[str, Any] = {
    "vendor_name": "Runway AI",
    "tool_name": "Runway ML",
    "category": "video generation",
    "modalities": ("video",),
    "domains": ("runwayml.com",),
    "plan": "Enterprise",
    "kind": "enterprise_workspace",
    "login_domains": ("app.runwayml.com",),
}


@pytest.fixture
def asked() -> VettingRequest:
    wanted("Runway", plan="Enterprise")
    return wanted("Runway", "atlas", plan="Enterprise")


def turn(asked: VettingRequest, role: str = "analyst", **said: Any) -> Offering:
    return turn_into_review(
        request=asked, wanted=Wanted(**{**ALL_NEW, **said}), seen=fresh(asked).version,
        by=the(role), now=LATER,
    )  # fmt: skip


def problems(asked: VettingRequest, **said: Any) -> set[str]:
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused) as refused:
        turn(asked, **said)
    assert AuditEntry.objects.count() == entries
    return {field for field, _ in refused.value.problems}


def test_one_step_makes_vendor_tool_and_offering_and_opens_the_review(
    asked: VettingRequest,
) -> None:
    offering = turn(asked)
    assert (offering.full_name, offering.slug) == ("Runway ML - Enterprise", "runway-ml-enterprise")
    assert (offering.tool.slug, offering.tool.vendor.slug) == ("runway-ml", "runway-ai")
    assert offering.tool.domains == ["runwayml.com"]
    review = open_review_of(offering)
    assert review is not None
    assert review.because == "Requested as “Runway - Enterprise” by Harbour and Atlas."
    assert (fresh(asked).state, fresh(asked).offering) == ("in_review", offering)
    assert told(offering).reason.value == "never_decided"
    acts = AuditEntry.objects.order_by("-pk").values_list("act", "subject_kind")[:5]
    assert list(acts) == [
        ("turned into a review", "request"),
        ("opened a review", "offering"),
        ("created", "offering"),
        ("created", "tool"),
        ("created", "vendor"),
    ]


def test_what_is_there_is_used_and_not_made_again(asked: VettingRequest) -> None:
    tool = make_tool("runway", name="Runway")
    offering = turn(asked, tool=tool)
    assert (offering.tool, Tool.objects.count(), Vendor.objects.count()) == (tool, 1, 1)


def test_a_new_tool_of_a_vendor_that_is_there(asked: VettingRequest) -> None:
    vendor = make_vendor("runway-ai", name="Runway AI")
    assert turn(asked, vendor=vendor).tool.vendor == vendor


def test_a_short_name_that_is_taken_gets_a_number(asked: VettingRequest) -> None:
    make_tool("runway-ml", name="Something else")
    offering = turn(asked)
    assert (offering.tool.slug, offering.slug) == ("runway-ml-2", "runway-ml-2-enterprise")


def test_a_name_without_latin_letters_still_gets_an_address(asked: VettingRequest) -> None:
    offering = turn(asked, tool_name="可灵", vendor_name="快手", plan="专业版")
    assert offering.tool.slug == f"request-{asked.pk}"
    assert offering.slug == f"request-{asked.pk}"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_made(
    asked: VettingRequest,
) -> None:
    wrong = {
        "vendor_name": "", "tool_name": "x" * 121, "domains": ("https://x.com",), "plan": "",
        "kind": "odd", "login_domains": ("no host",),
    }  # fmt: skip
    assert problems(asked, **wrong) == {*wrong}
    assert problems(asked, tool_name="") == {"tool_name"}
    assert (Vendor.objects.count(), Tool.objects.count()) == (0, 0)
    assert fresh(asked).state == "open"


def test_it_does_not_make_twice_what_is_there_under_the_same_name(asked: VettingRequest) -> None:
    vendor = make_vendor("rw", name="Runway A.I.")
    tool = make_tool("rw", name="Runway-ML", vendor=vendor)
    make_offering("rw-e", tool=tool, name="enter prise")
    assert problems(asked) == {"vendor_name"}
    assert problems(asked, vendor=vendor) == {"tool_name"}
    assert problems(asked, tool=tool) == {"plan"}


def test_an_offering_that_was_never_decided_is_linked_and_its_review_opens(
    asked: VettingRequest,
) -> None:
    offering = make_offering("rw-e")
    link(asked, offering)
    assert (fresh(asked).state, fresh(asked).offering) == ("in_review", offering)
    assert open_review_of(offering) is not None
    assert not VettingRequest.objects.all().ready().exists()


def test_an_offering_that_is_decided_is_ready_to_answer(asked: VettingRequest) -> None:
    offering = make_decided("rw-e", "banned")
    link(asked, offering)
    assert open_review_of(offering) is None
    assert VettingRequest.objects.all().ready().get() == asked


def link(asked: VettingRequest, offering: Offering, role: str = "analyst") -> None:
    take_offering(
        request=asked, offering=offering, seen=fresh(asked).version, by=the(role), now=LATER
    )


def test_a_wrong_link_is_put_right(asked: VettingRequest) -> None:
    link(asked, make_offering("wrong"))
    right = turn(asked)
    assert fresh(asked).offering == right


def test_the_second_of_two_analysts_is_told_what_the_first_did(asked: VettingRequest) -> None:
    seen = asked.version
    link(asked, make_offering("rw-e", name="Enterprise"))
    with pytest.raises(Refused, match="it is in review as Studio Chat - Enterprise"):
        turn_into_review(
            request=asked, wanted=Wanted(**ALL_NEW), seen=seen, by=the("analyst"), now=LATER
        )
    assert not Offering.objects.filter(slug="runway-ml-enterprise").exists()


def test_only_an_analyst_turns_or_links_and_only_what_is_under_way(asked: VettingRequest) -> None:
    offering = make_offering("rw-e")
    for role in ("viewer", "approver", "policy owner", "administrator"):
        with pytest.raises(Refused, match="ask an analyst"):
            turn(asked, role)
        with pytest.raises(Refused, match="ask an analyst"):
            link(asked, offering, role)
    VettingRequest.objects.update(state="declined", answered_at=LATER)
    for act in (lambda: turn(asked), lambda: link(asked, offering)):
        with pytest.raises(Refused, match="Open it again first"):
            act()
