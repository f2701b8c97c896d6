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
        ("files", "0001_initial"),
        ("jobs", "0001_initial"),
        ("papers", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CentralList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("scheme", models.CharField(choices=[("dtks", "DTKS"), ("dtsen", "DTSEN")], max_length=8)),
                        ("period", models.DateField()),
                        (
                            "staged_file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="central_list",
                                to="files.stagedfile",
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("fields", models.JSONField(default=list)),
                        ("row_count", models.PositiveIntegerField(default=0)),
                        ("merged_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-period", "-number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("period__day", 1)), name="list_period_is_a_first_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityQuestion",
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
                                related_name="identity_questions",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                            ),
                        ),
                        (
                            "central_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="lists.centrallist",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("", "belum dijawab"), ("same", "orang yang sama"), ("other", "orang lain")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("documents", models.ManyToManyField(blank=True, related_name="+", to="papers.document")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("citizen", "other"), name="one_question_per_pair"),
                            models.CheckConstraint(
                                condition=models.Q(("citizen", models.F("other")), _negated=True),
                                name="a_question_is_about_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer", ""), ("answered_by__isnull", False), _connector="OR"),
                                name="an_answer_has_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("answered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="who_confirms_is_not_who_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_at", None),
                                    models.Q(("answer", "same"), ("confirmed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="only_same_is_confirmed_by_a_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListDifference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "old",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.centrallist"
                            ),
                        ),
                        (
                            "new",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.centrallist"
                            ),
                        ),
                        ("counts", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-new__period", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("old", "new"), name="one_difference_of_two_lists"),
                            models.CheckConstraint(
                                condition=models.Q(("old", models.F("new")), _negated=True),
                                name="a_difference_is_of_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "central_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="lists.centrallist"
                            ),
                        ),
                        ("row_no", models.PositiveIntegerField()),
                        ("member_id", models.CharField(blank=True, max_length=36)),
                        (
                            "citizen",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="list_rows",
                                to="registry.citizen",
                            ),
                        ),
                        ("refused", models.BooleanField(default=False)),
                        ("values", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["central_list", "row_no"],
                        "indexes": [
                            models.Index(fields=["central_list", "member_id"], name="lists_listr_central_53be06_idx"),
                            models.Index(fields=["citizen", "central_list"], name="lists_listr_citizen_6ee7d1_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("central_list", "row_no"), name="one_list_row_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityQuestionEvent",
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
                                to="lists.identityquestion",
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
                            "other",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "central_list",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="lists.centrallist",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("", "belum dijawab"), ("same", "orang yang sama"), ("other", "orang lain")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DifferenceLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "difference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="lists.listdifference",
                            ),
                        ),
                        ("member_id", models.CharField(max_length=40)),
                        (
                            "citizen",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "change",
                            models.CharField(
                                choices=[
                                    ("entered", "masuk"),
                                    ("left", "keluar"),
                                    ("changed", "berubah"),
                                    ("returned", "kembali"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("fields", models.JSONField(default=list)),
                        ("values", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["member_id"],
                        "indexes": [
                            models.Index(fields=["difference", "change", "member_id"], name="difference_line_of_change")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("difference", "member_id"), name="one_line_per_person_and_difference"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnedCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "central_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned",
                                to="lists.centrallist",
                            ),
                        ),
                        (
                            "row",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="returned", to="lists.listrow"
                            ),
                        ),
                        (
                            "tombstone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="registry.tombstone",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("not_removed", "belum dikeluarkan pusat"),
                                    ("same_id", "kembali dengan ID yang sama"),
                                    ("new_id", "kembali dengan ID baru"),
                                    ("new_nik_and_spelling", "kembali dengan NIK atau ejaan lain"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "band",
                            models.CharField(
                                choices=[("same", "orang yang sama"), ("eyes", "perlu dilihat")], max_length=4
                            ),
                        ),
                        ("confidence", models.FloatField()),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "belum diputus"),
                                    ("remove_again", "dikeluarkan lagi"),
                                    ("legitimate", "kembali dengan sah"),
                                    ("other_person", "orang lain"),
                                ],
                                default="",
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "request",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["central_list", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("decision", ""), ("decided_by__isnull", False), _connector="OR"),
                                name="a_decided_return_has_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("confidence__range", (0, 1))), name="return_confidence_is_0_to_1"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnedCaseEvent",
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
                                to="lists.returnedcase",
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
                            "central_list",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="lists.centrallist",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="lists.listrow",
                            ),
                        ),
                        (
                            "tombstone",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="registry.tombstone",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("not_removed", "belum dikeluarkan pusat"),
                                    ("same_id", "kembali dengan ID yang sama"),
                                    ("new_id", "kembali dengan ID baru"),
                                    ("new_nik_and_spelling", "kembali dengan NIK atau ejaan lain"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "band",
                            models.CharField(
                                choices=[("same", "orang yang sama"), ("eyes", "perlu dilihat")], max_length=4
                            ),
                        ),
                        ("confidence", models.FloatField()),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "belum diputus"),
                                    ("remove_again", "dikeluarkan lagi"),
                                    ("legitimate", "kembali dengan sah"),
                                    ("other_person", "orang lain"),
                                ],
                                default="",
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="centrallist",
                    trigger=pgtrigger.compiler.Trigger(
                        name="list_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8798e7b17925e1f66c49efeb632ab71e5e152a84",
                            operation="DELETE",
                            pgid="pgtrigger_list_is_never_deleted_24f14",
                            table="lists_centrallist",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identityquestion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "lists_identityquestionevent" ("answer", "answered_at", "answered_by_id", "central_list_id", "citizen_id", "confirmed_at", "confirmed_by_id", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."central_list_id", NEW."citizen_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."other_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;',
                            hash="3fbda420db0e72a0bf7f0a1f647910f7b1d45fe2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ba5fa",
                            table="lists_identityquestion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identityquestion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "lists_identityquestionevent" ("answer", "answered_at", "answered_by_id", "central_list_id", "citizen_id", "confirmed_at", "confirmed_by_id", "id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."central_list_id", NEW."citizen_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."other_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;',
                            hash="6316833942974bbd878474eb43e9dd64debcc9e6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_59017",
                            table="lists_identityquestion",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identityquestionevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e172a5d1cfee60f3f835d40dcc723c35b6620fb9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_86a3c",
                            table="lists_identityquestionevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="listrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="list_row_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e97eb223b0769b69f7b0a960915dd1570c14c3b3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_list_row_is_written_once_67ae2",
                            table="lists_listrow",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="returnedcase",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "lists_returnedcaseevent" ("band", "central_list_id", "confidence", "decided_at", "decided_by_id", "decision", "id", "kind", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request_id", "row_id", "tombstone_id") VALUES (NEW."band", NEW."central_list_id", NEW."confidence", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."id", NEW."kind", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."request_id", NEW."row_id", NEW."tombstone_id"); RETURN NULL;',
                            hash="9d3b21488f758e7b2d6a33ead9f732b76ad8dd6c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_86031",
                            table="lists_returnedcase",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="returnedcase",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "lists_returnedcaseevent" ("band", "central_list_id", "confidence", "decided_at", "decided_by_id", "decision", "id", "kind", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "request_id", "row_id", "tombstone_id") VALUES (NEW."band", NEW."central_list_id", NEW."confidence", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."id", NEW."kind", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."request_id", NEW."row_id", NEW."tombstone_id"); RETURN NULL;',
                            hash="aed7820fa7c67766edc0ab055baba97d6afb56c0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_84fab",
                            table="lists_returnedcase",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="returnedcaseevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f9dcb1b9aa94e9b57a5f13d4d75c810e6b9c3031",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1ac96",
                            table="lists_returnedcaseevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
