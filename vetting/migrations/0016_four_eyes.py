"""Let the database itself refuse what loosens, but for two people, whoever writes the row.

The same law as `scoring.permission.loosens`, measured against the decisions before the new one.
It looks at vetting_decision alone, so that a table rebuilt on SQLite later does not break it.
"""

from django.db import migrations

NAME = "vetting_decision_two_people"
WHY = "it takes two different people to publish what loosens"
# The newest verdict, or act, of the offering before this one.
BEFORE = """
    FROM vetting_decision d
    WHERE d.offering_id = NEW.offering_id
      AND (d.decided_on < NEW.decided_on OR (d.decided_on = NEW.decided_on AND d.id < NEW.id))
"""
NEWEST_FIRST = "ORDER BY d.decided_on DESC, d.id DESC LIMIT 1"
RANK = "CASE {0} WHEN 'conditional' THEN 2 WHEN 'approved' THEN 3 ELSE 9 END"
CEILING = "CASE {0} WHEN 'none' THEN 0 WHEN 'non_sensitive' THEN 1 ELSE 2 END"
# What a condition is about: its criterion, or its own words where it has none.
SUBJECT = """
    coalesce(nullif({criterion}, ''), '"' || rtrim({text}, '.'), '')
"""

ALONE = "(NEW.author_id IS NULL OR NEW.approver_id IS NULL OR NEW.author_id = NEW.approver_id)"
# One person may publish what is usable where `v`, a verdict in force, grants at least as much.
LOOSENS = """
    NEW.act <> 'decide'
    OR (NEW.override IS NOT NULL AND {override} <> 'null')
    OR (NEW.verdict = 'not_vetted'
        AND coalesce((SELECT d.verdict {before} AND d.act = 'decide' {newest}), '') = 'banned')
    OR (NEW.verdict NOT IN ('banned', 'not_vetted') AND NOT EXISTS (
        SELECT 1 FROM vetting_decision v
        WHERE v.id = (SELECT d.id {before} AND d.act = 'decide' {newest})
          AND (SELECT d.act {before} {newest}) <> 'suspend'
          AND v.verdict IN ('conditional', 'approved')
          AND {last_day_of_v} >= NEW.decided_on
          AND {rank_of_v} >= {rank_of_new}
          AND {ceiling_of_v} >= {ceiling_of_new}
          AND v.valid_until >= NEW.valid_until
          AND {last_day_of_v} >= {last_day_of_new}
          AND (v.verdict <> NEW.verdict OR NOT EXISTS (
              SELECT 1 FROM {conditions_of_v} o
              WHERE {subject_of_o} NOT IN (SELECT {subject_of_n} FROM {conditions_of_new} n)
          ))
    ))
"""
BOTH = {
    "before": BEFORE,
    "newest": NEWEST_FIRST,
    "rank_of_v": RANK.format("v.verdict"),
    "rank_of_new": RANK.format("NEW.verdict"),
    "ceiling_of_v": CEILING.format("v.ceiling"),
    "ceiling_of_new": CEILING.format("NEW.ceiling"),
}
SQLITE = {
    "override": "NEW.override",
    "last_day_of_v": "date(v.valid_until, '+' || v.grace_days || ' days')",
    "last_day_of_new": "date(NEW.valid_until, '+' || NEW.grace_days || ' days')",
    "conditions_of_v": "json_each(v.conditions)",
    "conditions_of_new": "json_each(NEW.conditions)",
    "subject_of_o": SUBJECT.format(
        criterion="json_extract(o.value, '$.criterion')", text="json_extract(o.value, '$.text')"
    ),
    "subject_of_n": SUBJECT.format(
        criterion="json_extract(n.value, '$.criterion')", text="json_extract(n.value, '$.text')"
    ),
}
POSTGRESQL = {
    "override": "NEW.override::text",
    "last_day_of_v": "v.valid_until + v.grace_days",
    "last_day_of_new": "NEW.valid_until + NEW.grace_days",
    "conditions_of_v": "jsonb_array_elements(v.conditions)",
    "conditions_of_new": "jsonb_array_elements(NEW.conditions)",
    "subject_of_o": SUBJECT.format(criterion="o.value->>'criterion'", text="o.value->>'text'"),
    "subject_of_n": SUBJECT.format(criterion="n.value->>'criterion'", text="n.value->>'text'"),
}

# It queues like every act of ours does, so that a stop in the same moment is seen.
FUNCTION = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM vetting_audithead FOR UPDATE;
    IF {LOOSENS.format(**BOTH, **POSTGRESQL)} THEN
        RAISE EXCEPTION '{WHY}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


def guard(apps, schema_editor):
    when = f"NEW.act <> 'suspend' AND {ALONE}"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} AFTER INSERT ON vetting_decision "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {NAME}()",
            params=None,
        )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {NAME} AFTER INSERT ON vetting_decision WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}') WHERE {LOOSENS.format(**BOTH, **SQLITE)}; END",
        params=None,
    )


def step_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {NAME}() CASCADE", params=None)
        return
    schema_editor.execute(f"DROP TRIGGER {NAME}", params=None)


class Migration(migrations.Migration):
    dependencies = [("vetting", "0015_review_comments")]

    operations = [migrations.RunPython(guard, step_aside)]
