"""The example at the door of the rules runs as it stands there."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import Any

from vetting import scoring
from vetting.scoring.vocabulary import Verdict


def test_the_example_runs_and_leaves_the_other_questions_open() -> None:
    lines = [line for line in (scoring.__doc__ or "").splitlines() if line.startswith("    ")]
    names: dict[str, Any] = {**vars(scoring), "today": date(2026, 11, 22)}
    exec(textwrap.dedent("\n".join(lines)), names)  # noqa: S102 - our own docstring
    found = names["found"]
    assert found.verdict is Verdict.NOT_VETTED
    assert "encryption" not in {question.criterion for question in found.open_questions}
    assert len(found.open_questions) == 23
