import django.contrib.postgres.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        BtreeGistExtension(),
        Together(
            [
                migrations.CreateModel(
                    name="Holiday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(unique=True, verbose_name="tanggal")),
                        ("name", models.CharField(max_length=120, verbose_name="nama")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nasional", "Libur nasional"),
                                    ("cuti_bersama", "Cuti bersama"),
                                    ("daerah", "Libur daerah"),
                                    ("pemilihan", "Hari pemungutan suara"),
                                    ("lain", "Kantor tutup"),
                                ],
                                max_length=20,
                                verbose_name="jenis",
                            ),
                        ),
                        (
                            "certainty",
                            models.CharField(
                                choices=[("known", "pasti"), ("reported", "diberitakan"), ("assumed", "perkiraan")],
                                default="known",
                                max_length=20,
                                verbose_name="kepastian",
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=160, verbose_name="dasar")),
                        ("taken_back", models.BooleanField(default=False, verbose_name="dibatalkan")),
                    ],
                    options={
                        "ordering": ["date"],
                    },
                ),
                migrations.CreateModel(
                    name="Letterhead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "government",
                            models.CharField(
                                default="PEMERINTAH KOTA KENDARI", max_length=80, verbose_name="pemerintah"
                            ),
                        ),
                        ("office", models.CharField(default="DINAS SOSIAL", max_length=80, verbose_name="dinas")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="alamat")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telepon")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                        ("postcode", models.CharField(blank=True, max_length=5, verbose_name="kode pos")),
                        ("emblem", models.BinaryField(blank=True, default=b"", verbose_name="lambang")),
                        ("starts_on", models.DateField(verbose_name="berlaku mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                    ],
                    options={
                        "ordering": ["-starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="letterhead_ends_after_start",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    (
                                        models.Func(
                                            models.F("starts_on"),
                                            models.F("ends_on"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    )
                                ],
                                name="one_letterhead_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MayorDay",
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
                                choices=[("signs", "Hari tanda tangan"), ("away", "Tidak di tempat")],
                                max_length=5,
                                verbose_name="jenis",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(verbose_name="sampai")),
                        ("note", models.CharField(blank=True, max_length=120, verbose_name="keterangan")),
                        ("taken_back", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="mayor_day_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthWindow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField(unique=True, verbose_name="bulan")),
                        ("is_shut", models.BooleanField(default=False, verbose_name="tidak ada jendela bulan ini")),
                        ("opens_on", models.DateField(verbose_name="jendela dibuka")),
                        ("kelurahan_until", models.DateField(verbose_name="batas kelurahan")),
                        ("pbi_until", models.DateField(verbose_name="batas PBI")),
                        ("closes_on", models.DateField(verbose_name="batas kiriman")),
                        ("packet_on", models.DateField(verbose_name="paket ke wali kota")),
                        ("signed_by", models.DateField(verbose_name="ditandatangani paling lambat")),
                        ("upload_on", models.DateField(verbose_name="unggah ke SIKS-NG")),
                        ("governor_on", models.DateField(verbose_name="tembusan gubernur")),
                        ("basis", models.CharField(blank=True, max_length=160, verbose_name="dasar")),
                    ],
                    options={
                        "ordering": ["-month"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="window_month_is_a_first_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closes_on__lte", models.F("signed_by")),
                                    ("opens_on__lte", models.F("closes_on")),
                                    ("signed_by__lte", models.F("upload_on")),
                                ),
                                name="a_window_runs_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "year"), name="one_series_per_kind_and_year")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Region",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=10, unique=True)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("province", "provinsi"),
                                    ("regency", "kota/kabupaten"),
                                    ("kecamatan", "kecamatan"),
                                    ("kelurahan", "kelurahan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("name", models.CharField(max_length=80)),
                        ("slug", models.CharField(db_index=True, max_length=80)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="office.region",
                            ),
                        ),
                        ("bps_code", models.CharField(blank=True, max_length=10)),
                        ("in_kendari", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["code"],
                        "indexes": [models.Index(fields=["level", "in_kendari"], name="office_regi_level_34ceeb_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="Signatory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seat", models.CharField(max_length=80, verbose_name="jabatan")),
                        ("name", models.CharField(max_length=100, verbose_name="nama dan gelar")),
                        ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                        ("rank", models.CharField(blank=True, max_length=60, verbose_name="pangkat, golongan")),
                        (
                            "acting",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "pejabat tetap"),
                                    ("Plh.", "Plh. (berhalangan)"),
                                    ("Plt.", "Plt. (jabatan kosong)"),
                                    ("Pj.", "Pj. (penjabat)"),
                                ],
                                default="",
                                max_length=4,
                                verbose_name="kedudukan",
                            ),
                        ),
                        ("mandate_number", models.CharField(blank=True, max_length=80, verbose_name="nomor surat")),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                    ],
                    options={
                        "ordering": ["seat", "-starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acting", ""), models.Q(("mandate_number", ""), _negated=True), _connector="OR"
                                ),
                                name="acting_needs_a_letter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="signatory_ends_after_start",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("acting", "")),
                                expressions=[
                                    ("seat", "="),
                                    (
                                        models.Func(
                                            models.F("starts_on"),
                                            models.F("ends_on"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_official_a_seat_and_day",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("acting", ""), _negated=True),
                                expressions=[
                                    ("seat", "="),
                                    (
                                        models.Func(
                                            models.F("starts_on"),
                                            models.F("ends_on"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_acting_official_a_seat_and_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.CharField(max_length=40)),
                        ("code", models.CharField(max_length=60)),
                        ("label", models.CharField(max_length=160)),
                        ("identifier", models.CharField(blank=True, max_length=60)),
                        ("data", models.JSONField(default=dict)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["table", "position"],
                        "constraints": [models.UniqueConstraint(fields=("table", "code"), name="one_code_per_table")],
                    },
                ),
                migrations.CreateModel(
                    name="HolidayEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="office.holiday",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("date", models.DateField(verbose_name="tanggal")),
                        ("name", models.CharField(max_length=120, verbose_name="nama")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nasional", "Libur nasional"),
                                    ("cuti_bersama", "Cuti bersama"),
                                    ("daerah", "Libur daerah"),
                                    ("pemilihan", "Hari pemungutan suara"),
                                    ("lain", "Kantor tutup"),
                                ],
                                max_length=20,
                                verbose_name="jenis",
                            ),
                        ),
                        (
                            "certainty",
                            models.CharField(
                                choices=[("known", "pasti"), ("reported", "diberitakan"), ("assumed", "perkiraan")],
                                default="known",
                                max_length=20,
                                verbose_name="kepastian",
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=160, verbose_name="dasar")),
                        ("taken_back", models.BooleanField(default=False, verbose_name="dibatalkan")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LetterheadEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="office.letterhead",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "government",
                            models.CharField(
                                default="PEMERINTAH KOTA KENDARI", max_length=80, verbose_name="pemerintah"
                            ),
                        ),
                        ("office", models.CharField(default="DINAS SOSIAL", max_length=80, verbose_name="dinas")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="alamat")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telepon")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                        ("postcode", models.CharField(blank=True, max_length=5, verbose_name="kode pos")),
                        ("emblem", models.BinaryField(blank=True, default=b"", verbose_name="lambang")),
                        ("starts_on", models.DateField(verbose_name="berlaku mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MayorDayEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="office.mayorday",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("signs", "Hari tanda tangan"), ("away", "Tidak di tempat")],
                                max_length=5,
                                verbose_name="jenis",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(verbose_name="sampai")),
                        ("note", models.CharField(blank=True, max_length=120, verbose_name="keterangan")),
                        ("taken_back", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MonthWindowEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="office.monthwindow",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("month", models.DateField(verbose_name="bulan")),
                        ("is_shut", models.BooleanField(default=False, verbose_name="tidak ada jendela bulan ini")),
                        ("opens_on", models.DateField(verbose_name="jendela dibuka")),
                        ("kelurahan_until", models.DateField(verbose_name="batas kelurahan")),
                        ("pbi_until", models.DateField(verbose_name="batas PBI")),
                        ("closes_on", models.DateField(verbose_name="batas kiriman")),
                        ("packet_on", models.DateField(verbose_name="paket ke wali kota")),
                        ("signed_by", models.DateField(verbose_name="ditandatangani paling lambat")),
                        ("upload_on", models.DateField(verbose_name="unggah ke SIKS-NG")),
                        ("governor_on", models.DateField(verbose_name="tembusan gubernur")),
                        ("basis", models.CharField(blank=True, max_length=160, verbose_name="dasar")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SignatoryEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="office.signatory",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("seat", models.CharField(max_length=80, verbose_name="jabatan")),
                        ("name", models.CharField(max_length=100, verbose_name="nama dan gelar")),
                        ("nip", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                        ("rank", models.CharField(blank=True, max_length=60, verbose_name="pangkat, golongan")),
                        (
                            "acting",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "pejabat tetap"),
                                    ("Plh.", "Plh. (berhalangan)"),
                                    ("Plt.", "Plt. (jabatan kosong)"),
                                    ("Pj.", "Pj. (penjabat)"),
                                ],
                                default="",
                                max_length=4,
                                verbose_name="kedudukan",
                            ),
                        ),
                        ("mandate_number", models.CharField(blank=True, max_length=80, verbose_name="nomor surat")),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="holiday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_holidayevent" ("certainty", "date", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "taken_back") VALUES (NEW."certainty", NEW."date", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."taken_back"); RETURN NULL;',
                            hash="2ad813229b3d7410de6ffb084120ff04bbfa03c2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5d618",
                            table="office_holiday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="holiday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_holidayevent" ("certainty", "date", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "taken_back") VALUES (NEW."certainty", NEW."date", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."taken_back"); RETURN NULL;',
                            hash="48041ab7834b0fad20eb59e4898f0004f81e6905",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_77124",
                            table="office_holiday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="letterhead",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_letterheadevent" ("address", "email", "emblem", "ends_on", "government", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "starts_on") VALUES (NEW."address", NEW."email", NEW."emblem", NEW."ends_on", NEW."government", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postcode", NEW."starts_on"); RETURN NULL;',
                            hash="2f08cc6dbdf02de81462568014bba583d3799bf2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_426cd",
                            table="office_letterhead",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="letterhead",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_letterheadevent" ("address", "email", "emblem", "ends_on", "government", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "starts_on") VALUES (NEW."address", NEW."email", NEW."emblem", NEW."ends_on", NEW."government", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postcode", NEW."starts_on"); RETURN NULL;',
                            hash="1755f1b7eb8e536b4fb24c673d04c2ac1ab688fa",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_90628",
                            table="office_letterhead",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mayorday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_mayordayevent" ("ends_on", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "taken_back") VALUES (NEW."ends_on", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."taken_back"); RETURN NULL;',
                            hash="da94d924b856eb1f84ab73cfe6a23f0d64d11e51",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2ef90",
                            table="office_mayorday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mayorday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_mayordayevent" ("ends_on", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "taken_back") VALUES (NEW."ends_on", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."taken_back"); RETURN NULL;',
                            hash="3df3d53bb52fee95813cd260336252c29caa7f18",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_16557",
                            table="office_mayorday",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthwindow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_monthwindowevent" ("basis", "closes_on", "governor_on", "id", "is_shut", "kelurahan_until", "month", "opens_on", "packet_on", "pbi_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_by", "upload_on") VALUES (NEW."basis", NEW."closes_on", NEW."governor_on", NEW."id", NEW."is_shut", NEW."kelurahan_until", NEW."month", NEW."opens_on", NEW."packet_on", NEW."pbi_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_by", NEW."upload_on"); RETURN NULL;',
                            hash="5026de59acfc9fb91fc2397f3f129654f47cee9b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fc99e",
                            table="office_monthwindow",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthwindow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_monthwindowevent" ("basis", "closes_on", "governor_on", "id", "is_shut", "kelurahan_until", "month", "opens_on", "packet_on", "pbi_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_by", "upload_on") VALUES (NEW."basis", NEW."closes_on", NEW."governor_on", NEW."id", NEW."is_shut", NEW."kelurahan_until", NEW."month", NEW."opens_on", NEW."packet_on", NEW."pbi_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_by", NEW."upload_on"); RETURN NULL;',
                            hash="027a36592354b6daf9fe955f82c69b9f4872d8f5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9a1a6",
                            table="office_monthwindow",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signatory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_signatoryevent" ("acting", "ends_on", "id", "mandate_number", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "seat", "starts_on") VALUES (NEW."acting", NEW."ends_on", NEW."id", NEW."mandate_number", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."seat", NEW."starts_on"); RETURN NULL;',
                            hash="6b8cfe9f170c0cda86d893f67c04125591222838",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fdf48",
                            table="office_signatory",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signatory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_signatoryevent" ("acting", "ends_on", "id", "mandate_number", "name", "nip", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "seat", "starts_on") VALUES (NEW."acting", NEW."ends_on", NEW."id", NEW."mandate_number", NEW."name", NEW."nip", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."seat", NEW."starts_on"); RETURN NULL;',
                            hash="2b25a8bc76d2b91c1fa7cd7ad764f245234e6d22",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_db172",
                            table="office_signatory",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="holidayevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="97eb5d30efeadfec448366c0efc54f171555b9b5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c49c2",
                            table="office_holidayevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="letterheadevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b682be3f2ed356f0acc1c459250eb826f792e6b0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2978b",
                            table="office_letterheadevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mayordayevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4efafd3956228f5b80f0327d0337cf6447948b01",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f4e3a",
                            table="office_mayordayevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthwindowevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="96ae2dab064ac500f22de34cdd630ca583c669fa",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_25872",
                            table="office_monthwindowevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signatoryevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1c89af05b7780c3c8c066decdd52470145062a3e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_98453",
                            table="office_signatoryevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
