"""What the loader refuses in the shape of a file, and in which words."""

import pytest

from tests.vetting.scoring.edited_policy import SHIPPED, edited, problems_of
from vetting.scoring.loader import PolicyError

ENCRYPTION = 'key = "encryption"'

FAULTS = [
    # Missing, unknown, empty and of the wrong type.
    (ENCRYPTION, "weight = 11\n", "", 'criterion "encryption": weight is missing'),
    ("", 'version = "2026.1"\n', "", "the policy: version is missing"),
    ("[cadence]", "grace_days = 30\n", "", "cadence: grace_days is missing"),
    (
        ENCRYPTION,
        "weight",
        'colour = "red"\nweight',
        'criterion "encryption": unknown key "colour"',
    ),
    (
        "\nstrict",
        "strict_storage",
        "strikt = 1\nstrict_storage",
        'the policy: unknown key "strikt"',
    ),
    ("[grades.D]", "gating", "gatin = 1\ngating", 'grade "D": unknown key "gatin"'),
    (
        ENCRYPTION,
        'label = "Not encrypted"',
        'label = "Not encrypted"\nstat = "K"',
        'criterion "encryption", value "none": unknown key "stat"',
    ),
    (
        ENCRYPTION,
        'title = "Encryption"',
        'title = " "',
        'criterion "encryption": title is empty',
    ),
    (
        ENCRYPTION,
        "gating = true",
        "gating = 1",
        'criterion "encryption": gating must be true or false, not 1',
    ),
    (
        ENCRYPTION,
        "weight = 11",
        'weight = "eleven"',
        'criterion "encryption": weight must be a number, not "eleven"',
    ),
    (
        ENCRYPTION,
        "weight = 11",
        "weight = true",
        'criterion "encryption": weight must be a number, not true',
    ),
    (
        ENCRYPTION,
        "credit = 0.85",
        "credit = nan",
        'criterion "encryption", value "rest_transit": credit must be a number, not NaN',
    ),
    (
        "[cadence]",
        "grace_days = 30",
        "grace_days = 30.5",
        "cadence: grace_days must be a whole number, not 30.5",
    ),
    (
        ENCRYPTION,
        'effect = "cond"',
        'effect = "shrug"',
        'criterion "encryption": effect must be one of cond, note, not "shrug"',
    ),
    (
        ENCRYPTION,
        'state = "V"',
        'state = "unknown"',
        'criterion "encryption", value "transit_only": state must be one of S, P, V, K, '
        'not "unknown"',
    ),
    (
        ENCRYPTION,
        'key = "none"',
        'key = "No way"',
        'criterion "encryption", value "No way": key may only hold small letters, digits and '
        'underscores, not "No way"',
    ),
    (
        "[cadence]",
        "chase_days = [7, 14, 30]",
        "chase_days = []",
        "cadence: chase_days must hold at least one number of days",
    ),
    (
        "[cadence]",
        "chase_days = [7, 14, 30]",
        "chase_days = 7",
        "cadence: chase_days must be a list of whole numbers, not 7",
    ),
    # Numbers out of bounds.
    (
        ENCRYPTION,
        "credit = 0.85",
        "credit = 1.4",
        'criterion "encryption", value "rest_transit": credit must be between 0 and 1, not 1.4',
    ),
    (
        ENCRYPTION,
        "weight = 11",
        "weight = 0",
        'criterion "encryption": weight must be between 0.01 and 1000, not 0',
    ),
    (
        "[thresholds]",
        "P2 = 85",
        "P2 = 101",
        "thresholds, approve_from: P2 must be between 0 and 100, not 101",
    ),
    (
        "[cadence]",
        "grace_days = 30",
        "grace_days = 0",
        "cadence: grace_days must be between 1 and 3650, not 0",
    ),
    (
        "[grades.C]",
        "credit_cap = 0.8",
        "credit_cap = -1",
        'grade "C": credit_cap must be between 0 and 1, not -1',
    ),
    (
        "[cadence.tiers.1]",
        "[30, 14, 7, 1]",
        "[30, 7, 14, 1]",
        "cadence, tier 1: reminder_days must run from the longest to the shortest, each once",
    ),
    (
        "[cadence]",
        "chase_days = [7, 14, 30]",
        "chase_days = [14, 7, 30]",
        "cadence: chase_days must run from the shortest to the longest, each once",
    ),
    (
        "[cadence]",
        "overdue_days = [7, 14, 30]",
        "overdue_days = [0, 14, 30]",
        "cadence: overdue_days may only hold numbers of at least 1",
    ),
    (
        "[override]",
        "looser = { days = 90 }",
        "looser = { days = 90, months = 1 }",
        "override, looser: give either months or days",
    ),
    (
        "[override]",
        "looser = { days = 90 }",
        "looser = {}",
        "override, looser: give either months or days",
    ),
    (
        "[evidence.pen_test]",
        "valid = { months = 12 }",
        "valid = { months = 0 }",
        'evidence "pen_test", valid: months must be between 1 and 120, not 0',
    ),
    (
        "[evidence.pen_test]",
        'counts_from = "document"',
        'counts_from = "birth"',
        'evidence "pen_test": counts_from must be one of seen_on, document, not "birth"',
    ),
]

MISSPELT = [
    ("\n[thr", "[thresholds]", "[treshold]", "the policy", "thresholds", "treshold"),
    ("", "[grades.B]", "[grades.E]", "grades", "B", "E"),
    ("", "[cadence.tiers.2]", "[cadence.tiers.4]", "cadence, tiers", "2", "4"),
    (ENCRYPTION, "gating =", "gate =", 'criterion "encryption"', "gating", "gate"),
]


@pytest.mark.parametrize(("after", "old", "new", "problem"), FAULTS)
def test_it_names_the_place_and_the_fault(after: str, old: str, new: str, problem: str) -> None:
    assert problems_of(edited(after, old, new)) == [problem]


@pytest.mark.parametrize(("after", "old", "new", "place", "right", "wrong"), MISSPELT)
def test_a_misspelt_name_is_missing_and_unknown(
    after: str, old: str, new: str, place: str, right: str, wrong: str
) -> None:
    assert problems_of(edited(after, old, new)) == [
        f"{place}: {right} is missing",
        f'{place}: unknown key "{wrong}"',
    ]


def test_it_reports_every_problem_at_once() -> None:
    text = edited(ENCRYPTION, "weight = 11", "weight = 0")
    text = edited(ENCRYPTION, "credit = 0.85", "credit = 1.4", text)
    text = edited('key = "audit_log"', "credit = 0.6", "credit = 2", text)
    text = edited('key = "data_residency"', "credit = 0.7", "credit = 0.1", text)
    text = edited("[cadence]", "grace_days = 30", "", text)
    assert problems_of(text) == [
        'criterion "audit_log", value "console_only": credit must be between 0 and 1, not 2',
        'criterion "encryption": weight must be between 0.01 and 1000, not 0',
        'criterion "encryption", value "rest_transit": credit must be between 0 and 1, not 1.4',
        'criterion "data_residency", value "undisclosed": values run from the best to the worst, '
        'but its credit 0.2 is above the 0.1 of "disclosed"',
        "cadence: grace_days is missing",
    ]


def test_the_message_holds_all_problems() -> None:
    assert str(PolicyError(["first: wrong", "second: wrong"])) == "first: wrong\nsecond: wrong"


def test_broken_toml_is_reported_with_line_and_column() -> None:
    assert problems_of('version = "1"\ntitle = = "x"') == [
        "the file is not valid TOML: Invalid value (at line 2, column 9)"
    ]


def test_absurd_nesting_is_a_problem_and_not_a_crash() -> None:
    (problem,) = problems_of("x = " + "[" * 100_000)
    assert problem.startswith("the file is not valid TOML: ")


def test_an_empty_file_lacks_everything() -> None:
    assert "the policy: criterion is missing" in problems_of("")


def test_a_criterion_without_a_key_is_named_by_its_number() -> None:
    assert problems_of(edited("", 'key = "trains_on_inputs"\n', "")) == [
        "criterion 1: key is missing"
    ]


def test_a_criterion_may_be_asked_only_once() -> None:
    text = edited("", 'key = "trains_on_outputs"', 'key = "trains_on_inputs"')
    assert problems_of(text) == ['the policy: criterion "trains_on_inputs" is given twice']


def test_every_principle_needs_a_gating_criterion_for_every_deployment() -> None:
    text = SHIPPED
    for key in ("tenancy_isolation", "encryption", "egress_control"):
        text = edited(f'key = "{key}"', "gating = true", "gating = false", text)
    assert problems_of(text) == ["the policy: no criterion of P3 is gating for local tools"]
