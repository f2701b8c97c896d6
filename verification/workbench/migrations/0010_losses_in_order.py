"""By what the list of those at risk is sorted, kept beside them."""

from django.db import migrations, models

FILL = """
UPDATE workbench_loss AS loss SET name = citizen.name, place = region.name
FROM registry_citizen AS citizen LEFT JOIN office_region AS region ON region.id = citizen.kelurahan_id
WHERE citizen.id = loss.citizen_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_births_as_a_source"),
        ("workbench", "0009_withdrawn_formulas"),
    ]

    operations = [
        migrations.AddField(
            model_name="loss",
            name="name",
            field=models.CharField(default="", max_length=120),
        ),
        migrations.AddField(
            model_name="loss",
            name="place",
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.AddIndex(
            model_name="loss",
            index=models.Index(fields=["place", "citizen"], name="loss_by_place"),
        ),
        migrations.AddIndex(
            model_name="loss",
            index=models.Index(fields=["name", "citizen"], name="loss_by_name"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
