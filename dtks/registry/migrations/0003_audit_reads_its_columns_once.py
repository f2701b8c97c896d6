"""Prove a row with a plan that is kept, and look for younger columns only where the table has grown since."""

from django.db import migrations

CHEAP = """
CREATE OR REPLACE FUNCTION padan_prove_rows() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    later text[] := '{}';  -- columns younger than the form: between two migrations rows are proved without them
    grown boolean := true;
BEGIN
    IF TG_NARGS > 2 THEN  -- the number of columns that the table had when the trigger was put on it
        SELECT relnatts <> TG_ARGV[2]::int INTO grown FROM pg_class WHERE oid = TG_RELID;
    END IF;
    IF grown THEN
        SELECT coalesce(array_agg(attname::text), '{}') INTO later FROM pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
          AND NOT (SELECT columns ? attname::text FROM registry_auditform WHERE id = TG_ARGV[0]::bigint);
    END IF;
    INSERT INTO registry_auditentry (form_id, row_id, digest)
    SELECT TG_ARGV[0]::bigint, (to_jsonb(a) ->> TG_ARGV[1])::bigint,
           sha256(convert_to((to_jsonb(a) - later)::text, 'UTF8'))
    FROM added a ORDER BY 2;
    RETURN NULL;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION padan_prove_rows() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_audit_chain")]

    operations = [migrations.RunSQL(CHEAP, BEFORE)]
