import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        Together(
            [
                migrations.CreateModel(
                    name="AuditHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.BigIntegerField(unique=True)),
                        ("link", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("label", models.CharField(max_length=120)),
                        ("short_label", models.CharField(max_length=20)),
                        ("unit", models.CharField(max_length=12)),
                        ("active_from", models.DateField(null=True)),
                        ("active_to", models.DateField(null=True)),
                        ("desil_max", models.PositiveSmallIntegerField(null=True)),
                        ("legal_basis", models.CharField(blank=True, max_length=200)),
                        ("note", models.TextField(blank=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.CharField(max_length=63)),
                        ("columns", models.JSONField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("table", "columns"), name="one_form_for_the_same_columns")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Citizen",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nama")),
                        ("nik", models.CharField(blank=True, max_length=24, verbose_name="NIK")),
                        ("nik_problem", models.CharField(blank=True, max_length=20)),
                        ("dtks_id", models.CharField(blank=True, max_length=36, verbose_name="ID anggota")),
                        ("kk_number", models.CharField(blank=True, max_length=24, verbose_name="No. KK")),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("L", "Laki-laki"), ("P", "Perempuan"), ("", "belum diketahui")],
                                max_length=1,
                                verbose_name="jenis kelamin",
                            ),
                        ),
                        ("birth_place", models.CharField(blank=True, max_length=60, verbose_name="tempat lahir")),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="tanggal lahir")),
                        ("birth_estimated", models.BooleanField(default=False)),
                        ("mother_name", models.CharField(blank=True, max_length=120, verbose_name="nama ibu")),
                        ("relation", models.CharField(blank=True, max_length=2, verbose_name="hubungan keluarga")),
                        ("marital_status", models.CharField(blank=True, max_length=2, verbose_name="status kawin")),
                        ("religion", models.CharField(blank=True, max_length=2, verbose_name="agama")),
                        ("education", models.CharField(blank=True, max_length=2, verbose_name="pendidikan")),
                        ("occupation", models.CharField(blank=True, max_length=60, verbose_name="pekerjaan")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="alamat")),
                        ("rt", models.CharField(blank=True, max_length=10, verbose_name="RT")),
                        ("rw", models.CharField(blank=True, max_length=10, verbose_name="RW")),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                                verbose_name="kelurahan",
                            ),
                        ),
                        (
                            "life_state",
                            models.CharField(
                                choices=[
                                    ("1", "hidup"),
                                    ("2", "meninggal"),
                                    ("3", "pindah"),
                                    ("4", "hilang"),
                                    ("6", "pergi"),
                                    ("9", "tidak valid"),
                                ],
                                default="1",
                                max_length=1,
                                verbose_name="keadaan",
                            ),
                        ),
                        ("life_state_on", models.DateField(blank=True, null=True)),
                        ("ktp_state", models.CharField(blank=True, max_length=1, verbose_name="perekaman KTP-el")),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="telepon")),
                        ("message_consent", models.BooleanField(default=False, verbose_name="setuju dikirimi pesan")),
                        (
                            "register_state",
                            models.CharField(
                                choices=[
                                    ("listed", "terdaftar"),
                                    ("left", "tidak ada di daftar terakhir"),
                                    ("removed", "dikeluarkan"),
                                    ("unlisted", "belum terdaftar"),
                                    ("proposed", "diusulkan, belum terdaftar"),
                                ],
                                default="unlisted",
                                max_length=8,
                            ),
                        ),
                        ("desil", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="desil")),
                        ("sources", models.JSONField(blank=True, default=dict)),
                        ("name_key", models.CharField(blank=True, max_length=160)),
                        ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("nik", ""), _negated=True), fields=["nik"], name="citizen_nik"
                            ),
                            models.Index(
                                condition=models.Q(("kk_number", ""), _negated=True),
                                fields=["kk_number"],
                                name="citizen_kk",
                            ),
                            models.Index(
                                condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="citizen_phone"
                            ),
                            models.Index(fields=["birth_date"], name="citizen_birth"),
                            models.Index(fields=["kelurahan", "name"], name="citizen_place_name"),
                            models.Index(fields=["name", "id"], name="citizen_name"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(models.F("name_key"), "gin_trgm_ops"),
                                name="citizen_name_key",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("address"), "gin_trgm_ops"
                                ),
                                name="citizen_address",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dtks_id", ""), _negated=True),
                                fields=("dtks_id",),
                                name="one_citizen_per_dtks_id",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("desil", None), ("desil__range", (1, 10)), _connector="OR"),
                                name="desil_is_1_to_10",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[("family", "keluarga"), ("dwelling", "rumah tangga")], max_length=8
                            ),
                        ),
                        ("number", models.CharField(max_length=40)),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("dtks", "DTKS"), ("dtsen", "DTSEN")], default="dtks", max_length=8
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
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "succeeded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="precedes",
                                to="registry.household",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["number"], name="household_number")],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "number"), name="one_household_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CitizenEvent",
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
                                to="registry.citizen",
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
                        ("name", models.CharField(max_length=120, verbose_name="nama")),
                        ("nik", models.CharField(blank=True, max_length=24, verbose_name="NIK")),
                        ("nik_problem", models.CharField(blank=True, max_length=20)),
                        ("dtks_id", models.CharField(blank=True, max_length=36, verbose_name="ID anggota")),
                        ("kk_number", models.CharField(blank=True, max_length=24, verbose_name="No. KK")),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("L", "Laki-laki"), ("P", "Perempuan"), ("", "belum diketahui")],
                                max_length=1,
                                verbose_name="jenis kelamin",
                            ),
                        ),
                        ("birth_place", models.CharField(blank=True, max_length=60, verbose_name="tempat lahir")),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="tanggal lahir")),
                        ("birth_estimated", models.BooleanField(default=False)),
                        ("mother_name", models.CharField(blank=True, max_length=120, verbose_name="nama ibu")),
                        ("relation", models.CharField(blank=True, max_length=2, verbose_name="hubungan keluarga")),
                        ("marital_status", models.CharField(blank=True, max_length=2, verbose_name="status kawin")),
                        ("religion", models.CharField(blank=True, max_length=2, verbose_name="agama")),
                        ("education", models.CharField(blank=True, max_length=2, verbose_name="pendidikan")),
                        ("occupation", models.CharField(blank=True, max_length=60, verbose_name="pekerjaan")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="alamat")),
                        ("rt", models.CharField(blank=True, max_length=10, verbose_name="RT")),
                        ("rw", models.CharField(blank=True, max_length=10, verbose_name="RW")),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="office.region",
                                verbose_name="kelurahan",
                            ),
                        ),
                        (
                            "life_state",
                            models.CharField(
                                choices=[
                                    ("1", "hidup"),
                                    ("2", "meninggal"),
                                    ("3", "pindah"),
                                    ("4", "hilang"),
                                    ("6", "pergi"),
                                    ("9", "tidak valid"),
                                ],
                                default="1",
                                max_length=1,
                                verbose_name="keadaan",
                            ),
                        ),
                        ("life_state_on", models.DateField(blank=True, null=True)),
                        ("ktp_state", models.CharField(blank=True, max_length=1, verbose_name="perekaman KTP-el")),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="telepon")),
                        ("message_consent", models.BooleanField(default=False, verbose_name="setuju dikirimi pesan")),
                        (
                            "register_state",
                            models.CharField(
                                choices=[
                                    ("listed", "terdaftar"),
                                    ("left", "tidak ada di daftar terakhir"),
                                    ("removed", "dikeluarkan"),
                                    ("unlisted", "belum terdaftar"),
                                    ("proposed", "diusulkan, belum terdaftar"),
                                ],
                                default="unlisted",
                                max_length=8,
                            ),
                        ),
                        ("desil", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="desil")),
                        ("sources", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CitizenIdentifier",
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
                                related_name="identifiers",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nik", "NIK"),
                                    ("kk_number", "No. KK"),
                                    ("dtks_id", "ID anggota"),
                                    ("other_id", "ID skema lain"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("value", models.CharField(max_length=40)),
                        (
                            "scheme",
                            models.CharField(blank=True, choices=[("dtks", "DTKS"), ("dtsen", "DTSEN")], max_length=8),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["kind", "-started_on", "-id"],
                        "indexes": [models.Index(fields=["kind", "value"], name="identifier_value")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("citizen", "kind", "scheme"),
                                name="one_current_identifier_of_a_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdEvent",
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
                                to="registry.household",
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
                            "unit",
                            models.CharField(
                                choices=[("family", "keluarga"), ("dwelling", "rumah tangga")], max_length=8
                            ),
                        ),
                        ("number", models.CharField(max_length=40)),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("dtks", "DTKS"), ("dtsen", "DTSEN")], default="dtks", max_length=8
                            ),
                        ),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="office.region",
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "succeeded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.household",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdMembership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="registry.household",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "–"),
                                    ("1", "kepala keluarga"),
                                    ("2", "suami"),
                                    ("3", "istri"),
                                    ("4", "anak"),
                                    ("5", "menantu"),
                                    ("6", "cucu"),
                                    ("7", "orang tua"),
                                    ("8", "mertua"),
                                    ("9", "famili lain"),
                                    ("10", "pembantu"),
                                    ("11", "lainnya"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=80)),
                        ("finding", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["household", "relation", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None), ("relation", "1")),
                                fields=("household",),
                                name="one_living_head_per_family_card",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("household", "citizen"),
                                name="one_current_membership",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"
                                ),
                                name="membership_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergedRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_records",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "alias",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_into",
                                to="registry.citizen",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                        ("reference", models.CharField(max_length=80)),
                        ("merged_on", models.DateField()),
                        (
                            "merged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kept", models.F("alias")), _negated=True),
                                name="a_record_is_not_merged_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="merged_records_have_a_reason"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OtherValue",
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
                                related_name="other_values",
                                to="registry.citizen",
                            ),
                        ),
                        ("field", models.CharField(max_length=20)),
                        ("value", models.CharField(max_length=200)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("correction", "perbaikan disetujui"),
                                    ("civil", "Disdukcapil"),
                                    ("visit", "kunjungan"),
                                    ("minutes", "berita acara"),
                                    ("list", "daftar pusat"),
                                    ("bps", "BPS"),
                                    ("desk", "loket"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reference", models.CharField(max_length=80)),
                        ("seen_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("citizen", "field", "source"), name="one_other_value_per_field_and_source"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidRecord",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="aid", to="registry.citizen"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.programme"
                            ),
                        ),
                        ("period", models.DateField()),
                        ("state", models.CharField(blank=True, max_length=40)),
                        ("reference", models.CharField(max_length=80)),
                    ],
                    options={
                        "ordering": ["-period", "programme"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("citizen", "programme", "period"), name="one_aid_record_per_period"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SchemeStanding",
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
                                related_name="standings",
                                to="registry.citizen",
                            ),
                        ),
                        ("scheme", models.CharField(choices=[("dtks", "DTKS"), ("dtsen", "DTSEN")], max_length=8)),
                        ("period", models.DateField()),
                        ("listed", models.BooleanField()),
                        ("member_id", models.CharField(blank=True, max_length=36)),
                        ("desil", models.PositiveSmallIntegerField(null=True)),
                        ("reference", models.CharField(max_length=80)),
                    ],
                    options={
                        "ordering": ["-period", "scheme"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("citizen", "scheme", "period"), name="one_standing_per_scheme_and_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("desil", None), ("desil__range", (1, 10)), _connector="OR"),
                                name="standing_desil_is_1_to_10",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tombstone",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tombstones",
                                to="registry.citizen",
                            ),
                        ),
                        ("dtks_id", models.CharField(blank=True, db_index=True, max_length=36)),
                        ("nik", models.CharField(blank=True, db_index=True, max_length=24)),
                        ("kk_number", models.CharField(blank=True, max_length=24)),
                        ("name", models.CharField(max_length=120)),
                        ("name_key", models.CharField(max_length=160)),
                        ("birth_date", models.DateField(null=True)),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("L", "Laki-laki"), ("P", "Perempuan"), ("", "belum diketahui")],
                                max_length=1,
                            ),
                        ),
                        ("mother_name", models.CharField(blank=True, max_length=120)),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        ("reason", models.CharField(max_length=20)),
                        ("minutes_number", models.CharField(blank=True, max_length=60)),
                        ("request_number", models.CharField(blank=True, db_index=True, max_length=20)),
                        ("removed_on", models.DateField()),
                        ("lifted_on", models.DateField(null=True)),
                        ("lifted_reason", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-removed_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="registry.auditform",
                            ),
                        ),
                        ("row_id", models.BigIntegerField()),
                        ("digest", models.BinaryField(max_length=32)),
                        ("position", models.BigIntegerField(null=True, unique=True)),
                        ("link", models.BinaryField(max_length=32, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["form", "row_id"], name="audit_entry_of_row"),
                            models.Index(
                                condition=models.Q(("position", None)), fields=["id"], name="audit_entry_waiting"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("link", None), ("position", None)),
                                    models.Q(("link__isnull", False), ("position__gte", 1)),
                                    _connector="OR",
                                ),
                                name="a_chained_entry_has_its_link",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditKept",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kept",
                                to="registry.auditform",
                            ),
                        ),
                        ("row_id", models.BigIntegerField()),
                        ("row", models.JSONField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("form", "row_id"), name="a_row_is_kept_once_per_form")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdMembershipEvent",
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
                                to="registry.householdmembership",
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
                            "household",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.household",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "–"),
                                    ("1", "kepala keluarga"),
                                    ("2", "suami"),
                                    ("3", "istri"),
                                    ("4", "anak"),
                                    ("5", "menantu"),
                                    ("6", "cucu"),
                                    ("7", "orang tua"),
                                    ("8", "mertua"),
                                    ("9", "famili lain"),
                                    ("10", "pembantu"),
                                    ("11", "lainnya"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=80)),
                        ("finding", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citizen",
                    trigger=pgtrigger.compiler.Trigger(
                        name="citizen_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8c8de3bf9da30c9651232309724c2a56db5540c7",
                            operation="DELETE",
                            pgid="pgtrigger_citizen_is_never_deleted_e8645",
                            table="registry_citizen",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citizen",
                    trigger=pgtrigger.compiler.Trigger(
                        name="keep_dated_identifiers",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'UPDATE' THEN\n        UPDATE registry_citizenidentifier i\n        SET ended_on = GREATEST(i.started_on, (now() AT TIME ZONE 'Asia/Makassar')::date)\n        FROM (VALUES ('nik', OLD.nik, NEW.nik), ('kk_number', OLD.kk_number, NEW.kk_number),\n                     ('dtks_id', OLD.dtks_id, NEW.dtks_id)) AS v(kind, was, is_now)\n        WHERE i.citizen_id = NEW.id AND i.kind = v.kind AND i.scheme = '' AND i.ended_on IS NULL\n          AND v.was IS DISTINCT FROM v.is_now;\n    END IF;\n    INSERT INTO registry_citizenidentifier (citizen_id, kind, value, scheme, started_on)\n    SELECT NEW.id, v.kind, v.is_now, '', (now() AT TIME ZONE 'Asia/Makassar')::date\n    FROM (VALUES ('nik', NEW.nik), ('kk_number', NEW.kk_number), ('dtks_id', NEW.dtks_id)) AS v(kind, is_now)\n    WHERE v.is_now <> '' AND NOT EXISTS (\n        SELECT 1 FROM registry_citizenidentifier i\n        WHERE i.citizen_id = NEW.id AND i.kind = v.kind AND i.scheme = '' AND i.ended_on IS NULL);\n    RETURN NULL;\n",
                            hash="3cb9320759fe28fe5f35cf8951457271b44f381a",
                            operation='INSERT OR UPDATE OF "nik", "kk_number", "dtks_id"',
                            pgid="pgtrigger_keep_dated_identifiers_48b41",
                            table="registry_citizen",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citizen",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "registry_citizenevent" ("address", "birth_date", "birth_estimated", "birth_place", "desil", "dtks_id", "education", "id", "kelurahan_id", "kk_number", "ktp_state", "life_state", "life_state_on", "marital_status", "message_consent", "mother_name", "name", "nik", "nik_problem", "occupation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "register_state", "relation", "religion", "rt", "rw", "sex", "sources") VALUES (NEW."address", NEW."birth_date", NEW."birth_estimated", NEW."birth_place", NEW."desil", NEW."dtks_id", NEW."education", NEW."id", NEW."kelurahan_id", NEW."kk_number", NEW."ktp_state", NEW."life_state", NEW."life_state_on", NEW."marital_status", NEW."message_consent", NEW."mother_name", NEW."name", NEW."nik", NEW."nik_problem", NEW."occupation", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."register_state", NEW."relation", NEW."religion", NEW."rt", NEW."rw", NEW."sex", NEW."sources"); RETURN NULL;',
                            hash="ea7020ff1dae1dba90a5c38e2a94ba05f38a6cf2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_0dacf",
                            table="registry_citizen",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citizen",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."birth_estimated" IS DISTINCT FROM (NEW."birth_estimated") OR OLD."birth_place" IS DISTINCT FROM (NEW."birth_place") OR OLD."desil" IS DISTINCT FROM (NEW."desil") OR OLD."dtks_id" IS DISTINCT FROM (NEW."dtks_id") OR OLD."education" IS DISTINCT FROM (NEW."education") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kelurahan_id" IS DISTINCT FROM (NEW."kelurahan_id") OR OLD."kk_number" IS DISTINCT FROM (NEW."kk_number") OR OLD."ktp_state" IS DISTINCT FROM (NEW."ktp_state") OR OLD."life_state" IS DISTINCT FROM (NEW."life_state") OR OLD."life_state_on" IS DISTINCT FROM (NEW."life_state_on") OR OLD."marital_status" IS DISTINCT FROM (NEW."marital_status") OR OLD."message_consent" IS DISTINCT FROM (NEW."message_consent") OR OLD."mother_name" IS DISTINCT FROM (NEW."mother_name") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."nik" IS DISTINCT FROM (NEW."nik") OR OLD."nik_problem" IS DISTINCT FROM (NEW."nik_problem") OR OLD."occupation" IS DISTINCT FROM (NEW."occupation") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."register_state" IS DISTINCT FROM (NEW."register_state") OR OLD."relation" IS DISTINCT FROM (NEW."relation") OR OLD."religion" IS DISTINCT FROM (NEW."religion") OR OLD."rt" IS DISTINCT FROM (NEW."rt") OR OLD."rw" IS DISTINCT FROM (NEW."rw") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."sources" IS DISTINCT FROM (NEW."sources"))',
                            func='INSERT INTO "registry_citizenevent" ("address", "birth_date", "birth_estimated", "birth_place", "desil", "dtks_id", "education", "id", "kelurahan_id", "kk_number", "ktp_state", "life_state", "life_state_on", "marital_status", "message_consent", "mother_name", "name", "nik", "nik_problem", "occupation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "register_state", "relation", "religion", "rt", "rw", "sex", "sources") VALUES (NEW."address", NEW."birth_date", NEW."birth_estimated", NEW."birth_place", NEW."desil", NEW."dtks_id", NEW."education", NEW."id", NEW."kelurahan_id", NEW."kk_number", NEW."ktp_state", NEW."life_state", NEW."life_state_on", NEW."marital_status", NEW."message_consent", NEW."mother_name", NEW."name", NEW."nik", NEW."nik_problem", NEW."occupation", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."register_state", NEW."relation", NEW."religion", NEW."rt", NEW."rw", NEW."sex", NEW."sources"); RETURN NULL;',
                            hash="c59501bbecb7811ddd7a9044b1f678154851b935",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a6bc7",
                            table="registry_citizen",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citizenevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="600de0104d7a1155c330fc91189c8b3b379df4c8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_15bb6",
                            table="registry_citizenevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="household",
                    trigger=pgtrigger.compiler.Trigger(
                        name="household_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="72e4a78a064084ccbcb92df8ae4b9cbf21e46ef6",
                            operation="DELETE",
                            pgid="pgtrigger_household_is_never_deleted_d078e",
                            table="registry_household",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="household",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "registry_householdevent" ("ended_on", "id", "kelurahan_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "started_on", "succeeded_by_id", "unit") VALUES (NEW."ended_on", NEW."id", NEW."kelurahan_id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheme", NEW."started_on", NEW."succeeded_by_id", NEW."unit"); RETURN NULL;',
                            hash="c5bbcf894092fed8361bd0881ed7e7b8e5b0ec0c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d3330",
                            table="registry_household",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="household",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "registry_householdevent" ("ended_on", "id", "kelurahan_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "started_on", "succeeded_by_id", "unit") VALUES (NEW."ended_on", NEW."id", NEW."kelurahan_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme", NEW."started_on", NEW."succeeded_by_id", NEW."unit"); RETURN NULL;',
                            hash="27b2a79c56d2e04e28945e632c320a2146de60b0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d30e4",
                            table="registry_household",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="householdevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c96a3768a2915328b03cd16addf467cd607f772f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fe82f",
                            table="registry_householdevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="householdmembership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="membership_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="36622d07b2fa2ba6c8d93483b4ab4673e519d693",
                            operation="DELETE",
                            pgid="pgtrigger_membership_is_never_deleted_4bb8e",
                            table="registry_householdmembership",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="householdmembership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "registry_householdmembershipevent" ("citizen_id", "ended_on", "finding", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "relation", "started_on") VALUES (NEW."citizen_id", NEW."ended_on", NEW."finding", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."relation", NEW."started_on"); RETURN NULL;',
                            hash="00e91b72a7b006285c949e6a7fa38f52fe791c4d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_57640",
                            table="registry_householdmembership",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="householdmembership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "registry_householdmembershipevent" ("citizen_id", "ended_on", "finding", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "relation", "started_on") VALUES (NEW."citizen_id", NEW."ended_on", NEW."finding", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."relation", NEW."started_on"); RETURN NULL;',
                            hash="520c93205c0835c92d18beb8f16181f0f337143d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f69a1",
                            table="registry_householdmembership",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="householdmembershipevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9bad382e3715a9fed49ff805a03498499a8c5793",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a0798",
                            table="registry_householdmembershipevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
