import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("jobs", "0001_initial"),
        ("monthly", "0001_initial"),
        ("office", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="BatchPassword",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passwords",
                                to="monthly.batch",
                            ),
                        ),
                        ("seed", models.CharField(max_length=43)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "shown_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("shown_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Template",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("perbaikan", "Perbaikan"),
                                    ("usulan", "Usulan"),
                                    ("penonaktifan", "Penonaktifan"),
                                    ("pengurus", "Pengurus"),
                                ],
                                max_length=12,
                                verbose_name="lembar",
                            ),
                        ),
                        ("version", models.CharField(max_length=20, verbose_name="versi")),
                        ("valid_from", models.DateField(verbose_name="berlaku mulai")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="sampai")),
                        ("sheet", models.CharField(max_length=31, verbose_name="nama lembar")),
                        (
                            "first_data_row",
                            models.PositiveSmallIntegerField(default=2, verbose_name="baris data pertama"),
                        ),
                        (
                            "date_form",
                            models.CharField(
                                choices=[
                                    ("%d/%m/%Y", "17/11/2026"),
                                    ("%d-%m-%Y", "17-11-2026"),
                                    ("%Y-%m-%d", "2026-11-17"),
                                ],
                                default="%d/%m/%Y",
                                max_length=10,
                                verbose_name="bentuk tanggal",
                            ),
                        ),
                        ("dotted_codes", models.BooleanField(default=False, verbose_name="kode wilayah bertitik")),
                        ("slice_rows", models.PositiveIntegerField(default=500, verbose_name="baris tiap berkas")),
                    ],
                    options={
                        "ordering": ["kind", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "version"), name="one_template_per_kind_and_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="template_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first_data_row__range", (2, 7))), name="data_begins_in_row_2_to_7"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="monthly.batch"
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="monthly.packet",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="siks.template"
                            ),
                        ),
                        (
                            "kecamatan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.region"
                            ),
                        ),
                        ("slice_no", models.PositiveSmallIntegerField()),
                        ("row_ids", models.JSONField(default=list)),
                        (
                            "stored",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["batch", "template__kind", "kecamatan__code", "slice_no"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "template", "kecamatan", "slice_no"),
                                name="one_file_per_slice_of_a_batch",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="templates",
                                to="monthly.batch",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="siks.template"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("perbaikan", "Perbaikan"),
                                    ("usulan", "Usulan"),
                                    ("penonaktifan", "Penonaktifan"),
                                    ("pengurus", "Pengurus"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("slice_rows", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "kind"), name="one_template_per_batch_and_kind")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TemplateColumn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="columns", to="siks.template"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("header", models.CharField(max_length=60)),
                        ("field", models.CharField(max_length=40)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("integer", "bilangan"),
                                    ("text", "teks"),
                                    ("nik16", "16 angka"),
                                    ("date", "tanggal"),
                                    ("code", "kode"),
                                    ("decimal", "desimal"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("max_length", models.PositiveSmallIntegerField()),
                        ("code_table", models.CharField(blank=True, max_length=24)),
                        ("required", models.BooleanField(default=False)),
                        ("note", models.CharField(blank=True, max_length=160)),
                    ],
                    options={
                        "ordering": ["template", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("template", "position"), name="one_column_per_position"),
                            models.UniqueConstraint(fields=("template", "header"), name="one_column_per_header"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="monthly.batch",
                            ),
                        ),
                        (
                            "batch_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="siks.batchfile",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "dibaca"),
                                    ("answering", "dicatat di buku usulan"),
                                    ("done", "selesai"),
                                    ("refused", "ditolak"),
                                ],
                                db_index=True,
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("problem", models.TextField(blank=True)),
                        ("sheets", models.JSONField(default=list)),
                        ("read", models.PositiveIntegerField(default=0)),
                        ("matched", models.PositiveIntegerField(default=0)),
                        ("unknown", models.PositiveIntegerField(default=0)),
                        ("repeated", models.PositiveIntegerField(default=0)),
                        ("faulty", models.PositiveIntegerField(default=0)),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-taken_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "read",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("matched"), "+", models.F("unknown")
                                            ),
                                            "+",
                                            models.F("repeated"),
                                        ),
                                    )
                                ),
                                name="read_is_matched_unknown_repeated",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "return_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="siks.returnfile"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("sheet", models.CharField(blank=True, max_length=31)),
                        ("row_no", models.PositiveIntegerField()),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("word", models.CharField(blank=True, max_length=20)),
                        (
                            "state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sent", "dikirim"),
                                    ("pending", "diproses pusat"),
                                    ("accepted", "diterima"),
                                    ("refused", "ditolak"),
                                    ("inferred_accepted", "agaknya diterima"),
                                    ("inferred_ignored", "agaknya diabaikan"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        ("message", models.CharField(blank=True, max_length=240)),
                        ("processed_on", models.DateField(null=True)),
                        (
                            "row",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="monthly.batchrow",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "belum dicocokkan"),
                                    ("matched", "cocok"),
                                    ("unknown", "tidak dikenal"),
                                    ("repeated", "berulang"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=160)),
                        ("findings", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["position"],
                        "indexes": [
                            models.Index(
                                fields=["return_file", "outcome", "position"], name="siks_return_return__0ea310_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("return_file", "position"), name="one_return_row_per_position"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="batchfile",
                    trigger=pgtrigger.compiler.Trigger(
                        name="batch_file_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a9639e8a92526987a7ae185962ee6c97a5b12c81",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_batch_file_is_written_once_727a8",
                            table="siks_batchfile",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
