# A case may be sent back with a reason.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0004_persons_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="casedecision",
            name="a_change_is_about_somebody",
        ),
        migrations.AlterField(
            model_name="casedecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("typing", "Salah ketik"),
                    ("two_persons", "Dua orang hidup, satu NIK"),
                    ("two_niks", "Satu orang, dua catatan"),
                    ("family_copy", "Salinan dari keluarga"),
                    ("unsure", "Belum dapat dipastikan"),
                    ("returned", "Dikembalikan"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="casedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["two_persons", "unsure", "returned"]), ("about__isnull", False), _connector="OR"
                ),
                name="a_change_is_about_somebody",
            ),
        ),
    ]
