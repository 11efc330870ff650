"""Give each role what reminding takes, and make the head of security, who is told last."""

from django.db import migrations

HEAD = "head of security"
SEEN = ["team", "subscription", "snooze"]
WATCHED = ["message", "notice", "heartbeat"]
ROLES = {
    "viewer": [f"view_{model}" for model in SEEN],
    "analyst": [
        *(f"view_{model}" for model in (*SEEN, *WATCHED, "endpoint")),
        "change_message",
        "add_subscription",
        "change_subscription",
        "assign_owner",
        "snooze_reminder",
    ],
    "approver": [
        *(f"view_{model}" for model in (*SEEN, *WATCHED, "endpoint")),
        "change_message",
        "assign_owner",
        "snooze_reminder",
    ],
    "policy owner": [f"view_{model}" for model in (*SEEN, *WATCHED)],
    "administrator": [
        *(f"view_{model}" for model in (*SEEN, *WATCHED, "endpoint")),
        *(f"{verb}_{model}" for verb in ("add", "change") for model in ("team", "endpoint")),
        "add_subscription",
        "change_subscription",
        "change_message",
        "assign_owner",
    ],
}
OWN = {
    "assign_owner": ("offering", "Can say who looks after an offering"),
    "snooze_reminder": ("offering", "Can put a reminder off, with a reason"),
}


def give(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for role, codenames in ROLES.items():
        for group in groups.filter(name=role):
            group.permissions.add(*(_permission(apps, codename) for codename in codenames))
    head, _ = groups.get_or_create(name=HEAD)
    for viewer in groups.filter(name="viewer"):
        head.permissions.add(*viewer.permissions.all())
    head.permissions.add(*(_permission(apps, f"view_{model}") for model in WATCHED))


def take(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name=HEAD).delete()
    for role, codenames in ROLES.items():
        for group in groups.filter(name=role):
            group.permissions.remove(*(_permission(apps, codename) for codename in codenames))


def _permission(apps, codename):
    """Django makes permissions only after all migrations, so they are made here where missing."""
    model, name = OWN.get(codename, (codename.split("_", 1)[1], ""))
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="vetting", model=model
    )
    verb = codename.split("_", 1)[0]
    label = apps.get_model("vetting", model)._meta.verbose_name
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": name or f"Can {verb} {label}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("vetting", "0019_outbox")]

    operations = [migrations.RunPython(give, take)]
