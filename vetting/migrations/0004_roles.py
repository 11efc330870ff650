"""Create the five roles as groups, each with the least that its work needs."""

from django.db import migrations

MODELS = [
    "answer",
    "apikey",
    "assessment",
    "auditentry",
    "decision",
    "evidence",
    "offering",
    "policy",
    "production",
    "review",
    "runson",
    "statusperiod",
    "tool",
    "vendor",
]
VIEW = [f"view_{model}" for model in MODELS]
WRITE = [
    f"{verb}_{model}" for verb in ("add", "change") for model in ("vendor", "tool", "offering")
]

ROLES = {
    "viewer": VIEW,
    "analyst": [
        *VIEW,
        *WRITE,
        "add_answer",
        "add_evidence",
        "propose_decision",
        "stop_offering",
    ],
    "approver": [*VIEW, "approve_decision", "stop_offering"],
    "policy owner": [*VIEW, "add_policy", "change_policy", "release_policy"],
    "administrator": [
        *VIEW,
        "add_production",
        "change_production",
        "add_apikey",
        "change_apikey",
        "add_user",
        "change_user",
        "view_user",
        "view_group",
    ],
}
OWN = {
    "propose_decision": ("decision", "Can propose a verdict or the end of a suspension"),
    "approve_decision": ("decision", "Can approve what somebody else proposed"),
    "stop_offering": ("decision", "Can suspend, ban or tighten at once"),
    "release_policy": ("policy", "Can release a policy that somebody else drafted"),
}


def create(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    for role, codenames in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.add(*(_permission(apps, codename) for codename in codenames))


def _permission(apps, codename):
    """Django makes permissions only after all migrations, so they are made here where missing."""
    model, name = OWN.get(codename, (codename.split("_", 1)[1], ""))
    app = "auth" if model in {"user", "group"} else "vetting"
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    verb = codename.split("_", 1)[0]
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": name or f"Can {verb} {_label(apps, app, model)}"},
    )
    return permission


def _label(apps, app, model):
    return apps.get_model(app, model)._meta.verbose_name


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0003_policy_2026_1"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create, remove)]
