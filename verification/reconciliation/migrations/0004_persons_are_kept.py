"""Results name the person of the register without a lookup a row; who is named is kept by a trigger."""

import django.db.models.deletion
from django.db import migrations, models

# Asked once for all that are deleted together, not once for each row written.
_KEEP = """
    CREATE FUNCTION reconciliation_keep_persons() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM gone g JOIN reconciliation_result r ON r.civil_person_id = g.id) THEN
            RAISE EXCEPTION 'a result of a reconciliation names this person' USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER results_keep_persons AFTER DELETE ON sources_civilperson REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_keep_persons();
"""
_LET_GO = """
    DROP TRIGGER results_keep_persons ON sources_civilperson;
    DROP FUNCTION reconciliation_keep_persons();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0003_narrow_results"),
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="result",
            name="civil_person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="sources.civilperson",
            ),
        ),
        migrations.RunSQL(_KEEP, _LET_GO),
    ]
