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
        ("office", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Assignment",
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
                                    ("visit", "Kunjungan rumah"),
                                    ("review", "Periksa perbedaan data"),
                                    ("confirm", "Pastikan di lapangan"),
                                    ("tell_citizen", "Sampaikan kepada warga"),
                                    ("civil_registry", "Urus ke Disdukcapil"),
                                    ("school", "Urus ke sekolah"),
                                    ("other", "Tugas lain"),
                                ],
                                max_length=16,
                                verbose_name="jenis",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="tugas")),
                        ("step", models.TextField(blank=True, verbose_name="langkah")),
                        ("say", models.TextField(blank=True, verbose_name="kalimat untuk warga")),
                        (
                            "owner",
                            models.CharField(
                                choices=[
                                    ("office", "Dinas Sosial"),
                                    ("kelurahan", "kelurahan"),
                                    ("citizen", "warga"),
                                    ("civil_registry", "Disdukcapil"),
                                    ("school", "sekolah"),
                                ],
                                default="office",
                                max_length=16,
                                verbose_name="giliran",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.household",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("kabid", "Kabid"),
                                    ("kasi", "Kasi"),
                                    ("operator", "Operator DTKS"),
                                    ("front_desk", "Loket"),
                                    ("mayor_office", "Kantor wali kota"),
                                    ("supervisor", "Supervisor SLRT"),
                                    ("facilitator", "Fasilitator SLRT"),
                                    ("kelurahan", "Petugas kelurahan"),
                                    ("auditor", "Auditor"),
                                ],
                                max_length=20,
                                verbose_name="peran",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="tenggat")),
                        ("again_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "menunggu"),
                                    ("taken", "dikerjakan"),
                                    ("done", "selesai"),
                                    ("cancelled", "dibatalkan"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=40, verbose_name="hasil")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="catatan")),
                        ("origin", models.CharField(max_length=120)),
                        ("origin_url", models.CharField(blank=True, max_length=200)),
                        ("key", models.CharField(max_length=160)),
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
                            "changed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["open", "taken"])),
                                fields=["role", "due_on"],
                                name="assignment_live",
                            ),
                            models.Index(fields=["key"], name="assignment_key"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "taken"])),
                                fields=("key",),
                                name="one_live_assignment_per_key",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="done_assignment_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("state__in", ["open", "taken"])),
                                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "cancelled"])),
                                    _connector="OR",
                                ),
                                name="ended_assignment_has_its_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "taken"), _negated=True),
                                    ("person__isnull", False),
                                    _connector="OR",
                                ),
                                name="taken_assignment_has_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="course",
                                to="assignments.assignment",
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
                                choices=[
                                    ("visit", "Kunjungan rumah"),
                                    ("review", "Periksa perbedaan data"),
                                    ("confirm", "Pastikan di lapangan"),
                                    ("tell_citizen", "Sampaikan kepada warga"),
                                    ("civil_registry", "Urus ke Disdukcapil"),
                                    ("school", "Urus ke sekolah"),
                                    ("other", "Tugas lain"),
                                ],
                                max_length=16,
                                verbose_name="jenis",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="tugas")),
                        ("step", models.TextField(blank=True, verbose_name="langkah")),
                        ("say", models.TextField(blank=True, verbose_name="kalimat untuk warga")),
                        (
                            "owner",
                            models.CharField(
                                choices=[
                                    ("office", "Dinas Sosial"),
                                    ("kelurahan", "kelurahan"),
                                    ("citizen", "warga"),
                                    ("civil_registry", "Disdukcapil"),
                                    ("school", "sekolah"),
                                ],
                                default="office",
                                max_length=16,
                                verbose_name="giliran",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "household",
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
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="office.region",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("administrator", "Administrator"),
                                    ("kabid", "Kabid"),
                                    ("kasi", "Kasi"),
                                    ("operator", "Operator DTKS"),
                                    ("front_desk", "Loket"),
                                    ("mayor_office", "Kantor wali kota"),
                                    ("supervisor", "Supervisor SLRT"),
                                    ("facilitator", "Fasilitator SLRT"),
                                    ("kelurahan", "Petugas kelurahan"),
                                    ("auditor", "Auditor"),
                                ],
                                max_length=20,
                                verbose_name="peran",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="tenggat")),
                        ("again_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "menunggu"),
                                    ("taken", "dikerjakan"),
                                    ("done", "selesai"),
                                    ("cancelled", "dibatalkan"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=40, verbose_name="hasil")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="catatan")),
                        ("origin", models.CharField(max_length=120)),
                        ("origin_url", models.CharField(blank=True, max_length=200)),
                        ("key", models.CharField(max_length=160)),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "changed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="assignment_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="56e3f04d4ac95893954fa5a6392a6c89ca191d03",
                            operation="DELETE",
                            pgid="pgtrigger_assignment_is_never_deleted_0ae8a",
                            table="assignments_assignment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "assignments_assignmentevent" ("again_on", "changed_at", "changed_by_id", "citizen_id", "due_on", "ended_at", "household_id", "id", "key", "kind", "made_at", "made_by_id", "note", "origin", "origin_url", "outcome", "owner", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "role", "say", "state", "step", "title") VALUES (NEW."again_on", NEW."changed_at", NEW."changed_by_id", NEW."citizen_id", NEW."due_on", NEW."ended_at", NEW."household_id", NEW."id", NEW."key", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."note", NEW."origin", NEW."origin_url", NEW."outcome", NEW."owner", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."role", NEW."say", NEW."state", NEW."step", NEW."title"); RETURN NULL;',
                            hash="1a87e93875fdb8b8460951bf9c5380db5c35ccd5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_22493",
                            table="assignments_assignment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignmentevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b907f8319460db0cf6fcc555097eb1f011524d89",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_65df3",
                            table="assignments_assignmentevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
