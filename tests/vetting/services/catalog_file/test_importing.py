"""What an import writes, what it leaves alone, and what follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import GOOD, NOW, at, make_user, open_review_of, proof, publish, told
from tests.vetting.services.catalog_file.samples import (
    Change,
    answer,
    changed,
    document,
    everything,
    good_answers,
    imported,
    offering,
    written,
)
from vetting.models import (
    Answer,
    Assessment,
    AuditEntry,
    Decision,
    Evidence,
    Explanation,
    LookupName,
    Offering,
    RunsOn,
    StatusPeriod,
    Tool,
)
from vetting.scoring.vocabulary import StatusReason, Verdict
from vetting.services.answers import record_answer, withdraw_answer
from vetting.services.audit import broken_links
from vetting.services.catalog_file.importing import import_catalog
from vetting.services.catalogue import save_tool, set_runs_on

pytestmark = pytest.mark.django_db


def put(number: int, **fields: Any) -> Change:
    return lambda made: made["offerings"][number].update(fields)


def current(slug: str) -> dict[str, Any]:
    rows = Answer.objects.filter(offering__slug=slug, superseded_at=None)
    return dict(rows.values_list("criterion", "value"))


def test_it_brings_everything_in_the_file(tmp_path: Path) -> None:
    done = imported(tmp_path, document())
    assert dict(done.counts) == {
        "vendors created": 1,
        "vendors changed": 0,
        "tools created": 2,
        "tools changed": 0,
        "offerings created": 3,
        "offerings changed": 0,
        "answers recorded": len(GOOD) + 1,
        "chains changed": 1,
    }
    wrap = Offering.objects.get(slug="wrap")
    assert (wrap.full_name, wrap.tool.vendor.name) == ("Acme Wrap - Wrap", "Acme")
    assert RunsOn.objects.get().upstream.slug == "chat-api"
    first = Answer.objects.get(offering__slug="chat-free")
    assert (first.value, first.evidence.title, first.origin) == ("always", "Acme terms", "catalog")
    verdicts = dict(Assessment.objects.values_list("offering__slug", "verdict"))
    assert verdicts == {"chat-api": "approved", "chat-free": "banned", "wrap": "not_vetted"}
    explained = dict(Explanation.objects.values_list("offering__slug", "answers"))
    assert explained.keys() == verdicts.keys()
    assert '"always"' in explained["chat-free"]


def test_it_decides_nothing(tmp_path: Path) -> None:
    imported(tmp_path, document())
    assert not Decision.objects.exists()
    assert set(StatusPeriod.objects.values_list("reason", flat=True)) == {"never_decided"}


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, document())
    before = everything()
    again = imported(tmp_path, document(), now=at(1))
    assert again.changed_nothing
    assert everything() == before


def test_the_same_file_again_asks_little(tmp_path: Path) -> None:
    imported(tmp_path, document())
    with CaptureQueriesContext(connection) as queries:
        imported(tmp_path, document(), now=at(1))
    # Policy; 3 to know slugs, 1 plans, 1 links; savepoint; vendors 1, tools 2 (parents), offerings
    # 2 (parents) and 1 whole, links 1; release.
    assert len(queries) <= 18, [q["sql"][:90] for q in queries]


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path) -> None:
    before = everything()
    would = imported(tmp_path, document(), dry_run=True)
    assert everything() == before
    assert would.counts == imported(tmp_path, document()).counts


def test_an_answer_that_changed_supersedes(tmp_path: Path) -> None:
    imported(tmp_path, document())
    better = changed(put(1, answers=[answer("trains_on_inputs", "opt_out_available")]))
    done = imported(tmp_path, better, now=at(1))
    assert done.counts["answers superseded"] == 1
    old, new = Answer.objects.filter(offering__slug="chat-free").order_by("pk")
    assert (old.value, old.superseded_at, old.superseded_by) == ("always", at(1), "catalog")
    assert (new.value, new.recorded_at, new.superseded_at) == ("opt_out_available", at(1), None)


@pytest.mark.parametrize(
    "fields", [{"seen_on": "2026-08-15"}, {"title": "Acme terms, new"}, {"url": ""}]
)
def test_an_answer_on_other_evidence_supersedes(tmp_path: Path, fields: dict[str, str]) -> None:
    imported(tmp_path, document())
    again = changed(put(1, answers=[answer("trains_on_inputs", "always", **fields)]))
    assert imported(tmp_path, again, now=at(1)).counts["answers superseded"] == 1


def test_an_answer_that_the_file_dropped_is_withdrawn_and_may_come_back(tmp_path: Path) -> None:
    imported(tmp_path, document())
    done = imported(tmp_path, changed(put(1, answers=[])), now=at(1))
    assert done.counts["answers withdrawn"] == 1
    assert current("chat-free") == {}
    assert Assessment.objects.get(offering__slug="chat-free", superseded_at=None).p2 == 0
    back = imported(tmp_path, document(), now=at(2))
    assert back.counts["answers recorded"] == 1
    assert current("chat-free") == {"trains_on_inputs": "always"}


def desk_says(slug: str, value: str, days: int) -> None:
    record_answer(
        offering=Offering.objects.get(slug=slug),
        criterion="trains_on_inputs",
        value=value,
        evidence=proof(seen_on=at(days).date()),
        by=make_user("analyst"),
        now=at(days),
    )


def test_the_desk_has_the_last_word_over_the_same_file(tmp_path: Path) -> None:
    imported(tmp_path, document())
    desk_says("chat-free", "opt_out_applied", 1)
    before = everything()
    assert imported(tmp_path, document(), now=at(2)).changed_nothing
    assert everything() == before


def test_the_desk_has_the_last_word_over_a_newer_file_and_that_is_told(tmp_path: Path) -> None:
    imported(tmp_path, document())
    desk_says("chat-free", "opt_out_applied", 1)
    newer = changed(put(1, answers=[answer("trains_on_inputs", "opt_out_available")]))
    done = imported(tmp_path, newer, now=at(2))
    assert done.counts["kept"] == 1
    assert done.changed_nothing
    assert current("chat-free") == {"trains_on_inputs": "opt_out_applied"}


def test_what_the_desk_withdrew_stays_withdrawn_until_the_file_says_something_new(
    tmp_path: Path,
) -> None:
    imported(tmp_path, document())
    withdraw_answer(
        offering=Offering.objects.get(slug="chat-free"),
        criterion="trains_on_inputs",
        because="Wrong page.",
        by=make_user("analyst"),
        now=at(1),
    )
    more = [answer("trains_on_inputs", "always"), answer("encryption", "rest_transit")]
    imported(tmp_path, changed(put(1, answers=more)), now=at(2))
    assert current("chat-free") == {"encryption": "rest_transit"}
    more[0] = answer("trains_on_inputs", "opt_out_available")
    imported(tmp_path, changed(put(1, answers=more)), now=at(3))
    assert current("chat-free")["trains_on_inputs"] == "opt_out_available"


def test_what_the_desk_answered_itself_is_not_withdrawn_by_a_file(tmp_path: Path) -> None:
    imported(tmp_path, document())
    desk_says("wrap", "opt_out_applied", 1)
    renamed = changed(put(2, name="Wrap plus", answers=[answer("encryption", "rest_transit")]))
    imported(tmp_path, renamed, now=at(2))
    assert current("wrap") == {"trains_on_inputs": "opt_out_applied", "encryption": "rest_transit"}


def test_the_desk_may_rename_what_a_file_brought(tmp_path: Path) -> None:
    imported(tmp_path, document())
    tool = Tool.objects.get(slug="acme-chat")
    tool.name = "Acme Chat (ours)"
    save_tool(tool=tool, by=make_user("analyst"), now=at(1))
    assert imported(tmp_path, document(), now=at(2)).changed_nothing
    tool.refresh_from_db()
    assert tool.name == "Acme Chat (ours)"
    newer = changed(lambda made: made["tools"][0].update(name="Acme Talk"))
    assert imported(tmp_path, newer, now=at(3)).counts["tools changed"] == 1
    assert Offering.objects.get(slug="chat-free").full_name == "Acme Talk - Chat Free"
    assert LookupName.objects.filter(key="acmetalkchatfree").exists()


def test_it_never_touches_a_decision(tmp_path: Path) -> None:
    imported(tmp_path, document())
    decision = publish(Offering.objects.get(slug="chat-api"), Verdict.CONDITIONAL)
    kept = Decision.objects.values().get()
    better = good_answers() + [answer("egress_control", "verified_no_egress")]
    imported(tmp_path, changed(put(0, kind="hybrid", answers=better)), now=at(1))
    assert Decision.objects.values().get() == kept
    assert told(decision.offering, at(1).date()).verdict is Verdict.CONDITIONAL


def test_a_knock_out_that_arrives_by_import_stops_a_published_offering(tmp_path: Path) -> None:
    imported(tmp_path, document())
    api, wrap = (Offering.objects.get(slug=slug) for slug in ("chat-api", "wrap"))
    publish(api, Verdict.CONDITIONAL)
    worse = [row for row in good_answers() if row["criterion"] != "trains_on_inputs"]
    worse.append(answer("trains_on_inputs", "always"))
    imported(tmp_path, changed(put(0, answers=worse)), now=at(1))
    assert told(api, at(1).date()).reason is StatusReason.SUSPENDED
    assert told(wrap, at(1).date()).usable is False
    stop = Decision.objects.get(act="suspend")
    assert (stop.author, stop.loosens) == (None, False)
    review = open_review_of(api)
    assert review is not None
    assert "the rules now say banned" in review.because
    assert broken_links() == []


def test_another_kind_alone_is_judged_anew(tmp_path: Path) -> None:
    imported(tmp_path, document())
    publish(Offering.objects.get(slug="chat-api"), Verdict.CONDITIONAL)
    imported(tmp_path, changed(put(0, kind="hybrid")), now=at(1))
    found = Assessment.objects.get(offering__slug="chat-api", superseded_at=None)
    assert (found.verdict, found.result["kind"]) == ("not_vetted", "hybrid")
    review = open_review_of(found.offering)
    assert review is not None


def test_a_chain_that_turns_round_is_no_circle(tmp_path: Path) -> None:
    imported(tmp_path, document())
    turned = changed(put(2, runs_on=[]), put(0, runs_on=["wrap"]))
    assert imported(tmp_path, turned, now=at(1)).counts["chains changed"] == 2
    standing = RunsOn.objects.filter(ended_on=None).values_list("offering__slug", "upstream__slug")
    assert list(standing) == [("chat-api", "wrap")]
    assert told(Offering.objects.get(slug="chat-api"), at(1).date()).usable is False


def test_a_link_that_the_desk_set_stays_until_the_file_says_something_new(tmp_path: Path) -> None:
    imported(tmp_path, document())
    wrap = Offering.objects.get(slug="wrap")
    free = Offering.objects.get(slug="chat-free")
    set_runs_on(offering=wrap, upstreams=[free], by=make_user("analyst"), now=at(1))
    assert imported(tmp_path, document(), now=at(2)).changed_nothing
    both = changed(put(2, runs_on=["chat-api", "chat-free"]))
    assert imported(tmp_path, both, now=at(3)).counts["chains changed"] == 1
    assert RunsOn.objects.filter(offering=wrap, ended_on=None).count() == 2


def test_a_file_that_leaves_a_bad_upstream_out_does_not_clear_the_offering(tmp_path: Path) -> None:
    imported(tmp_path, changed(put(2, answers=good_answers())))
    wrap = Offering.objects.get(slug="wrap")
    publish(wrap, Verdict.CONDITIONAL)
    assert told(wrap).reason is StatusReason.UPSTREAM
    imported(tmp_path, changed(put(2, answers=good_answers(), runs_on=[])), now=at(1))
    assert told(wrap, at(1).date()).reason is StatusReason.SUSPENDED
    assert open_review_of(wrap) is not None


def test_an_offering_may_move_to_another_tool(tmp_path: Path) -> None:
    imported(tmp_path, document())
    imported(tmp_path, changed(put(1, tool="acme-wrap")), now=at(1))
    moved = Offering.objects.get(slug="chat-free")
    assert moved.full_name == "Acme Wrap - Chat Free"
    names = LookupName.objects.filter(offering=moved).values_list("tool__slug", flat=True)
    assert set(names) == {"acme-wrap"}


def test_every_act_is_in_the_trail(tmp_path: Path) -> None:
    imported(tmp_path, document())
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "subject_id", "by_name"))
    assert [act[:2] for act in acts[:-1]] == [
        ("created", "acme"),
        ("created", "acme-chat"),
        ("created", "acme-wrap"),
        ("created", "chat-api"),
        ("created", "chat-free"),
        ("created", "wrap"),
        ("answered", "chat-api"),
        ("answered", "chat-free"),
        ("changed what it runs on", "wrap"),
    ]
    assert acts[-1][0] == "imported a catalogue file"
    assert {act[2] for act in acts} == {"the registry"}
    assert AuditEntry.objects.latest("pk").subject == "catalog.json"
    assert broken_links() == []


def test_one_proof_carries_all_the_answers_that_name_it(tmp_path: Path) -> None:
    imported(tmp_path, document())
    assert Evidence.objects.count() == 1


def test_it_shows_progress(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    many = changed(lambda made: made.update(offerings=[offering(f"plan-{n}") for n in range(9)]))
    import_catalog(
        path=written(tmp_path, many),
        by=None,
        now=NOW,
        progress=lambda *step: seen.append(step),
        at_a_time=4,
    )
    assert seen == [("checking", 0, 0)] + [("importing", n, 9) for n in (4, 8, 9)]
    assert Offering.objects.count() == 9


def test_nothing_stays_of_an_import_that_breaks_off(tmp_path: Path) -> None:
    class Interrupted(Exception):
        """Somebody pressed Ctrl-C."""

    def interrupt(stage: str, done: int, of: int) -> None:
        if done:
            raise Interrupted

    before = everything()
    with pytest.raises(Interrupted):
        import_catalog(path=written(tmp_path, document()), by=None, now=NOW, progress=interrupt)
    assert everything() == before
