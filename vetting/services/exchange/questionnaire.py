"""What a questionnaire is: its sheets and headings, whose it is, and the code that says so."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from vetting.models import Offering
from vetting.services.refusals import Refused

# The kind of evidence in the policy that a returned questionnaire is.
KIND = "questionnaire"

READ_ME = "Read me first"
QUESTIONS = "Questions"
CHOICES = "Choices"

ID, QUESTION, HELP, ANSWER = "Id", "Question", "What we mean", "Your answer"
TITLE, LINK, DATED, REMARK = (
    "Document that proves it", "Link to it", "Its date (YYYY-MM-DD)", "Remarks",
)  # fmt: skip
HEADINGS = (ID, QUESTION, HELP, ANSWER, TITLE, LINK, DATED, REMARK)

CODE, BY, ON = "Code", "Filled in by (name and role)", "Filled in on (YYYY-MM-DD)"

_SIGNER = "vetting.exchange.questionnaire"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which offering a questionnaire is about, and by which policy it asks."""

    offering: str
    policy_version: str


def code_for(offering: Offering, policy_version: str) -> str:
    return Signer(salt=_SIGNER).sign(f"{offering.slug}:{policy_version}")


def asked_by(code: str) -> Asked:
    """Raises Refused for a code that we did not write."""
    try:
        offering, version = Signer(salt=_SIGNER).unsign(code.strip()).split(":")
    except (BadSignature, ValueError) as error:
        why = (
            f"The code on the sheet “{READ_ME}” is not ours or was changed, so nobody can tell "
            "which offering this is about. Send the vendor a new questionnaire."
        )
        raise Refused([("file", why)]) from error
    return Asked(offering, version)
