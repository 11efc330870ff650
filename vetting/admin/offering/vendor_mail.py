"""The mail that asks a vendor for what a better verdict needs: plain text, ready to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from vetting.scoring.vocabulary import Verdict

# Some mail programs cut a longer address off without a word.
LONGEST_LINK = 1900
CUT_SHORT = "[The list goes on: copy the whole text from the registry and paste it here.]"

AIMS = {
    Verdict.APPROVED: "approve it",
    Verdict.CONDITIONAL: "let our productions use it under conditions",
}
# The policy names proofs as our desk does; a vendor is told what to send.
TO_SEND = {
    "signed_agreement": "an agreement signed with us",
    "published_terms": "your published terms",
    "soc2_type2": "a current SOC 2 Type II report",
    "iso_certificate": "a current ISO 27001 or ISO 42001 certificate",
    "tpn_gold": "a TPN Gold assessment",
    "tpn_blue": "a TPN Blue assessment",
    "pen_test": "the summary of a penetration test",
    "own_verification": "a demonstration in which we see it ourselves",
    "vendor_statement": "a page of your help centre or trust centre",
    "questionnaire": "a questionnaire that you complete for us",
    "vendor_email": "a written statement from you",
    "third_party": "an independent review",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One question for the vendor: what is known, what is needed, and what would prove it.

    `enough` holds the answers that would do, the least demanding first; `blocks` marks a question
    without which nothing at all can be decided.
    """

    title: str
    question: str
    known: str
    enough: tuple[str, ...]
    proof: tuple[str, ...]
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    body: str

    @property
    def link(self) -> str:
        """A mailto: address, at most `LONGEST_LINK` characters; a long text is cut at a line."""
        if not self.is_cut:
            return _address(self.subject, self.body)
        room = LONGEST_LINK - len(_address(self.subject, CUT_SHORT))
        kept: list[str] = []
        for line in self.body.split("\n"):
            room -= len(_quoted(f"{line}\n"))
            if room < 0:
                break
            kept.append(line)
        return _address(self.subject, "\n".join([*kept, CUT_SHORT]))

    @property
    def is_cut(self) -> bool:
        """Whether the link holds less than the text."""
        return len(_address(self.subject, self.body)) > LONGEST_LINK


def mail_to_vendor(
    asks: Sequence[Ask], *, verdict: Verdict, offering: str, vendor: str, sender: str
) -> Mail | None:
    """The mail for one way to `verdict`; None where there is nothing to ask."""
    if not asks:
        return None
    blocking = [ask for ask in asks if ask.blocks]
    others = [ask for ask in asks if not ask.blocks]
    paragraphs = [f"Dear {vendor} team,", _opening(offering, verdict)]
    if blocking:
        paragraphs.append(
            "First, the questions to which we have no answer that we can rely on. As long as one "
            "of them is open we cannot decide at all:"
        )
    paragraphs += [_item(number, ask) for number, ask in enumerate(blocking, start=1)]
    if others:
        paragraphs.append(_second_heading(others, also=bool(blocking)))
    paragraphs += [_item(number, ask) for number, ask in enumerate(others, len(blocking) + 1)]
    paragraphs += [_closing(len(asks)), f"Kind regards\n{sender}".rstrip()]
    return Mail(_subject(offering, len(asks)), "\n\n".join(paragraphs))


def _subject(offering: str, count: int) -> str:
    many = "one question" if count == 1 else f"{count} questions"
    return f"{offering}: {many} from our security review"


def _opening(offering: str, verdict: Verdict) -> str:
    return (
        f"We are reviewing {offering} for use on our film and television productions. "
        f"To {AIMS[verdict]}, we need to know and to see a little more about how it handles our "
        "content. Could you help us with the points below?"
    )


def _second_heading(others: Sequence[Ask], *, also: bool) -> str:
    word = "this point" if len(others) == 1 else "these points"
    if also:
        return f"Then, {word} would have to change or be shown:"
    return f"For that, {word} would have to change or be shown:"


def _item(number: int, ask: Ask) -> str:
    lines = [f"{number}. {ask.title}", f"   Our question: {ask.question}"]
    lines.append(f"   What we know so far: {ask.known}")
    lines.append(f"   What would be enough: {'; or '.join(ask.enough)}")
    if ask.proof:
        lines.append(f"   What would show it: {_listed(ask.proof)}")
    return "\n".join(lines)


def _listed(kinds: Sequence[str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}" if others else last


def _closing(count: int) -> str:
    it = "it" if count == 1 else "any of this"
    return (
        f"If {it} is not possible on this plan, please tell us which plan or setting makes it "
        "possible. A document or a link that we can keep on file is best; please say from which "
        "day it is. If you do not know the answer to a point, say so: that helps us too.\n\n"
        "Many thanks for your time."
    )


def _address(subject: str, body: str) -> str:
    return f"mailto:?subject={_quoted(subject)}&body={_quoted(body)}"


def _quoted(text: str) -> str:
    """Line ends as mail has them; a space is %20, for mail programs show a plus as a plus."""
    return quote(text.replace("\n", "\r\n"), safe="")
