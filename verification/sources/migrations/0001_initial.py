import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assignments", "0001_initial"),
        ("files", "0001_initial"),
        ("jobs", "0001_initial"),
        ("office", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="School",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=140, unique=True)),
                        ("npsn", models.CharField(blank=True, max_length=10)),
                        ("name", models.CharField(max_length=120)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(unique=True)),
                        ("asked", models.PositiveIntegerField(default=0)),
                        ("failed", models.PositiveIntegerField(default=0)),
                        ("failures_in_row", models.PositiveIntegerField(default=0)),
                        ("closed_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-date"],
                    },
                ),
                migrations.CreateModel(
                    name="Extract",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("taken_on", models.DateField()),
                        (
                            "staged_file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extract",
                                to="files.stagedfile",
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("merged_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-taken_on", "-number"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderAnswer",
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
                            "state",
                            models.CharField(
                                choices=[("reading", "dibaca"), ("done", "selesai"), ("refused", "ditolak")],
                                default="reading",
                                max_length=8,
                            ),
                        ),
                        ("problem", models.TextField(blank=True)),
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
                        "ordering": ["-id"],
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
                                name="answer_read_is_its_outcomes",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "citizen",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_check",
                                to="registry.citizen",
                            ),
                        ),
                        ("due_on", models.DateField(db_index=True)),
                        ("attempt", models.PositiveSmallIntegerField(default=0)),
                        ("errors", models.PositiveSmallIntegerField(default=0)),
                        (
                            "last_class",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("MATCH", "Padan"),
                                    ("VARIANT", "Varian"),
                                    ("FIELD_DIFFERS", "Ada data berbeda"),
                                    ("NIK_DIFFERS", "NIK berbeda"),
                                    ("NOT_ONLINE", "Data belum online"),
                                    ("BLOCKED", "Diblokir"),
                                    ("INACTIVE", "NIK nonaktif"),
                                    ("DECEASED", "Tercatat meninggal"),
                                    ("MOVED", "Tercatat pindah"),
                                    ("NIK_DUPLICATE", "Ganda"),
                                    ("NIK_INVALID", "NIK tidak sah"),
                                    ("NIK_OTHER_PERSON", "NIK milik orang lain"),
                                    ("NOT_FOUND", "Tidak ditemukan"),
                                    ("NO_NIK", "Belum punya NIK"),
                                    ("SERVICE_ERROR", "Gangguan layanan"),
                                ],
                                max_length=20,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="VitalEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=160, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("death", "kematian"),
                                    ("birth", "kelahiran"),
                                    ("move_out", "pindah"),
                                    ("move_in", "datang"),
                                    ("marriage", "perkawinan"),
                                    ("divorce", "perceraian"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("happened_on", models.DateField(null=True)),
                        (
                            "certificate",
                            models.CharField(blank=True, max_length=60, verbose_name="nomor akta atau surat"),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nama")),
                        ("values", models.JSONField(default=dict)),
                        (
                            "citizen",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vital_events",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.household",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "menunggu operator"),
                                    ("proposed", "menjadi usulan"),
                                    ("known", "sudah tercatat"),
                                    ("unsure", "orangnya belum pasti"),
                                    ("not_ours", "bukan warga kita"),
                                ],
                                db_index=True,
                                max_length=8,
                            ),
                        ),
                        ("request", models.CharField(blank=True, max_length=20)),
                        ("why", models.CharField(blank=True, max_length=160)),
                        (
                            "staged_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.stagedfile"
                            ),
                        ),
                        ("row_no", models.PositiveIntegerField()),
                        ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "proposed"), models.Q(("request", ""), _negated=True)),
                                    models.Q(models.Q(("state", "proposed"), _negated=True), ("request", "")),
                                    _connector="OR",
                                ),
                                name="proposed_event_names_its_request",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("letter_number", models.CharField(max_length=40, unique=True)),
                        ("seat", models.CharField(max_length=80)),
                        ("made_on", models.DateField()),
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
                        ("week", models.DateField(null=True)),
                        ("row_count", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField(default=0)),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("week__isnull", False)),
                                fields=("week",),
                                name="one_weekly_order_a_week",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answered__lte", models.F("row_count"))),
                                name="no_more_answers_than_rows",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=80, verbose_name="nomor PKS")),
                        ("institution", models.CharField(max_length=120, verbose_name="nama lembaga")),
                        ("institution_code", models.CharField(blank=True, max_length=20, verbose_name="kode lembaga")),
                        ("starts_on", models.DateField(verbose_name="berlaku mulai")),
                        ("ends_on", models.DateField(verbose_name="berlaku sampai")),
                        ("daily_quota", models.PositiveIntegerField(default=1000, verbose_name="kuota sehari")),
                        ("threshold", models.PositiveSmallIntegerField(default=90, verbose_name="ambang nama")),
                        ("floor", models.PositiveSmallIntegerField(default=75, verbose_name="batas bawah nama")),
                        ("is_on", models.BooleanField(default=True, verbose_name="layanan dipakai")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-starts_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="agreement_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("floor__lt", models.F("threshold")), ("threshold__lte", 100)),
                                name="floor_lies_below_threshold",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CivilPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nik", models.CharField(max_length=16, unique=True)),
                        ("kk_number", models.CharField(blank=True, db_index=True, max_length=24)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("L", "Laki-laki"), ("P", "Perempuan"), ("", "belum diketahui")],
                                max_length=1,
                            ),
                        ),
                        ("birth_place", models.CharField(blank=True, max_length=60)),
                        ("birth_date", models.DateField(null=True)),
                        ("relation", models.CharField(blank=True, max_length=2)),
                        ("mother_name", models.CharField(blank=True, max_length=120)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("rt", models.CharField(blank=True, max_length=10)),
                        ("rw", models.CharField(blank=True, max_length=10)),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        ("ktp_state", models.CharField(blank=True, max_length=1)),
                        (
                            "flag",
                            models.CharField(
                                choices=[
                                    ("AKTIF", "aktif"),
                                    ("MENINGGAL", "meninggal"),
                                    ("PINDAH", "pindah"),
                                    ("NONAKTIF", "nonaktif"),
                                    ("GANDA", "ganda"),
                                ],
                                default="AKTIF",
                                max_length=10,
                            ),
                        ),
                        ("flag_on", models.DateField(null=True)),
                        ("taken_on", models.DateField()),
                        (
                            "extract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="persons",
                                to="sources.extract",
                            ),
                        ),
                        (
                            "changed_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sources.extract"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(fields=["birth_date", "name"], name="sources_civ_birth_d_ece742_idx"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("name"), "gin_trgm_ops"
                                ),
                                name="civil_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="sources.workorder"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_rows",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "assignment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_rows",
                                to="assignments.assignment",
                            ),
                        ),
                        (
                            "result_class",
                            models.CharField(
                                choices=[
                                    ("MATCH", "Padan"),
                                    ("VARIANT", "Varian"),
                                    ("FIELD_DIFFERS", "Ada data berbeda"),
                                    ("NIK_DIFFERS", "NIK berbeda"),
                                    ("NOT_ONLINE", "Data belum online"),
                                    ("BLOCKED", "Diblokir"),
                                    ("INACTIVE", "NIK nonaktif"),
                                    ("DECEASED", "Tercatat meninggal"),
                                    ("MOVED", "Tercatat pindah"),
                                    ("NIK_DUPLICATE", "Ganda"),
                                    ("NIK_INVALID", "NIK tidak sah"),
                                    ("NIK_OTHER_PERSON", "NIK milik orang lain"),
                                    ("NOT_FOUND", "Tidak ditemukan"),
                                    ("NO_NIK", "Belum punya NIK"),
                                    ("SERVICE_ERROR", "Gangguan layanan"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "belum dijawab"),
                                    ("pending", "diproses Disdukcapil"),
                                    ("mended", "sudah diperbaiki"),
                                    ("deceased", "dijawab meninggal"),
                                    ("moved", "dijawab pindah"),
                                    ("not_found", "dijawab tidak ditemukan"),
                                    ("refused", "perlu warga datang"),
                                ],
                                db_index=True,
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("said", models.CharField(blank=True, max_length=60)),
                        ("note", models.CharField(blank=True, max_length=240)),
                        ("answered_on", models.DateField(null=True)),
                    ],
                    options={
                        "ordering": ["order", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "position"), name="one_order_row_per_position"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "pending"])),
                                fields=("assignment",),
                                name="asked_once_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comparison",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comparisons",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "civil_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sources.civilperson",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("extract", "ekstrak Disdukcapil"),
                                    ("service", "layanan Disdukcapil"),
                                    ("keyed", "layar Disdukcapil, diketik"),
                                ],
                                default="extract",
                                max_length=8,
                            ),
                        ),
                        ("taken_on", models.DateField(null=True)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "result_class",
                            models.CharField(
                                choices=[
                                    ("MATCH", "Padan"),
                                    ("VARIANT", "Varian"),
                                    ("FIELD_DIFFERS", "Ada data berbeda"),
                                    ("NIK_DIFFERS", "NIK berbeda"),
                                    ("NOT_ONLINE", "Data belum online"),
                                    ("BLOCKED", "Diblokir"),
                                    ("INACTIVE", "NIK nonaktif"),
                                    ("DECEASED", "Tercatat meninggal"),
                                    ("MOVED", "Tercatat pindah"),
                                    ("NIK_DUPLICATE", "Ganda"),
                                    ("NIK_INVALID", "NIK tidak sah"),
                                    ("NIK_OTHER_PERSON", "NIK milik orang lain"),
                                    ("NOT_FOUND", "Tidak ditemukan"),
                                    ("NO_NIK", "Belum punya NIK"),
                                    ("SERVICE_ERROR", "Gangguan layanan"),
                                ],
                                db_index=True,
                                max_length=20,
                            ),
                        ),
                        ("fields", models.JSONField(default=dict)),
                        ("confidence", models.FloatField(null=True)),
                        ("band", models.CharField(blank=True, max_length=10)),
                        ("contributions", models.JSONField(default=dict)),
                        ("codes", models.JSONField(default=list)),
                        ("method_version", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [models.Index(fields=["citizen", "-at"], name="sources_com_citizen_725a9b_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confidence", None), ("confidence__range", (0, 1)), _connector="OR"
                                ),
                                name="comparison_confidence_is_0_to_1",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderAnswerRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="sources.orderanswer",
                            ),
                        ),
                        ("row_no", models.PositiveIntegerField()),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("said", models.CharField(blank=True, max_length=60)),
                        ("note", models.CharField(blank=True, max_length=240)),
                        (
                            "row",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sources.orderrow",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("matched", "cocok"), ("unknown", "tidak dikenal"), ("repeated", "berulang")],
                                max_length=8,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=160)),
                        ("findings", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["row_no"],
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "row_no"), name="one_answer_row_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pupil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, unique=True)),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="pupils", to="sources.school"
                            ),
                        ),
                        ("nisn", models.CharField(blank=True, max_length=12)),
                        ("grade", models.CharField(blank=True, max_length=20, verbose_name="kelas")),
                        ("nik", models.CharField(blank=True, max_length=24)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("L", "Laki-laki"), ("P", "Perempuan"), ("", "belum diketahui")],
                                max_length=1,
                            ),
                        ),
                        ("birth_place", models.CharField(blank=True, max_length=60)),
                        ("birth_date", models.DateField(null=True)),
                        ("mother_name", models.CharField(blank=True, max_length=120)),
                        ("kk_number", models.CharField(blank=True, max_length=24)),
                        ("pip_worthy", models.CharField(blank=True, max_length=20)),
                        ("kip_number", models.CharField(blank=True, max_length=20)),
                        ("kks_number", models.CharField(blank=True, max_length=20)),
                        ("pkh_number", models.CharField(blank=True, max_length=24)),
                        ("household_id", models.CharField(blank=True, max_length=36)),
                        (
                            "citizen",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pupils",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "civil_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="sources.civilperson",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("agrees", "sama dengan Disdukcapil"),
                                    ("residue", "sekolah memperbaiki"),
                                    ("unknown", "tidak ada di Disdukcapil"),
                                ],
                                db_index=True,
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "repairs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "ours_differ",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        ("taken_on", models.DateField()),
                        (
                            "staged_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pupils",
                                to="files.stagedfile",
                            ),
                        ),
                        ("compared_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["school", "grade", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("repairs__len__gt", 0), ("state", "residue")),
                                    models.Q(models.Q(("state", "residue"), _negated=True), ("repairs", [])),
                                    _connector="OR",
                                ),
                                name="only_residue_has_repairs",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_answers",
                                to="registry.citizen",
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "result_class",
                            models.CharField(
                                choices=[
                                    ("MATCH", "Padan"),
                                    ("VARIANT", "Varian"),
                                    ("FIELD_DIFFERS", "Ada data berbeda"),
                                    ("NIK_DIFFERS", "NIK berbeda"),
                                    ("NOT_ONLINE", "Data belum online"),
                                    ("BLOCKED", "Diblokir"),
                                    ("INACTIVE", "NIK nonaktif"),
                                    ("DECEASED", "Tercatat meninggal"),
                                    ("MOVED", "Tercatat pindah"),
                                    ("NIK_DUPLICATE", "Ganda"),
                                    ("NIK_INVALID", "NIK tidak sah"),
                                    ("NIK_OTHER_PERSON", "NIK milik orang lain"),
                                    ("NOT_FOUND", "Tidak ditemukan"),
                                    ("NO_NIK", "Belum punya NIK"),
                                    ("SERVICE_ERROR", "Gangguan layanan"),
                                ],
                                db_index=True,
                                max_length=20,
                            ),
                        ),
                        ("signal", models.CharField(blank=True, max_length=120)),
                        ("raw", models.JSONField(default=dict)),
                        ("milliseconds", models.PositiveIntegerField(default=0)),
                        (
                            "comparison",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="sources.comparison",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result_class", "SERVICE_ERROR"), _negated=True),
                                    ("comparison", None),
                                    _connector="OR",
                                ),
                                name="a_service_error_is_no_comparison",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="comparison",
                    trigger=pgtrigger.compiler.Trigger(
                        name="comparison_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f345c9a4505968a901186d0981d857a3b3966916",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_comparison_is_written_once_9cfa8",
                            table="sources_comparison",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="serviceanswer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="answer_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8d3fc12255abcbccd004883c2c77847702dc7798",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_answer_is_written_once_008e8",
                            table="sources_serviceanswer",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="vitalevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="vital_event_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="fe1867e904fb85abc250cb3989432dc665bb0c09",
                            operation="DELETE",
                            pgid="pgtrigger_vital_event_is_kept_cdb93",
                            table="sources_vitalevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="workorder",
                    trigger=pgtrigger.compiler.Trigger(
                        name="work_order_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "number", "letter_number", "row_count", "stored_id" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="b82c77c46baed7aaad5190d47704d355180e326b",
                            operation='UPDATE OF "number", "letter_number", "row_count", "stored_id" OR DELETE',
                            pgid="pgtrigger_work_order_is_frozen_378de",
                            table="sources_workorder",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="orderrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="order_row_is_as_sent",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "order_id", "position", "citizen_id", "values" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="14070c6521c253176c37a5a1b3c8e227142d30cc",
                            operation='UPDATE OF "order_id", "position", "citizen_id", "values" OR DELETE',
                            pgid="pgtrigger_order_row_is_as_sent_70ad3",
                            table="sources_orderrow",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
