import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monthly", "0005_carried_over"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="batch",
            name="sealed_batch_is_frozen",
        ),
        migrations.AddField(
            model_name="batch",
            name="audit_head",
            field=models.CharField(blank=True, max_length=40),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batch",
            trigger=pgtrigger.compiler.Trigger(
                name="sealed_batch_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" IN ('sealed', 'written'))",
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "hash", "row_count", "month", "number", "sealed_at", "audit_head" rows from % table\', TG_TABLE_NAME;',
                    hash="962f563af67864105c898c10da41c6b88d8810ab",
                    operation='UPDATE OF "hash", "row_count", "month", "number", "sealed_at", "audit_head"',
                    pgid="pgtrigger_sealed_batch_is_frozen_85cc0",
                    table="monthly_batch",
                    when="BEFORE",
                ),
            ),
        ),
    ]
