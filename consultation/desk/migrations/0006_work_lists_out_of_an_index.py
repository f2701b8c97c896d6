from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_consent_and_appeal"),
        ("office", "0001_initial"),
        ("registry", "0004_house_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["state"],
                include=("id", "assigned_to", "kind", "is_first", "clock_due_at", "kelurahan", "closed_at"),
                name="ticket_work_lists",
            ),
        ),
    ]
