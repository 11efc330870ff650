"""Two small catalogues to read from: one for lists, one for the decision call."""

from functools import partial

from tests.registry.api import building
from tests.registry.api.building import days, decided, decision, never_decided, told, vendor
from vetting.models import Tool
from vetting.services.names import rebuild_names

tool = partial(building.tool, named=False)
offering = partial(building.offering, named=False)


def six_offerings() -> None:
    """Six offerings of three tools: one of each status, one lapsed and one never decided."""
    pix = tool("pix", "Pix", domains=["pix.com"], aliases=["Pixie"], modalities=["image", "video"])
    vox = tool("vox", "Vóx", vendor=vendor("sono", "Sono"), modalities=["voice"], category="voice")
    cut = tool("cut", "Cut", modalities=["video"], category="editing")
    decided(
        offering("pix-enterprise", pix, "Enterprise", login_domains=["sso.pix.com"]),
        "approved",
        p2="97.4",
        p3="94.0",
        on=days(-10),
        valid_until=days(300),
        review_due_on=days(300),
    )
    decided(
        offering("pix-team", pix, "Team", kind="team_self_serve"),
        "conditional",
        p2="88.0",
        p3="74.9",
    )
    decided(
        offering("pix-free", pix, "Free", kind="consumer_free"),
        "banned",
        p2="14.6",
        p3="13.4",
        on=days(-40),
    )
    decided(offering("vox-pro", vox, "Pro", aliases=["Vox Gold"]), "not_vetted", p2="81.4")
    never_decided(offering("cut-local", cut, "Local", kind="local_device"))
    lapsed = offering("cut-cloud", cut, "Cloud")
    told(
        lapsed,
        reason="lapsed",
        because="It has lapsed.",
        decision=decision(lapsed, "approved", on=days(-400), valid_until=days(-35)),
        valid_until=days(-35),
        review_due_on=days(-35),
    )
    rebuild_names(Tool.objects.all())


def chats_and_pictures() -> None:
    """Chat has four plans, and Pictures answers on the same host; Solo has one plan only."""
    lab = vendor("lab", "Lab")
    chat = tool(
        "chat",
        "ChatGPT",
        vendor=lab,
        domains=["chatgpt.com", "chat.lab.com"],
        aliases=["GPT"],
        category="assistant",
        modalities=["text"],
    )
    pictures = tool("pictures", "Pictures", vendor=lab, domains=["chatgpt.com"], aliases=["DALL-E"])
    solo = tool("solo", "Solo", domains=["solo.ai"], aliases=["Soloist"])
    other = tool("other", "Other Chat", category="assistant", modalities=["text", "code"])
    open_one = tool("open", "Open Question", category="film", modalities=["video"])
    free = offering("chat-free", chat, "Free", kind="consumer_free", aliases=["ChatGPT Free"])
    plus = offering(
        "chat-plus",
        chat,
        "Plus / Pro",
        kind="consumer_paid",
        aliases=["ChatGPT Plus", "Pro"],
    )
    team = offering("chat-team", chat, "Business", kind="business_workspace", aliases=["Team"])
    enterprise = offering("chat-enterprise", chat, "Enterprise", login_domains=["sso.chatgpt.com"])
    drawn = offering("pictures-enterprise", pictures, "All", aliases=["ChatGPT Enterprise"])
    decided(free, "banned")
    decided(plus, "banned")
    decided(team, "conditional")
    decided(enterprise, "approved")
    decided(drawn, "conditional", p2="86.0")
    decided(offering("solo-studio", solo, "Studio", aliases=["Soloist Max"]), "approved")
    decided(offering("other-one", other, "One"), "approved", p2="91.0")
    decided(offering("other-two", other, "Two"), "conditional", p2="99.0")
    never_decided(offering("open-plan", open_one, "Plan"))
    rebuild_names(Tool.objects.all())
