import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("office", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="PaperKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=24, unique=True)),
                        ("label", models.CharField(max_length=120)),
                        ("issuer", models.CharField(max_length=120)),
                        ("copy_form", models.CharField(blank=True, max_length=60)),
                        ("max_age_days", models.PositiveIntegerField(null=True)),
                        ("what_to_check", models.TextField(blank=True)),
                        ("where_to_get", models.CharField(blank=True, max_length=120)),
                        ("bring", models.CharField(blank=True, max_length=120)),
                        ("if_lost", models.CharField(blank=True, max_length=120)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paperkind"
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("original", "asli"), ("copy", "fotokopi"), ("expired", "kedaluwarsa")],
                                max_length=8,
                            ),
                        ),
                        (
                            "scan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        (
                            "preview",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        ("readings", models.JSONField(blank=True, default=dict)),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        ("box", models.CharField(blank=True, max_length=20)),
                        (
                            "seen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-seen_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("citizen__isnull", False), ("kelurahan__isnull", False), _connector="OR"
                                ),
                                name="paper_belongs_to_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Requirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("programme", models.CharField(max_length=16)),
                        ("act", models.CharField(max_length=24)),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paperkind"
                            ),
                        ),
                        (
                            "mandatory",
                            models.CharField(
                                choices=[("yes", "wajib"), ("no", "membantu"), ("conditional", "bila perlu")],
                                max_length=12,
                            ),
                        ),
                        ("legal_basis", models.CharField(blank=True, max_length=240)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("alternatives", models.ManyToManyField(blank=True, related_name="+", to="papers.paperkind")),
                    ],
                    options={
                        "ordering": ["programme", "act", "id"],
                        "indexes": [models.Index(fields=["programme", "act"], name="papers_requ_program_df4224_idx")],
                    },
                ),
            ]
        ),
    ]
