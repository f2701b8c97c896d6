"""Papers that are missing have a point of their own, and an urgent case that nobody can accept goes last.

A case is weighed again where a paper is cited, scanned or given up, a part of it is decided, a visit is checked, or the
rule of its act changes.
"""

from django.db import migrations, models

PAPERS = [("", "berkas lengkap atau tidak diminta"), ("missing", "berkas belum lengkap"), ("locked", "menunggu berkas")]
TURNS = [(0, "mendesak, menunggu berkas"), (1, "biasa"), (2, "mendesak")]
ENTERS = """
CREATE OR REPLACE FUNCTION padan_queue_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'submitted' THEN
        INSERT INTO workbench_queued
            (request_id, citizen_id, urgent, {columns}submitted_at, deadline, harm, ease, points, stamp)
        VALUES (NEW.id, NEW.citizen_id, NEW.urgent_reason <> '', {values}NEW.submitted_at, 1, 1, 1, 1, '')
        ON CONFLICT (request_id) DO UPDATE
            SET urgent = EXCLUDED.urgent, {again}submitted_at = EXCLUDED.submitted_at, stamp = '';
    ELSE
        DELETE FROM workbench_queued WHERE request_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
"""
NOW = ENTERS.format(
    columns="papers, turn, ",
    values="'', CASE WHEN NEW.urgent_reason <> '' THEN 2 ELSE 1 END, ",
    again="turn = CASE WHEN NOT EXCLUDED.urgent THEN 1 WHEN workbench_queued.papers = 'locked' THEN 0 ELSE 2 END, ",
)
BEFORE = ENTERS.format(columns="", values="", again="")
KEPT = """
CREATE FUNCTION padan_queue_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = ''
    WHERE stamp <> '' AND request_id = COALESCE(NEW.request_id, OLD.request_id);
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = '' WHERE request_id = NEW.request_id AND stamp <> '' AND papers <> '';
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = ''
    WHERE stamp <> '' AND request_id IN (SELECT request_id FROM corrections_evidence WHERE document_id = NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = ''
    WHERE stamp <> ''
        AND request_id IN (SELECT id FROM corrections_changerequest WHERE act_id = NEW.id AND state = 'submitted');
    RETURN NULL;
END $$;

CREATE FUNCTION padan_queue_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workbench_queued SET stamp = '' WHERE stamp <> '' AND papers <> '' AND citizen_id IN (
        SELECT NEW.citizen_id
        UNION SELECT other.citizen_id FROM registry_householdmembership own
        JOIN registry_householdmembership other ON other.household_id = own.household_id AND other.ended_on IS NULL
        WHERE own.citizen_id = NEW.citizen_id AND own.ended_on IS NULL
    );
    RETURN NULL;
END $$;

CREATE TRIGGER paper_moves_the_queue AFTER INSERT OR UPDATE OR DELETE ON corrections_evidence
    FOR EACH ROW EXECUTE FUNCTION padan_queue_paper();
CREATE TRIGGER part_moves_the_queue AFTER UPDATE OF verdict, accepted_tiers ON corrections_fieldchange
    FOR EACH ROW WHEN ((OLD.verdict, OLD.accepted_tiers) IS DISTINCT FROM (NEW.verdict, NEW.accepted_tiers))
    EXECUTE FUNCTION padan_queue_part();
CREATE TRIGGER scan_moves_the_queue AFTER UPDATE OF scan_id, kind_id ON papers_document
    FOR EACH ROW WHEN ((OLD.scan_id, OLD.kind_id) IS DISTINCT FROM (NEW.scan_id, NEW.kind_id))
    EXECUTE FUNCTION padan_queue_scan();
CREATE TRIGGER rule_moves_the_queue AFTER UPDATE OF evidence, evidence_by_outcome, coming ON corrections_act
    FOR EACH ROW WHEN (
        (OLD.evidence, OLD.evidence_by_outcome, OLD.coming)
        IS DISTINCT FROM (NEW.evidence, NEW.evidence_by_outcome, NEW.coming)
    ) EXECUTE FUNCTION padan_queue_rule();
CREATE TRIGGER visit_moves_the_queue AFTER UPDATE OF state ON visits_visit
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION padan_queue_visit();
CREATE TRIGGER new_visit_moves_the_queue AFTER INSERT ON visits_visit
    FOR EACH ROW WHEN (NEW.state = 'checked') EXECUTE FUNCTION padan_queue_visit();

UPDATE workbench_queued SET stamp = '', turn = CASE WHEN urgent THEN 2 ELSE 1 END;
"""
LEFT = """
DROP FUNCTION padan_queue_paper CASCADE;
DROP FUNCTION padan_queue_part CASCADE;
DROP FUNCTION padan_queue_scan CASCADE;
DROP FUNCTION padan_queue_rule CASCADE;
DROP FUNCTION padan_queue_visit CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("corrections", "0008_urgent_rule"),
        ("papers", "0003_where_a_paper_is"),
        ("visits", "0002_photo_on_its_way"),
        ("workbench", "0007_losses"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="queued", name="queue_order"),
        migrations.AddField(
            model_name="queued",
            name="papers",
            field=models.CharField(blank=True, choices=PAPERS, default="", max_length=7),
        ),
        migrations.AddField(
            model_name="queued",
            name="turn",
            field=models.PositiveSmallIntegerField(choices=TURNS, default=1),
        ),
        migrations.AddIndex(
            model_name="queued",
            index=models.Index(fields=["-turn", "-points", "submitted_at", "request"], name="queue_order"),
        ),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(KEPT, LEFT),
    ]
