"""Two analysts at the same moment: a file is kept once, and a proof is read again once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import GOOD, NOW, answer_all, at, make_offering, make_user, proof
from tests.files import PDF
from vetting.models import Answer, Evidence, Reconfirmation
from vetting.services.evidence import add_evidence, reconfirm
from vetting.services.file_kinds import Upload
from vetting.services.refusals import Refused

pytestmark = NEEDS_MANY_WRITERS


def test_the_same_file_from_two_people_is_kept_once(tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path

    def add(title: str, by: Any) -> Any:
        given = proof(title=title, undated=True)
        return add_evidence(given=given, by=by, now=NOW, upload=Upload("terms.pdf", PDF))

    rosa, sam = make_user("analyst"), make_user("analyst")
    done = at_once(lambda: add("Terms", rosa), lambda: add("The terms", sam))
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]
    assert [path.name for path in tmp_path.iterdir()] == [Evidence.objects.get().file_key]


def test_a_proof_is_read_again_once() -> None:
    stated = proof(kind="published_terms")
    answer_all(make_offering(), {"audit_log": GOOD["audit_log"]}, evidence=stated)
    old = Evidence.objects.get()

    def again(by: Any, days: int) -> Any:
        return reconfirm(evidence=[old], seen_on=at(days).date(), by=by, now=at(9))

    rosa, sam = make_user("analyst"), make_user("analyst")
    done = at_once(lambda: again(rosa, 8), lambda: again(sam, 9))
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]
    now = Answer.objects.get(superseded_at=None)
    assert now.evidence == Reconfirmation.objects.get().renewed
