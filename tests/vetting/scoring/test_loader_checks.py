"""The rules that a well-formed policy may still break, and the sentence for each."""

import pytest

from tests.vetting.scoring.edited_policy import edited, problems_of

ENCRYPTION = 'key = "encryption"'
RETENTION = 'key = "retention_days_inputs"'
SIGN_IN = 'key = "identity_sso"'

FAULTS = [
    # Names that point nowhere, or are given twice.
    (
        ENCRYPTION,
        'proof = ["soc2_type2"',
        'proof = ["fax"',
        'criterion "encryption": proof names "fax", which is not known here',
    ),
    (
        ENCRYPTION,
        'proof = ["soc2_type2"',
        'proof = ["own_verification"',
        'criterion "encryption": proof names "own_verification" twice',
    ),
    (
        ENCRYPTION,
        'applies_to = ["hosted"',
        'applies_to = ["moon"',
        'criterion "encryption": applies_to names "moon", which is not known here',
    ),
    (
        ENCRYPTION,
        'applies_to = ["hosted", "hybrid", "local"]',
        "applies_to = []",
        'criterion "encryption": applies_to is empty, so it would never be asked',
    ),
    (
        "[prefilled",
        "netflix_enterprise_agreement",
        "big_studio",
        'prefilled: there is no deployment kind "big_studio"',
    ),
    (
        "[prefilled",
        "contract_basis =",
        "contract =",
        'prefilled "netflix_enterprise_agreement": there is no criterion "contract"',
    ),
    (
        "[prefilled",
        '"enterprise_agreement_dpa"',
        '"handshake"',
        'prefilled "netflix_enterprise_agreement": criterion "contract_basis" '
        'has no value "handshake"',
    ),
    (
        "[prefilled",
        'contract_basis = "enterprise_agreement_dpa"',
        'egress_control = "verified_no_egress"',
        'prefilled "netflix_enterprise_agreement": criterion "egress_control" '
        "does not apply to this kind",
    ),
    (
        "[prefilled",
        'contract_basis = "enterprise_agreement_dpa"',
        'breach_notice_days = "3"',
        'prefilled "netflix_enterprise_agreement": criterion "breach_notice_days" '
        "is not answered by choice",
    ),
    (
        "[cadence]",
        '"aggregator"',
        '"abacus"',
        'cadence: tier_1_kinds names "abacus", which is not known here',
    ),
    (
        ENCRYPTION,
        'key = "rest_transit"',
        'key = "rest_transit_cmk"',
        'criterion "encryption": value "rest_transit_cmk" is given twice',
    ),
    # The order of values: a worse answer never pays more.
    (
        ENCRYPTION,
        "credit = 0.2",
        "credit = 0.9",
        'criterion "encryption", value "transit_only": values run from the best to the worst, '
        'but its credit 0.9 is above the 0.85 of "rest_transit"',
    ),
    (
        SIGN_IN,
        'key = "password_only"\nlabel = "Password only"\ncredit = 0\nstate = "V"\ntext =',
        'key = "password_only"\nlabel = "Password only"\ncredit = 0\nstate = "S"\nstanding_term =',
        'criterion "identity_sso", value "password_only": values run from the best to the worst, '
        'but its state S is better than the P of "mfa_only"',
    ),
    (
        ENCRYPTION,
        "credit = 0\n",
        "credit = 0.1\n",
        'criterion "encryption", value "none": a knock-out earns no credit, not 0.1',
    ),
    (
        'key = "data_residency"',
        'credit = 1\nstate = "S"\n\n[[criterion.value]]\nkey = "disclosed"\n'
        'label = "The vendor says where"\ncredit = 0.7\nstate = "S"',
        'credit = 1\nstate = "P"\ntext = "Hm."\n\n[[criterion.value]]\nkey = "disclosed"\n'
        'label = "The vendor says where"\ncredit = 0.7\nstate = "P"\ntext = "Hm."',
        'criterion "data_residency": no value satisfies it, so nothing could ever be approved',
    ),
    # Texts.
    (
        ENCRYPTION,
        'text = "Encrypt files before you upload them, or upload no unreleased material."\n',
        "",
        'criterion "encryption", value "transit_only": text is missing: the condition it adds',
    ),
    (
        'key = "data_residency"',
        'text = "The region is unknown, so put in no personal data of cast or crew."\n',
        "",
        'criterion "data_residency", value "undisclosed": text is missing: the note it adds',
    ),
    (
        ENCRYPTION,
        'text = "The vendor does not encrypt your content."\n',
        "",
        'criterion "encryption", value "none": text is missing: the reason for the ban',
    ),
    (
        ENCRYPTION,
        'credit = 0.85\nstate = "S"',
        'credit = 0.85\nstate = "S"\ntext = "Well done."',
        'criterion "encryption", value "rest_transit": an answer that satisfies adds nothing: '
        "text belongs to P, V and K",
    ),
    (
        ENCRYPTION,
        'state = "V"',
        'state = "V"\nstanding_term = "So be it."',
        'criterion "encryption", value "transit_only": standing_term goes with an answer that '
        "satisfies, so with state S only",
    ),
    (
        "[grades.C]",
        '"{title}"',
        "{criterion}",
        'grade "C": condition knows no placeholder but {title}',
    ),
    # Ladders of days.
    (
        RETENTION,
        "up_to = 90",
        "up_to = 20",
        'criterion "retention_days_inputs", value "upto_90": up_to must rise, '
        "but 20 comes after 30",
    ),
    (
        RETENTION,
        "up_to = 90\n",
        "",
        'criterion "retention_days_inputs", value "upto_90": up_to is missing: '
        "only the last step is open",
    ),
    (
        RETENTION,
        'key = "more"',
        'key = "more"\nup_to = 5000',
        'criterion "retention_days_inputs", value "more": the last step is open, '
        "so it takes no up_to",
    ),
    (
        ENCRYPTION,
        "credit = 0.85",
        "up_to = 5\ncredit = 0.85",
        'criterion "encryption", value "rest_transit": up_to belongs to days and dates, '
        "not a choice",
    ),
    (
        RETENTION,
        'strict]\nstate = "P"',
        'strict]\nstate = "S"',
        'criterion "retention_days_inputs", value "upto_30": strict must be worse than the '
        "state S, not S",
    ),
    (
        RETENTION,
        'strict]\nstate = "P"',
        'strict]\nstate = "V"',
        'criterion "retention_days_inputs", value "upto_90": values run from the best to the '
        'worst, but its state P is better than the V of "upto_30"',
    ),
    # Thresholds and grades.
    (
        "[thresholds]",
        "P2 = 85",
        "P2 = 55",
        "thresholds: approve_from P2 is 55, which is under its ban_below of 60",
    ),
    (
        "[grades.D]",
        "credit_cap = 0.5",
        "credit_cap = 0.9",
        'grade "D": credit_cap 0.9 is above the 0.8 of the stronger grade "C"',
    ),
    (
        "[grades.B]",
        "gating = true",
        "gating = false",
        'grade "C": gating is true, but the stronger grade is not gating',
    ),
]


@pytest.mark.parametrize(("after", "old", "new", "problem"), FAULTS)
def test_it_names_the_place_and_the_fault(after: str, old: str, new: str, problem: str) -> None:
    assert problems_of(edited(after, old, new)) == [problem]
