"""What proves the history: functions that every written row runs, and entries that nobody changes."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION padan_prove_rows() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    later text[];  -- columns younger than the form: between two migrations rows are proved without them
BEGIN
    SELECT coalesce(array_agg(attname::text), '{}') INTO later FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
      AND NOT (SELECT columns ? attname::text FROM registry_auditform WHERE id = TG_ARGV[0]::bigint);
    EXECUTE format(
        'INSERT INTO registry_auditentry (form_id, row_id, digest)
         SELECT %s, a.%I, sha256(convert_to((to_jsonb(a) - $1)::text, ''UTF8'')) FROM added a ORDER BY 2',
        TG_ARGV[0], TG_ARGV[1]
    ) USING later;
    RETURN NULL;
END $$;

CREATE FUNCTION padan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('padan.empties_tables', true) = 'yes' THEN
        RETURN NULL;  -- the tests empty their own databases
    END IF;
    RAISE EXCEPTION 'history is written once: % of % refused', TG_OP, TG_TABLE_NAME;
END $$;

CREATE FUNCTION padan_chain_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NOT NULL OR NEW.id <> OLD.id OR NEW.form_id <> OLD.form_id OR NEW.row_id <> OLD.row_id
       OR NEW.digest <> OLD.digest THEN
        RAISE EXCEPTION 'audit entry % is written once', OLD.id;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER chained_once BEFORE UPDATE ON registry_auditentry FOR EACH ROW EXECUTE FUNCTION padan_chain_once();
CREATE TRIGGER never_deleted BEFORE DELETE ON registry_auditentry FOR EACH ROW EXECUTE FUNCTION padan_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON registry_auditentry EXECUTE FUNCTION padan_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON registry_audithead
    FOR EACH ROW EXECUTE FUNCTION padan_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON registry_audithead EXECUTE FUNCTION padan_refuse_change();
"""
REVERSE = """
DROP FUNCTION padan_prove_rows CASCADE;
DROP FUNCTION padan_refuse_change CASCADE;
DROP FUNCTION padan_chain_once CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
