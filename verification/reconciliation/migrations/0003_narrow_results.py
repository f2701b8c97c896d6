"""Results name citizen and run without a lookup a row; of a run more is kept for the next one, which begins anew."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What ended runs kept lacks the new columns: the next run looks everybody up once more.
_FORGET = """
    DELETE FROM reconciliation_staged s USING reconciliation_run r WHERE r.id = s.run_id AND r.state <> 'running'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0002_brief_pairs"),
        ("registry", "0004_house_facts"),
    ]

    operations = [
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="result",
            name="citizen",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="registry.citizen",
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="reconciliation.run",
            ),
        ),
        migrations.AlterField(
            model_name="staged",
            name="stage",
            field=models.CharField(
                choices=[
                    ("brief", "pasangan, yang dilihat bersama"),
                    ("loose", "warga yang tidak pasti dari NIK-nya saja"),
                    ("score", "pasangan, selebihnya"),
                    ("void", "pasangan yang tidak berlaku lagi"),
                    ("settle", "keadaan seluruh daftar"),
                    ("judge", "simpulan"),
                    ("words", "banyaknya kata di register"),
                    ("places", "banyaknya tempat lahir di register"),
                ],
                max_length=8,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="run_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="ecd43aa3007ba951b1e357bc78f7cb885de137d7",
                    operation="DELETE",
                    pgid="pgtrigger_run_is_never_deleted_e4489",
                    table="reconciliation_run",
                    when="BEFORE",
                ),
            ),
        ),
    ]
