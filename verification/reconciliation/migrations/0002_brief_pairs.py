"""Pairs are staged in two parts. The frames are compressed already: the database need not try again."""

from django.db import migrations, models

_EXTERNAL = "ALTER TABLE reconciliation_staged ALTER COLUMN frame SET STORAGE EXTERNAL"
_EXTENDED = "ALTER TABLE reconciliation_staged ALTER COLUMN frame SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="staged",
            name="stage",
            field=models.CharField(
                choices=[
                    ("brief", "pasangan, yang dilihat bersama"),
                    ("score", "pasangan, selebihnya"),
                    ("void", "pasangan yang tidak berlaku lagi"),
                    ("settle", "keadaan seluruh daftar"),
                    ("judge", "simpulan"),
                    ("words", "banyaknya kata di register"),
                    ("places", "banyaknya tempat lahir di register"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunSQL(_EXTERNAL, _EXTENDED),
    ]
