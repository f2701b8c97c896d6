"""The first of the live work by its day, without looking at all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assignments", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["due_on", "id"], condition=models.Q(("state__in", ["open", "taken"])), name="assignment_due"
            ),
        ),
    ]
