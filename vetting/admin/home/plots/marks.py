"""The strokes that plots are drawn with. Colours come from classes, shapes tell statuses apart."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vetting.scoring.vocabulary import Verdict

# In the order in which they are stacked and listed.
SORTS = (Verdict.APPROVED, Verdict.CONDITIONAL, Verdict.BANNED, Verdict.NOT_VETTED)

SVG = (
    '<svg class="plot {}" viewBox="0 0 {} {}" role="{}" aria-labelledby="{}-title {}-desc">'
    '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>'
)


def drawing(
    name: str, size: tuple[float, float], title: str, says: str, parts: Iterable[SafeString]
) -> SafeString:
    """A whole plot, with what it shows in words for those who do not see it.

    One with links in it is no picture but a group, or nobody would be told of the links.
    """
    marks = format_html_join("", "{}", ((part,) for part in parts))
    role = "group" if "<a " in marks else "img"
    return format_html(SVG, name, *size, role, name, name, name, title, name, says, marks)


def line(style: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', style, x1, y1, x2, y2)


def box(style: str, x: float, y: float, width: float, height: float, fill: str = "") -> SafeString:
    """`fill` names a pattern of the same drawing; else the class says how it is filled."""
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}/>',
        style,
        *(round(number, 2) for number in (x, y, width, height)),
        format_html(' fill="url(#{})"', fill) if fill else "",
    )


def words(
    text: object, x: float, y: float, *, style: str = "", anchor: str = "start"
) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', style, x, y, anchor, text
    )


def told(text: str, *parts: SafeString) -> SafeString:
    """Parts that say something when pointed at."""
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html("<g><title>{}</title>{}</g>", text, inside)


def link(url: str, text: str, *parts: SafeString) -> SafeString:
    """Parts that lead somewhere. The table beside the plot has the same links for the keyboard."""
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html('<a href="{}" tabindex="-1"><title>{}</title>{}</a>', url, text, inside)


def sign(verdict: Verdict, x: float, y: float, size: float) -> SafeString:
    """Approved is a disc, conditional a triangle, banned a cross, not vetted a ring."""
    style = f"sign sign-{verdict.value}"
    if verdict in {Verdict.APPROVED, Verdict.NOT_VETTED}:
        return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', style, x, y, size)
    side = size * 0.95
    left, right, top, bottom = (
        f"{place:.2f}" for place in (x - side, x + side, y - side, y + side)
    )
    if verdict is Verdict.CONDITIONAL:
        path = f"M{x} {top}L{right} {bottom}H{left}Z"
    else:
        path = f"M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}"
    return format_html('<path class="{}" d="{}"/>', style, path)


def swatch(verdict: Verdict) -> SafeString:
    """The sign of a status for a key of signs."""
    return format_html(
        '<svg class="swatch" viewBox="-7 -7 14 14" aria-hidden="true">{}</svg>',
        sign(verdict, 0, 0, 5),
    )
