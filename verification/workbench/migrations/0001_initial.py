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
        ("corrections", "0001_initial"),
        ("jobs", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Bundle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("title", models.CharField(max_length=160)),
                        ("alike", models.JSONField(default=list)),
                        ("likeness", models.CharField(max_length=200)),
                        ("row_ids", models.JSONField(default=list)),
                        ("count", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("frozen", "dibekukan"),
                                    ("dropped", "dilepas"),
                                    ("running", "sedang diterapkan"),
                                    ("done", "diterapkan"),
                                    ("reversing", "sedang dibalikkan"),
                                    ("reversed", "dibalikkan"),
                                ],
                                default="frozen",
                                max_length=9,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("valid_until", models.DateTimeField()),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                            ),
                        ),
                        (
                            "reversal_job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("count__gte", 1), ("count__lte", 500), models.Q(("sha256", ""), _negated=True)
                                ),
                                name="bundle_is_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["frozen", "dropped"]), ("job__isnull", False), _connector="OR"
                                ),
                                name="decided_bundle_has_a_job",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BundleEvent",
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
                                to="workbench.bundle",
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
                        ("number", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=160)),
                        ("alike", models.JSONField(default=list)),
                        ("likeness", models.CharField(max_length=200)),
                        ("count", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("frozen", "dibekukan"),
                                    ("dropped", "dilepas"),
                                    ("running", "sedang diterapkan"),
                                    ("done", "diterapkan"),
                                    ("reversing", "sedang dibalikkan"),
                                    ("reversed", "dibalikkan"),
                                ],
                                default="frozen",
                                max_length=9,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("valid_until", models.DateTimeField()),
                        (
                            "job",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jobs.job",
                            ),
                        ),
                        (
                            "reversal_job",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="jobs.job",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="BundleRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bundle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="workbench.bundle"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField()),
                        ("seen", models.JSONField(default=dict)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("waiting", "siap diterapkan"),
                                    ("out", "dikeluarkan"),
                                    ("applied", "diterapkan"),
                                    ("second", "menunggu pemeriksa kedua"),
                                    ("skipped", "dilewati"),
                                    ("failed", "gagal"),
                                    ("reversed", "dibalikkan"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["bundle", "no"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bundle", "request"), name="a_case_once_in_a_bundle"),
                            models.UniqueConstraint(fields=("bundle", "no"), name="one_row_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome__in", ["skipped", "failed"]), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="skipped_row_says_why",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bundle",
                    trigger=pgtrigger.compiler.Trigger(
                        name="bundle_stays_as_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "row_ids", "count", "sha256", "made_by_id" rows from % table\', TG_TABLE_NAME;',
                            hash="bec567123fd6b48a5e89e06db82ae676ef06d356",
                            operation='UPDATE OF "row_ids", "count", "sha256", "made_by_id"',
                            pgid="pgtrigger_bundle_stays_as_frozen_5ae0d",
                            table="workbench_bundle",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bundle",
                    trigger=pgtrigger.compiler.Trigger(
                        name="bundle_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ab977d1a7d232307e5fc14715d17ff261e7b0a22",
                            operation="DELETE",
                            pgid="pgtrigger_bundle_is_never_deleted_8fc8d",
                            table="workbench_bundle",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bundle",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "workbench_bundleevent" ("alike", "count", "id", "job_id", "likeness", "made_at", "made_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversal_job_id", "sha256", "state", "title", "valid_until") VALUES (NEW."alike", NEW."count", NEW."id", NEW."job_id", NEW."likeness", NEW."made_at", NEW."made_by_id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reversal_job_id", NEW."sha256", NEW."state", NEW."title", NEW."valid_until"); RETURN NULL;',
                            hash="108b65032df7507d1e04332bc852540534fb1ab8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fd3e6",
                            table="workbench_bundle",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bundle",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."alike" IS DISTINCT FROM (NEW."alike") OR OLD."count" IS DISTINCT FROM (NEW."count") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."job_id" IS DISTINCT FROM (NEW."job_id") OR OLD."likeness" IS DISTINCT FROM (NEW."likeness") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."reversal_job_id" IS DISTINCT FROM (NEW."reversal_job_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                            func='INSERT INTO "workbench_bundleevent" ("alike", "count", "id", "job_id", "likeness", "made_at", "made_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reversal_job_id", "sha256", "state", "title", "valid_until") VALUES (NEW."alike", NEW."count", NEW."id", NEW."job_id", NEW."likeness", NEW."made_at", NEW."made_by_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reversal_job_id", NEW."sha256", NEW."state", NEW."title", NEW."valid_until"); RETURN NULL;',
                            hash="1df181a6376091c04d7e5557c60b96fbc1ca1523",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2f067",
                            table="workbench_bundle",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="bundleevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="642e4cda721f861f2abc1edfdbea955056e3d4d6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e8c88",
                            table="workbench_bundleevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
