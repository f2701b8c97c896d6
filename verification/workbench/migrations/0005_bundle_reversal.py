"""Why a bundle is taken back; a sealed row is only asked back, and says so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def ask(apps, schema_editor):
    rows = apps.get_model("workbench", "BundleRow").objects.filter(outcome="reversed", why__startswith="Sudah disegel")
    rows.update(outcome="asked", why="")


class Migration(migrations.Migration):
    dependencies = [
        ("workbench", "0004_queue"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="bundle",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="bundle",
            name="update_update",
        ),
        migrations.AddField(
            model_name="bundle",
            name="reversal_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="bundleevent",
            name="reversal_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="bundlerow",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "siap diterapkan"),
                    ("out", "dikeluarkan"),
                    ("applied", "diterapkan"),
                    ("second", "menunggu pemeriksa kedua"),
                    ("skipped", "dilewati"),
                    ("failed", "gagal"),
                    ("reversed", "dibalikkan"),
                    ("asked", "pembalikan diusulkan"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bundle",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workbench_bundleevent" ("alike", "count", "id", "job_id", "likeness", "made_at", "made_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversal_job_id", "reversal_reason", "sha256", "state", "title", "valid_until") VALUES (NEW."alike", NEW."count", NEW."id", NEW."job_id", NEW."likeness", NEW."made_at", NEW."made_by_id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reversal_job_id", NEW."reversal_reason", NEW."sha256", NEW."state", NEW."title", NEW."valid_until"); RETURN NULL;',
                    hash="108eec594f1e5ed38759868bfe532b22488ef167",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd3e6",
                    table="workbench_bundle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bundle",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."alike" IS DISTINCT FROM (NEW."alike") OR OLD."count" IS DISTINCT FROM (NEW."count") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."job_id" IS DISTINCT FROM (NEW."job_id") OR OLD."likeness" IS DISTINCT FROM (NEW."likeness") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."reversal_job_id" IS DISTINCT FROM (NEW."reversal_job_id") OR OLD."reversal_reason" IS DISTINCT FROM (NEW."reversal_reason") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                    func='INSERT INTO "workbench_bundleevent" ("alike", "count", "id", "job_id", "likeness", "made_at", "made_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversal_job_id", "reversal_reason", "sha256", "state", "title", "valid_until") VALUES (NEW."alike", NEW."count", NEW."id", NEW."job_id", NEW."likeness", NEW."made_at", NEW."made_by_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reversal_job_id", NEW."reversal_reason", NEW."sha256", NEW."state", NEW."title", NEW."valid_until"); RETURN NULL;',
                    hash="d9c1073ead600bf0ede81b9f7915c9fd9526ced8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2f067",
                    table="workbench_bundle",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]
