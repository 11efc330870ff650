"""The command that imports a catalogue file: one line when it worked, every problem when not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.builders import NOW, make_user, proof
from tests.vetting.services.catalog_file.samples import answer, changed, document, written
from vetting.models import Offering, Vendor
from vetting.services.answers import record_answer

pytestmark = pytest.mark.django_db


def run(path: Path, **options: object) -> tuple[str, str]:
    out, progress = StringIO(), StringIO()
    call_command("import_catalog", path, stdout=out, stderr=progress, **options)
    return out.getvalue().strip(), progress.getvalue()


def test_it_says_what_it_did_in_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, document())
    did = "25 answers recorded, 1 chains changed, 3 offerings created, 2 tools created, 1 vendors"
    assert run(path, dry_run=True)[0] == f"Would import: {did} created."
    assert run(path)[0] == f"Imported: {did} created."
    assert run(path)[0] == "Nothing to change: 3 offerings are as the file has them."


def test_it_tells_how_often_the_desk_kept_its_word(tmp_path: Path) -> None:
    run(written(tmp_path, document()))
    record_answer(
        offering=Offering.objects.get(slug="chat-free"),
        criterion="trains_on_inputs",
        value="opt_out_applied",
        evidence=proof(),
        by=make_user("analyst"),
        now=NOW,
    )
    newer = changed(
        lambda made: made["offerings"][1].update(
            answers=[answer("trains_on_inputs", "not_possible")]
        )
    )
    assert run(written(tmp_path, newer))[0] == (
        "Nothing to change: 3 offerings are as the file has them. "
        "The desk's own word was kept for 1 answers."
    )


def test_it_shows_progress_away_from_its_result(tmp_path: Path) -> None:
    _, progress = run(written(tmp_path, document()))
    assert progress.splitlines() == ["checking the file", "importing 3 of 3 offerings"]


def test_it_fails_with_every_problem_on_a_line(tmp_path: Path) -> None:
    broken = changed(
        lambda made: made["vendors"][0].update(name=""),
        lambda made: made["offerings"][1].update(kind="rented"),
    )
    path = written(tmp_path, broken)
    with pytest.raises(CommandError) as failure:
        run(path)
    assert str(failure.value).splitlines() == [
        f"{path} was not imported, and nothing was changed: 2 problems.",
        "vendors[0] 'acme': name: is empty",
        "offerings[1] 'chat-free': kind: 'rented' is not a deployment kind",
    ]
    assert failure.value.returncode != 0
    assert not Vendor.objects.exists()


@pytest.mark.parametrize("missing", ["none.json", "."])
def test_it_says_that_there_is_no_such_file(tmp_path: Path, missing: str) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / missing)
