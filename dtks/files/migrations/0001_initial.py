import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("path", models.CharField(max_length=80, unique=True)),
                        ("kind", models.CharField(max_length=20)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="ColumnAlias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("list", "Daftar pusat"),
                                    ("extract", "Ekstrak Disdukcapil"),
                                    ("removals", "Penghapusan lama"),
                                    ("return", "Jawaban pusat"),
                                    ("pupils", "Daftar murid (Dapodik)"),
                                    ("events", "Peristiwa penduduk"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("slug", models.CharField(max_length=80)),
                        ("field", models.CharField(blank=True, max_length=40)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("purpose", "slug"), name="one_meaning_per_header")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagedFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("list", "Daftar pusat"),
                                    ("extract", "Ekstrak Disdukcapil"),
                                    ("removals", "Penghapusan lama"),
                                    ("return", "Jawaban pusat"),
                                    ("pupils", "Daftar murid (Dapodik)"),
                                    ("events", "Peristiwa penduduk"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                        ("parameters", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "dibaca"),
                                    ("mapping", "menunggu arti kolom"),
                                    ("staging", "disiapkan"),
                                    ("staged", "siap digabungkan"),
                                    ("merging", "digabungkan"),
                                    ("merged", "sudah digabungkan"),
                                    ("refused", "ditolak"),
                                    ("unmerging", "sedang ditarik"),
                                    ("taken_back", "ditarik kembali"),
                                ],
                                db_index=True,
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("sheet", models.CharField(blank=True, max_length=60)),
                        ("header_row", models.PositiveIntegerField(null=True)),
                        ("headers", models.JSONField(default=list)),
                        ("columns", models.JSONField(default=dict)),
                        ("problem", models.TextField(blank=True)),
                        ("read", models.PositiveIntegerField(default=0)),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("updated", models.PositiveIntegerField(default=0)),
                        ("unchanged", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        (
                            "staged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("staged_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "merged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("merged_at", models.DateTimeField(null=True)),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        ("taken_back_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "faulty_copy",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-staged_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["staged", "merging", "merged"]), _negated=True),
                                    (
                                        "read",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("created"), "+", models.F("updated")
                                                ),
                                                "+",
                                                models.F("unchanged"),
                                            ),
                                            "+",
                                            models.F("refused"),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="read_is_created_updated_unchanged_refused",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagedRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "staged_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="files.stagedfile"
                            ),
                        ),
                        ("row_no", models.PositiveIntegerField()),
                        ("raw", models.JSONField(default=list)),
                        ("values", models.JSONField(default=dict)),
                        ("findings", models.JSONField(default=list)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "belum dinilai"),
                                    ("created", "baru"),
                                    ("updated", "berubah"),
                                    ("unchanged", "sama"),
                                    ("refused", "ditolak"),
                                ],
                                default="",
                                max_length=9,
                            ),
                        ),
                        ("changes", models.JSONField(default=dict)),
                        ("target_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "ordering": ["row_no"],
                        "indexes": [
                            models.Index(
                                fields=["staged_file", "verdict", "row_no"], name="files_stage_staged__b1d955_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("staged_file", "row_no"), name="one_staged_row_per_number")
                        ],
                    },
                ),
            ]
        ),
    ]
