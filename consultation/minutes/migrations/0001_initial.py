import django.db.models.constraints
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
        ("office", "0001_initial"),
        ("papers", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="QuorumRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="berlaku mulai")),
                        ("share", models.PositiveSmallIntegerField(verbose_name="lebih dari … % undangan")),
                        ("groups", models.JSONField(default=list)),
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
                        "ordering": ["-starts_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("share__lte", 100)), name="quorum_share_is_a_percentage"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Minutes",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True, verbose_name="nomor")),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.region"
                            ),
                        ),
                        ("month", models.DateField(verbose_name="bulan")),
                        (
                            "agenda",
                            models.CharField(
                                choices=[
                                    ("eligibility", "Kelayakan penerima"),
                                    ("proposals", "Usulan baru"),
                                    ("corrections", "Perbaikan data"),
                                    ("urgent", "Prioritas/darurat"),
                                ],
                                default="eligibility",
                                max_length=12,
                                verbose_name="acara",
                            ),
                        ),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="hari rapat")),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="mulai")),
                        ("ends_at", models.TimeField(blank=True, null=True, verbose_name="selesai")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="tempat")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="dasar rapat")),
                        ("chair", models.CharField(blank=True, max_length=100, verbose_name="pimpinan rapat")),
                        (
                            "chair_seat",
                            models.CharField(default="LURAH", max_length=12, verbose_name="jabatan pimpinan"),
                        ),
                        ("recorder", models.CharField(blank=True, max_length=100, verbose_name="notulis")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "disusun"),
                                    ("handed_in", "diserahkan, diperiksa Dinsos"),
                                    ("checked", "selesai diperiksa"),
                                    ("void", "batal"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=10,
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
                        ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("handed_in_at", models.DateTimeField(null=True)),
                        (
                            "scan",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="papers.document",
                            ),
                        ),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("posted_from", models.DateField(blank=True, null=True, verbose_name="ditempel mulai")),
                        ("posted_until", models.DateField(blank=True, null=True, verbose_name="ditempel sampai")),
                    ],
                    options={
                        "verbose_name_plural": "minutes",
                        "ordering": ["-month", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="minutes.minutes"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        ("given", models.JSONField(default=dict)),
                        ("origin", models.CharField(blank=True, max_length=60)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("worthy", "Layak"),
                                    ("not_worthy", "Tidak layak"),
                                    ("deceased", "Meninggal"),
                                    ("moved", "Pindah"),
                                    ("not_found", "Tidak ditemukan"),
                                    ("correction", "Perbaikan"),
                                    ("proposal", "Usulan baru"),
                                    ("adjourned", "Tunda"),
                                ],
                                max_length=10,
                                verbose_name="putusan",
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=2, verbose_name="sebab")),
                        ("reason", models.CharField(blank=True, max_length=240, verbose_name="alasan")),
                        ("dissent", models.CharField(blank=True, max_length=240, verbose_name="keberatan")),
                        ("values", models.JSONField(default=dict)),
                        (
                            "moved_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        (
                            "review",
                            models.CharField(
                                choices=[
                                    ("open", "belum"),
                                    ("accepted", "diterima"),
                                    ("returned", "dikembalikan"),
                                    ("held", "ditahan"),
                                ],
                                db_index=True,
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("review_reason", models.CharField(blank=True, max_length=200)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=240, verbose_name="jawaban kelurahan")),
                        ("news_seen_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["minutes", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("minutes", "position"),
                                name="one_item_per_position",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("citizen__isnull", False)),
                                fields=("minutes", "citizen"),
                                name="a_person_once_per_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("citizen__isnull", False), ("given__has_key", "name"), _connector="OR"
                                ),
                                name="item_is_about_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("review", "returned"), _negated=True),
                                    models.Q(("review_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_returned_item_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("review", "open"), models.Q(("decision", ""), _negated=True), _connector="OR"
                                ),
                                name="only_decided_items_are_reviewed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendance",
                                to="minutes.minutes",
                            ),
                        ),
                        ("seat", models.CharField(max_length=12, verbose_name="unsur")),
                        ("name", models.CharField(max_length=100, verbose_name="nama")),
                        ("neighbourhood", models.CharField(blank=True, max_length=20, verbose_name="RT/RW")),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="nomor HP")),
                        ("present", models.BooleanField(default=False, verbose_name="hadir")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Print",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="prints", to="minutes.minutes"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(max_length=12, unique=True)),
                        ("sha256", models.CharField(max_length=64)),
                        ("data", models.JSONField(default=dict)),
                        (
                            "printed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("printed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["minutes", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("minutes", "number"), name="one_print_per_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="review_review_reason_request_answer_events",
                                to="minutes.item",
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
                        (
                            "review",
                            models.CharField(
                                choices=[
                                    ("open", "belum"),
                                    ("accepted", "diterima"),
                                    ("returned", "dikembalikan"),
                                    ("held", "ditahan"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("review_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=240, verbose_name="jawaban kelurahan")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ItemPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="minutes.item"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.document"
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "document"), name="one_paper_once_per_item")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="minutes.item"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("open", "belum"),
                                    ("accepted", "diterima"),
                                    ("returned", "dikembalikan"),
                                    ("held", "ditahan"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
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
                        "ordering": ["id"],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="minutes",
            name="version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="minutes.print"
            ),
        ),
        Together(
            [
                pgtrigger.migrations.AddTrigger(
                    model_name="itemevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3b5e49ad40e6113a1e571e8c43b9016092b7515f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cccc4",
                            table="minutes_itemevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="item",
                    trigger=pgtrigger.compiler.Trigger(
                        name="item_stays_as_signed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE found text;",
                            func="\n    SELECT state INTO found FROM minutes_minutes WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.minutes_id ELSE NEW.minutes_id END FOR SHARE;\n    IF found <> 'draft' THEN\n        RAISE EXCEPTION 'berita acara is %, its contents stay as they are', found;\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n",
                            hash="2ae66e65c3bb7387c7d0ff308545ae9c38ba6f9a",
                            operation='INSERT OR DELETE OR UPDATE OF "minutes_id", "position", "citizen_id", "given", "origin", "decision", "outcome", "reason", "dissent", "values", "moved_to_id"',
                            pgid="pgtrigger_item_stays_as_signed_ece34",
                            table="minutes_item",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="item",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "minutes_itemevent" ("answer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "review", "review_reason") VALUES (NEW."answer", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."request_id", NEW."review", NEW."review_reason"); RETURN NULL;',
                            hash="f6b529452da2dc6aa464fe506ad62df6104edf91",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_1993b",
                            table="minutes_item",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="item",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."review" IS DISTINCT FROM (NEW."review") OR OLD."review_reason" IS DISTINCT FROM (NEW."review_reason"))',
                            func='INSERT INTO "minutes_itemevent" ("answer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "review", "review_reason") VALUES (NEW."answer", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."request_id", NEW."review", NEW."review_reason"); RETURN NULL;',
                            hash="db1009cc691cfc00d2ca17acfb4d466b7fe5c3e7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_970f6",
                            table="minutes_item",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="attendance_stays_as_signed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE found text;",
                            func="\n    SELECT state INTO found FROM minutes_minutes WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.minutes_id ELSE NEW.minutes_id END FOR SHARE;\n    IF found <> 'draft' THEN\n        RAISE EXCEPTION 'berita acara is %, its contents stay as they are', found;\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n",
                            hash="0b6125e81accc25b71c2f9ddb85e7df6304a7866",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_attendance_stays_as_signed_1712a",
                            table="minutes_attendance",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="print",
                    trigger=pgtrigger.compiler.Trigger(
                        name="print_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7784c434368f6186f09d461724ae376b9940ff21",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_print_is_written_once_47e14",
                            table="minutes_print",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="minutes",
            index=models.Index(fields=["kelurahan", "-month"], name="minutes_min_kelurah_426198_idx"),
        ),
        migrations.AddIndex(
            model_name="minutes",
            index=models.Index(fields=["state", "-handed_in_at"], name="minutes_min_state_332266_idx"),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="minutes_month_is_a_first_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("kelurahan", "month"), name="one_open_minutes_per_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["handed_in", "checked"]), _negated=True),
                    models.Q(
                        ("handed_in_at__isnull", False),
                        ("handed_in_by__isnull", False),
                        ("held_on__isnull", False),
                        ("scan__isnull", False),
                        ("version__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="handed_in_minutes_are_signed_and_scanned",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("posted_until", None), ("posted_until__gte", models.F("posted_from")), _connector="OR"
                ),
                name="posting_has_a_span",
            ),
        ),
        Together(
            [
                pgtrigger.migrations.AddTrigger(
                    model_name="minutes",
                    trigger=pgtrigger.compiler.Trigger(
                        name="minutes_are_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="529d67e8a91378c4084595490a4ee1bd4a6c4297",
                            operation="DELETE",
                            pgid="pgtrigger_minutes_are_never_deleted_28cb1",
                            table="minutes_minutes",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="minutes",
                    trigger=pgtrigger.compiler.Trigger(
                        name="handed_in_minutes_are_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('handed_in', 'checked', 'void'))",
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "number", "kelurahan_id", "month", "agenda", "held_on", "starts_at", "ends_at", "place", "basis", "chair", "chair_seat", "recorder", "handed_in_by_id", "handed_in_at", "version_id", "scan_id" rows from % table\', TG_TABLE_NAME;',
                            hash="1c54712d7cfd09b32aa45ad0fafe1f225b3a454d",
                            operation='UPDATE OF "number", "kelurahan_id", "month", "agenda", "held_on", "starts_at", "ends_at", "place", "basis", "chair", "chair_seat", "recorder", "handed_in_by_id", "handed_in_at", "version_id", "scan_id"',
                            pgid="pgtrigger_handed_in_minutes_are_frozen_d5191",
                            table="minutes_minutes",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="minutes",
                    trigger=pgtrigger.compiler.Trigger(
                        name="minutes_do_not_go_back",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IN ('draft', 'void') AND OLD.\"state\" IN ('handed_in', 'checked'))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update of \"state\" rows from % table', TG_TABLE_NAME;",
                            hash="b7b4b117f5565f6c7ee670f5b85d75a55228cdea",
                            operation='UPDATE OF "state"',
                            pgid="pgtrigger_minutes_do_not_go_back_a4a76",
                            table="minutes_minutes",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="quorumrule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="quorum_rule_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="183d9a8e2a48e80865be8e2b8dbfa66850ac4cac",
                            operation="UPDATE",
                            pgid="pgtrigger_quorum_rule_is_written_once_f3726",
                            table="minutes_quorumrule",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="review_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2739ed9340e3145dfd6c58a07a7c3b94619ba4e7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_review_is_written_once_b1473",
                            table="minutes_review",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
