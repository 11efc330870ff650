"""Who may open which page of the staff site, and who may send it: the table, and the rights."""

from __future__ import annotations

# The head of security sees what viewers see and what was sent, and is told last.
HEAD = "head of security"
READERS = ("viewer", HEAD)
ROLES = (*READERS, "analyst", "approver", "policy owner", "administrator")
Who = frozenset[str]
ALL, NOBODY = frozenset(ROLES), frozenset[str]()
ANALYST, APPROVER = frozenset({"analyst"}), frozenset({"approver"})
ADMINISTRATOR = frozenset({"administrator"})
STOPPERS = ANALYST | APPROVER
# A viewer reads what is told of offerings, and not what was sent to whom.
DESK = ALL - {"viewer"}
REACHING = ANALYST | APPROVER | ADMINISTRATOR
SUBSCRIBERS = ANALYST | ADMINISTRATOR

# A page of ours: who may open it, and who may send it. Sending a page that is only read (a list, a
# history) shows it again; that nothing changes by it is a test of its own.
Table = dict[str, tuple[Who, Who]]


def rows(place: str, read: Who, add: Who = NOBODY, change: Who = NOBODY) -> Table:
    """The pages that Django makes for each kind of row. Nothing is ever deleted."""
    one = f"{place}/<path:object_id>/"
    return {
        f"{place}/": (read, read),
        f"{place}/add/": (add, add),
        f"{one}history/": (read, read),
        f"{one}delete/": (NOBODY, NOBODY),
        f"{one}change/": (read, change),
        # Leads to the page above, for everybody who is logged in.
        one: (ALL, ALL),
    }


def endpoints(place: str) -> Table:
    """The endpoints of a production or a team, and each act on one of them."""
    one = f"{place}/<int:object_id>/endpoints/<int:endpoint_id>/"
    acts = ("rotate", "pause", "resume", "remove")
    return {
        f"{place}/<int:object_id>/endpoints/new/": (ADMINISTRATOR, ADMINISTRATOR),
        one: (REACHING, NOBODY),
        # A button without a page of its own.
        f"{one}test/": (NOBODY, ADMINISTRATOR),
        **{f"{one}{act}/": (ADMINISTRATOR, ADMINISTRATOR) for act in acts},
    }


OFFERING = "vetting/offering/<int:object_id>/"
REQUEST = "vetting/vettingrequest/<int:object_id>/"
MINE = "my-reminders/"
KEYS = "vetting/production/<int:object_id>/keys/"
MAY: Table = {
    "": (ALL, ALL),
    "login/": (ALL, ALL),
    "password_change/": (ALL, ALL),
    "password_change/done/": (ALL, NOBODY),
    "autocomplete/": (ALL, NOBODY),
    "jsi18n/": (ALL, NOBODY),
    "r/<path:content_type_id>/<path:object_id>/": (ALL, ALL),
    "^(?P<app_label>auth|vetting)/$": (ALL, ALL),
    "(?P<url>.*)$": (ALL, ALL),
    # To open it is not enough.
    "logout/": (NOBODY, ALL),
    **rows("auth/user", ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
    "auth/user/<id>/password/": (ADMINISTRATOR, ADMINISTRATOR),
    **rows("auth/group", ADMINISTRATOR),
    **rows("vetting/vendor", ALL, ANALYST, ANALYST),
    **rows("vetting/tool", ALL, ANALYST, ANALYST),
    # The page of an offering is only read; its form has a page of its own.
    **rows("vetting/offering", ALL, ANALYST, ALL),
    f"{OFFERING}edit/": (ANALYST, ANALYST),
    f"{OFFERING}history/": (ALL, ALL),
    "vetting/offering/compare/": (ALL, ALL),
    f"{OFFERING}answers/": (ANALYST, ANALYST),
    f"{OFFERING}answers/<slug:criterion>/": (ANALYST, ANALYST),
    f"{OFFERING}answers/<slug:criterion>/withdraw/": (ANALYST, ANALYST),
    "vetting/offering/accept/": (STOPPERS, STOPPERS),
    f"{OFFERING}review/": (ANALYST, ANALYST),
    f"{OFFERING}review/comment/": (STOPPERS, STOPPERS),
    f"{OFFERING}review/withdraw/": (ANALYST, ANALYST),
    f"{OFFERING}propose/": (ANALYST, ANALYST),
    f"{OFFERING}approve/": (APPROVER, APPROVER),
    f"{OFFERING}send-back/": (APPROVER, APPROVER),
    f"{OFFERING}suspend/": (STOPPERS, STOPPERS),
    f"{OFFERING}lift/": (ANALYST, ANALYST),
    f"{OFFERING}tighten/": (STOPPERS, STOPPERS),
    f"{OFFERING}tenant/": (ANALYST, ANALYST),
    f"{OFFERING}take-over/": (ANALYST, ANALYST),
    **rows("vetting/production", ALL, ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}new/": (ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}<int:key_id>/rotate/": (ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}<int:key_id>/revoke/": (ADMINISTRATOR, ADMINISTRATOR),
    **endpoints("vetting/production"),
    "vetting/production/<int:object_id>/subscribe/": (SUBSCRIBERS, SUBSCRIBERS),
    "vetting/production/<int:object_id>/unsubscribe/": (NOBODY, SUBSCRIBERS),
    **rows("vetting/team", ALL, ADMINISTRATOR, ADMINISTRATOR),
    **endpoints("vetting/team"),
    **rows("vetting/evidence", ALL, ANALYST),
    "vetting/evidence/<int:object_id>/file/": (ALL, NOBODY),
    "vetting/evidence/<int:object_id>/use/": (ANALYST, ANALYST),
    "vetting/evidence/reconfirm/": (ANALYST, ANALYST),
    "vetting/evidence/until/": (ANALYST, NOBODY),
    **rows("vetting/auditentry", ALL),
    **rows("vetting/decision", ALL),
    **rows("vetting/assessment", ALL),
    **rows("vetting/policy", ALL),
    **rows("vetting/review", ALL),
    **rows("vetting/vettingrequest", ALL),
    f"{REQUEST}answer/": (ANALYST, ANALYST),
    f"{REQUEST}decline/": (ANALYST, ANALYST),
    # Buttons without a page of their own.
    f"{REQUEST}join/": (NOBODY, ANALYST),
    f"{REQUEST}link/": (NOBODY, ANALYST),
    f"{REQUEST}reopen/": (ANALYST, ANALYST),
    f"{REQUEST}turn/": (ANALYST, ANALYST),
    **rows("vetting/message", DESK),
    "vetting/message/<int:object_id>/mail/": (DESK, NOBODY),
    # A button on its page.
    "vetting/message/<int:object_id>/retry/": (NOBODY, REACHING),
    **rows("vetting/endpoint", REACHING),
    f"{OFFERING}owner/": (REACHING, REACHING),
    "vetting/offering/owners/": (REACHING, REACHING),
    f"{OFFERING}reminders/put-off/": (STOPPERS, STOPPERS),
    f"{OFFERING}reminders/<int:snooze_id>/come-again/": (STOPPERS, STOPPERS),
    **rows("vetting/answer", ALL),
    **rows("vetting/vendorclaim", ALL),
    "vetting/<slug:model>/export/<slug:form>/": (ALL, ALL),
    "vetting/<slug:model>/import/": (ANALYST, ANALYST),
    "vetting/<slug:model>/import/<slug:token>/": (ANALYST, ANALYST),
    "vetting/<slug:model>/import/template/<slug:form>/": (ANALYST, ANALYST),
    # Everybody's own. There is no way to anybody else's.
    MINE: (ALL, ALL),
    f"{MINE}calendar/new/": (ALL, ALL),
    f"{MINE}calendar/<int:feed_id>/revoke/": (ALL, ALL),
    f"{MINE}chat/new/": (ALL, ALL),
    f"{MINE}chat/<int:endpoint_id>/replace/": (ALL, ALL),
    f"{MINE}chat/<int:endpoint_id>/remove/": (ALL, ALL),
    f"{MINE}chat/<int:endpoint_id>/test/": (NOBODY, ALL),
    f"{MINE}chat/<int:endpoint_id>/resume/": (NOBODY, ALL),
    f"{OFFERING}questionnaire/": (ALL, ANALYST),
    f"{OFFERING}questionnaire/file/": (ALL, ALL),
    f"{OFFERING}questionnaire/judge/": (ANALYST, ANALYST),
    f"{OFFERING}questionnaire/<slug:token>/": (ANALYST, ANALYST),
    f"{OFFERING}questionnaire/replies/<int:reply_id>/": (ALL, ALL),
}


# What each role may do beyond reading, and no more.
BEYOND_READING = {
    "viewer": set(),
    "head of security": set(),
    "analyst": {
        "add_answer", "add_evidence", "add_offering", "add_subscription", "add_tool", "add_vendor",
        "assign_owner", "change_message", "change_offering", "change_subscription", "change_tool",
        "change_vendor", "change_vettingrequest", "propose_decision", "snooze_reminder",
        "stop_offering",
    },
    "approver": {
        "approve_decision", "assign_owner", "change_message", "snooze_reminder", "stop_offering",
    },
    "policy owner": {"add_policy", "change_policy", "release_policy"},
    "administrator": {
        "add_apikey", "add_endpoint", "add_production", "add_subscription", "add_team", "add_user",
        "assign_owner", "change_apikey", "change_endpoint", "change_message", "change_production",
        "change_subscription", "change_team", "change_user",
    },
    HEAD: set(),
}  # fmt: skip
