from django.db import migrations, models

FILL = """
    UPDATE corrections_changerequest r SET worst_verdict = f.verdict
    FROM (
        SELECT DISTINCT ON (request_id) request_id, basis ->> 'verdict' AS verdict
        FROM corrections_fieldchange
        WHERE basis ->> 'verdict' IN ('differs', 'unknown', 'variant', 'same')
        ORDER BY request_id, array_position(ARRAY['differs', 'unknown', 'variant', 'same'], basis ->> 'verdict')
    ) f
    WHERE f.request_id = r.id
"""


class Migration(migrations.Migration):
    dependencies = [("corrections", "0004_plans_and_rules")]

    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="worst_verdict",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
