from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_facts_of_the_triage")]

    operations = [
        migrations.RemoveIndex(model_name="citizen", name="citizen_name"),
        migrations.AddIndex(
            model_name="citizen",
            index=models.Index(fields=["name", "id"], include=("name_key",), name="citizen_name"),
        ),
    ]
