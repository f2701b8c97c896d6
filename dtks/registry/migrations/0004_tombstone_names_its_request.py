from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_proposed_to_the_centre"),
    ]

    operations = [
        migrations.AddField(
            model_name="tombstone",
            name="request_number",
            field=models.CharField(blank=True, db_index=True, max_length=20),
        ),
    ]
