"""The queue as a table of its own, kept by the database as states and facts change."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE FUNCTION padan_queue_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'submitted' THEN
        INSERT INTO workbench_queued
            (request_id, citizen_id, urgent, submitted_at, deadline, harm, ease, points, stamp)
        VALUES (NEW.id, NEW.citizen_id, NEW.urgent_reason <> '', NEW.submitted_at, 1, 1, 1, 1, '')
        ON CONFLICT (request_id) DO UPDATE
            SET urgent = EXCLUDED.urgent, submitted_at = EXCLUDED.submitted_at, stamp = '';
    ELSE
        DELETE FROM workbench_queued WHERE request_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_aid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = ''
    WHERE stamp <> '' AND citizen_id IN (SELECT citizen_id FROM changed);
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = '' WHERE stamp <> '' AND citizen_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER enters_the_queue AFTER INSERT ON corrections_changerequest
    FOR EACH ROW WHEN (NEW.state = 'submitted') EXECUTE FUNCTION padan_queue_request();
CREATE TRIGGER moves_in_the_queue
    AFTER UPDATE OF state, urgent_reason, worst_verdict, result_class, submitted_at ON corrections_changerequest
    FOR EACH ROW WHEN (
        (OLD.state, OLD.urgent_reason, OLD.worst_verdict, OLD.result_class, OLD.submitted_at)
        IS DISTINCT FROM (NEW.state, NEW.urgent_reason, NEW.worst_verdict, NEW.result_class, NEW.submitted_at)
    ) EXECUTE FUNCTION padan_queue_request();
CREATE TRIGGER aid_moves_the_queue AFTER INSERT ON registry_aidrecord
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER old_aid_moves_the_queue AFTER UPDATE ON registry_aidrecord
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER new_aid_moves_the_queue AFTER UPDATE ON registry_aidrecord
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER no_aid_moves_the_queue AFTER DELETE ON registry_aidrecord
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER birth_moves_the_queue AFTER UPDATE OF birth_date ON registry_citizen
    FOR EACH ROW WHEN (OLD.birth_date IS DISTINCT FROM NEW.birth_date) EXECUTE FUNCTION padan_queue_birth();

INSERT INTO workbench_queued (request_id, citizen_id, urgent, submitted_at, deadline, harm, ease, points, stamp)
SELECT id, citizen_id, urgent_reason <> '', submitted_at, 1, 1, 1, 1, '' FROM corrections_changerequest
WHERE state = 'submitted';
"""
LEFT = """
DROP FUNCTION padan_queue_request CASCADE;
DROP FUNCTION padan_queue_aid CASCADE;
DROP FUNCTION padan_queue_birth CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("corrections", "0005_worst_verdict"),
        ("registry", "0005_facts_of_the_triage"),
        ("workbench", "0003_formula"),
    ]

    operations = [
        migrations.CreateModel(
            name="Queued",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="queued",
                        serialize=False,
                        to="corrections.changerequest",
                    ),
                ),
                ("urgent", models.BooleanField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("deadline", models.PositiveSmallIntegerField()),
                ("harm", models.PositiveSmallIntegerField()),
                ("ease", models.PositiveSmallIntegerField()),
                ("points", models.PositiveSmallIntegerField()),
                ("stamp", models.CharField(blank=True, max_length=16)),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-urgent", "-points", "submitted_at", "request"], name="queue_order")]
            },
        ),
        migrations.RunSQL(KEPT, LEFT),
    ]
