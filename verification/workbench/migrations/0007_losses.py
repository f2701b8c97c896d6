"""Who would lose aid, as a table; an office that has people already has it filled by a worker."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def ask(apps, schema_editor):
    if apps.get_model("registry", "Citizen").objects.exists():
        apps.get_model("jobs", "Event").objects.create(kind="trial.made", payload={})


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_texts_for_telephones"),
        ("registry", "0006_names_out_of_an_index"),
        ("workbench", "0006_standings_move_the_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="Loss",
            fields=[
                (
                    "citizen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="loss",
                        serialize=False, to="registry.citizen",
                    ),
                ),
                ("cause", models.CharField(max_length=10)),
                ("said_class", models.CharField(max_length=16, null=True)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]  # fmt: skip
