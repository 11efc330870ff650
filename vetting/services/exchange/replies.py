"""A vendor's questionnaire that came back: see what it says, and keep it as claims that wait."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Policy, VendorClaim, VendorReply
from vetting.scoring.policy import Policy as Rules
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.exchange.questionnaire_in import Returned, code_in, read_returned
from vetting.services.permissions import require
from vetting.services.refusals import Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """A returned questionnaire, read by the rules in force; `outdated` says so where it is old."""

    returned: Returned
    rules: Rules
    outdated: str


def open_reply(*, offering: Offering, content: bytes, now: datetime) -> Opened:
    """What the file says of this offering; writes nothing.

    Raises Refused where it is no questionnaire of ours, is about another offering, or came before.
    """
    asked = code_in(content)
    if asked.offering != offering.slug:
        other = Offering.objects.filter(slug=asked.offering).first()
        about = other.full_name if other else asked.offering
        raise Refused([("file", f"This questionnaire is about {about}, not this offering.")])
    sha256 = hashlib.sha256(content).hexdigest()
    earlier = VendorReply.objects.filter(offering=offering, sha256=sha256).defer("content").first()
    if earlier is not None:
        day = local_day(earlier.received_at)
        raise Refused([("file", f"This very file was read in already, on {day.isoformat()}.")])
    rules = Policy.objects.in_force(local_day(now)).rules
    old, outdated = None, ""
    if asked.policy_version != rules.version:
        row = Policy.objects.filter(version=asked.policy_version).first()
        old = row.rules if row else None
        outdated = (
            f"It was made by policy {asked.policy_version}; in force is {rules.version}. What is "
            "not asked any more is not taken, and what is asked since is not answered."
        )
    returned = read_returned(content, offering, rules, old, local_day(now))
    return Opened(returned, rules, outdated)


@one_at_a_time
def receive_reply(
    *, offering: Offering, content: bytes, file_name: str, by: User, now: datetime
) -> VendorReply:
    """Keep the file and what it claims. Raises Refused, also where it claims nothing.

    What waited from an earlier reply to the same question is replaced. No answer changes.
    """
    require(by, "vetting.add_answer")
    opened = open_reply(offering=offering, content=content, now=now)
    claims = opened.returned.claims
    if not claims:
        raise Refused([("file", "There is no answer in this file that can be taken.")])
    reply = _kept(opened.returned, offering, content, file_name, by=by, now=now)
    again = offering.vendor_claims.filter(
        state=VendorClaim.State.WAITING, criterion__in=[claim.criterion for claim in claims]
    )
    again.update(
        state=VendorClaim.State.REPLACED, judged_by=by, judged_at=now, because=f"{file_name} came."
    )
    for claim in claims:
        claim.reply = reply
    VendorClaim.objects.bulk_create(claims)
    record_act(
        act="received a vendor's answers",
        subject=offering,
        by=by,
        now=now,
        because=f"Questionnaire {file_name}; nothing counts before somebody accepts it.",
        after={
            "file": file_name,
            "sha256": reply.sha256,
            "claims": {claim.criterion: claim.value for claim in claims},
        },
    )
    return reply


def _kept(
    returned: Returned,
    offering: Offering,
    content: bytes,
    file_name: str,
    *,
    by: User,
    now: datetime,
) -> VendorReply:
    return VendorReply.objects.create(
        offering=offering,
        policy_version=returned.asked.policy_version,
        filled_in_by=returned.filled_in_by,
        filled_in_on=returned.filled_in_on,
        file_name=file_name[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        received_at=now,
        received_by=by,
    )
