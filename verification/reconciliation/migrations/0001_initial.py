import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0001_initial"),
        ("office", "0001_initial"),
        ("registry", "0001_initial"),
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Thresholds",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("eyes", models.FloatField(verbose_name="pita lain, di bawah")),
                        ("same", models.FloatField(verbose_name="pita sama, mulai")),
                        ("brake", models.FloatField(verbose_name="rem, bagian tidak padan")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="alasan")),
                        (
                            "set_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("eyes__gt", 0), ("eyes__lt", models.F("same")), ("same__lte", 1)),
                                name="eyes_bound_below_same_bound",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("brake__gt", 0), ("brake__lte", 1)), name="brake_is_a_share"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Run",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        (
                            "job",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reconciliation_run",
                                to="jobs.job",
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[("all", "semua warga"), ("changed", "yang tersentuh perubahan")],
                                default="all",
                                max_length=8,
                            ),
                        ),
                        (
                            "base",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "extract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="sources.extract"
                            ),
                        ),
                        ("register_rows", models.PositiveIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "berjalan"),
                                    ("held", "ditahan rem"),
                                    ("done", "selesai"),
                                    ("stopped", "dihentikan"),
                                    ("failed", "gagal"),
                                ],
                                default="running",
                                max_length=8,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("touch", "mencari siapa yang tersentuh perubahan"),
                                    ("score", "membandingkan warga"),
                                    ("settle", "memutuskan siapa memiliki siapa"),
                                    ("judge", "menyimpulkan hasil"),
                                    ("write", "menulis hasil"),
                                    ("end", "selesai"),
                                ],
                                default="score",
                                max_length=8,
                            ),
                        ),
                        (
                            "thresholds",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="runs",
                                to="reconciliation.thresholds",
                            ),
                        ),
                        ("method_version", models.CharField(blank=True, max_length=40)),
                        (
                            "previous",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("compared", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField(default=dict)),
                        ("bands", models.JSONField(default=dict)),
                        ("by_kelurahan", models.JSONField(default=dict)),
                        ("moved", models.JSONField(default=dict)),
                        ("causes", models.JSONField(default=dict)),
                        ("moved_places", models.JSONField(default=dict)),
                        ("message", models.TextField(blank=True)),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("release_reason", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("state",),
                                name="one_running_reconciliation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_by", None),
                                    models.Q(("release_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="release_of_the_brake_has_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("nik", models.CharField(max_length=24)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicate_cases",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "menunggu putusan"),
                                    ("decided", "diputus, menunggu perbaikan"),
                                    ("asked", "menunggu jawaban luar"),
                                    ("settled", "selesai"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("settled_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["opened_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "decided", "asked"])),
                                fields=("nik",),
                                name="one_live_case_per_nik",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_at__isnull", False), ("state", "settled")),
                                    models.Q(models.Q(("state", "settled"), _negated=True), ("settled_at", None)),
                                    _connector="OR",
                                ),
                                name="settled_case_has_its_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "civil_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="sources.civilperson",
                            ),
                        ),
                        ("status", models.CharField(max_length=20)),
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
                        (
                            "previous_class",
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
                        ("confidence", models.FloatField()),
                        (
                            "band",
                            models.CharField(
                                choices=[
                                    ("same", "Orang sama"),
                                    ("eyes", "Perlu dilihat"),
                                    ("different", "Tidak ada orangnya"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "differs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "missing",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "codes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        ("contributions", models.JSONField(default=dict)),
                        (
                            "candidate_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "candidate_confidences",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(), default=list, size=None
                            ),
                        ),
                        ("is_latest", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["run", "citizen"],
                        "indexes": [
                            models.Index(fields=["run", "result_class", "band"], name="result_class_of_run"),
                            models.Index(
                                condition=models.Q(("is_latest", True)),
                                fields=["result_class"],
                                name="result_latest_class",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("citizen", "run"), name="one_result_per_citizen_and_run"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_latest", True)), fields=("citizen",), name="one_latest_result"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("confidence__range", (0, 1))), name="result_confidence_is_0_to_1"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
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
                        ("count", models.PositiveIntegerField()),
                        ("of", models.PositiveIntegerField()),
                        ("usual", models.FloatField()),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("released_at", models.DateTimeField(null=True)),
                        ("release_reason", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-count", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "kelurahan", "result_class"),
                                name="one_hold_per_place_and_class",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_by", None),
                                    models.Q(("release_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="release_of_a_hold_has_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fault",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="faults",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                            ),
                        ),
                        ("error", models.CharField(max_length=200)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "citizen"), name="one_fault_per_run_and_citizen")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Selection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="selections",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "result_ids",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                        ),
                        ("count", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("described", models.CharField(blank=True, max_length=200)),
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
                        (
                            "job",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="selection",
                                to="jobs.job",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Staged",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="staged",
                                to="reconciliation.run",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("touch", "keadaan sebelum"),
                                    ("score", "pasangan"),
                                    ("settle", "keadaan seluruh daftar"),
                                    ("judge", "simpulan"),
                                    ("words", "banyaknya kata di register"),
                                    ("places", "banyaknya tempat lahir di register"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("no", models.PositiveIntegerField()),
                        ("rows", models.PositiveIntegerField()),
                        ("frame", models.BinaryField()),
                    ],
                    options={
                        "ordering": ["run", "stage", "no"],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "stage", "no"), name="one_staged_frame_per_chunk")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="reconciliation.duplicatecase",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicate_cases",
                                to="registry.citizen",
                            ),
                        ),
                        ("letter", models.CharField(max_length=1)),
                    ],
                    options={
                        "ordering": ["letter"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "citizen"), name="a_citizen_once_per_case"),
                            models.UniqueConstraint(fields=("case", "letter"), name="a_letter_once_per_case"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opened",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "selection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened",
                                to="reconciliation.selection",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened",
                                to="reconciliation.result",
                            ),
                        ),
                        ("request", models.CharField(blank=True, max_length=20)),
                        ("skipped", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("selection", "result"), name="one_outcome_per_selected_result"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="reconciliation.duplicatecase",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("typing", "Salah ketik"),
                                    ("two_persons", "Dua orang hidup, satu NIK"),
                                    ("two_niks", "Satu orang, dua catatan"),
                                    ("family_copy", "Salinan dari keluarga"),
                                    ("unsure", "Belum dapat dipastikan"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="reconciliation.casemember",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "requests",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["two_persons", "unsure"]), ("about__isnull", False), _connector="OR"
                                ),
                                name="a_change_is_about_somebody",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="casedecision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="case_decision_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="71fe8970287b612c3399ba6e7dede48bc3fd38ed",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_case_decision_is_written_once_f076a",
                            table="reconciliation_casedecision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="result",
                    trigger=pgtrigger.compiler.Trigger(
                        name="result_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="f721f2b2b7ab0a76034ab27c56a52deaadc119cd",
                            operation="DELETE",
                            pgid="pgtrigger_result_is_kept_79444",
                            table="reconciliation_result",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="duplicatecase",
                    trigger=pgtrigger.compiler.Trigger(
                        name="case_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="07c6f1c39484c0727cb8e36d9836a09deae49eac",
                            operation="DELETE",
                            pgid="pgtrigger_case_is_kept_971e2",
                            table="reconciliation_duplicatecase",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="selection",
                    trigger=pgtrigger.compiler.Trigger(
                        name="selection_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "run_id", "result_ids", "count", "sha256" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="929c1e16375b68c7385584a2e4b91b165025fceb",
                            operation='UPDATE OF "run_id", "result_ids", "count", "sha256" OR DELETE',
                            pgid="pgtrigger_selection_is_frozen_2ed91",
                            table="reconciliation_selection",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="thresholds",
                    trigger=pgtrigger.compiler.Trigger(
                        name="thresholds_are_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d2227781d4ca9c1c85e7c7d159929392c5c00f89",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_thresholds_are_written_once_a9ef6",
                            table="reconciliation_thresholds",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
