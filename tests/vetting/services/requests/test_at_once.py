"""Two analysts at the same moment, on PostgreSQL: one of them acts, the other is told."""

from __future__ import annotations

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import NOW, make_user
from tests.vetting.services.requests.asking import fresh, wanted
from vetting.models import Offering
from vetting.services.audit import broken_links
from vetting.services.refusals import Refused
from vetting.services.requests import Wanted, answer_request, turn_into_review

pytestmark = NEEDS_MANY_WRITERS


def test_a_request_is_turned_and_answered_by_one_of_two() -> None:
    asked, rosa, idris = wanted("Chat"), make_user("analyst"), make_user("analyst")

    def turn(by: object, name: str) -> Offering:
        wish = Wanted("Pro", "api_standard", tool_name=name, vendor_name=name)
        return turn_into_review(request=asked, wanted=wish, seen=asked.version, by=by, now=NOW)

    done = at_once(lambda: turn(rosa, "Chat"), lambda: turn(idris, "Chatt"))
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]
    assert Offering.objects.count() == 1
    now = fresh(asked)

    def answer(by: object) -> object:
        return answer_request(
            request=now, state="declined", answer="No.", told="not_vetted", seen=now.version,
            by=by, now=NOW,
        )  # fmt: skip

    done = at_once(lambda: answer(rosa), lambda: answer(idris))
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]
    assert broken_links() == []
