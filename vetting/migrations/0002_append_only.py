"""Let the database itself refuse to change the trail, decisions and released policies."""

from django.db import migrations

FROZEN = {
    "vetting_auditentry": "the audit trail is append-only",
    "vetting_decision": "a decision is never changed; make a new one",
}
RELEASED = "a released policy is never changed; release a new version"

POSTGRESQL = """
CREATE FUNCTION vetting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;
"""


def freeze(apps, schema_editor):
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(POSTGRESQL, params=None)
        for table, why in FROZEN.items():
            execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION vetting_refuse('{why}')"
            )
            execute(
                f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION vetting_refuse('{why}')"
            )
        execute(
            "CREATE TRIGGER vetting_policy_frozen BEFORE UPDATE OR DELETE ON vetting_policy "
            "FOR EACH ROW WHEN (OLD.state = 'released') "
            f"EXECUTE FUNCTION vetting_refuse('{RELEASED}')"
        )
        execute(
            "CREATE TRIGGER vetting_policy_kept BEFORE TRUNCATE ON vetting_policy "
            f"FOR EACH STATEMENT EXECUTE FUNCTION vetting_refuse('{RELEASED}')"
        )
        return
    for event in ("UPDATE", "DELETE"):
        for table, why in FROZEN.items():
            execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
        execute(
            f"CREATE TRIGGER vetting_policy_no_{event.lower()} BEFORE {event} ON vetting_policy "
            f"WHEN OLD.state = 'released' BEGIN SELECT RAISE(ABORT, '{RELEASED}'); END"
        )


def thaw(apps, schema_editor):
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute("DROP FUNCTION vetting_refuse() CASCADE")
        return
    for table in (*FROZEN, "vetting_policy"):
        for event in ("update", "delete"):
            execute(f"DROP TRIGGER {table}_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("vetting", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
