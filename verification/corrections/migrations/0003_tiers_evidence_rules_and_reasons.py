"""The order of deciders is frozen with a request; papers are asked by rule; reasons are listed."""

from datetime import date

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("corrections", "0002_decision_names_the_maker"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("refuse", "menolak"), ("send_back", "mengembalikan")], max_length=10),
                ),
                ("code", models.CharField(max_length=24)),
                ("label", models.CharField(max_length=60)),
                ("citizen_text", models.CharField(max_length=200)),
                ("needs_words", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("valid_from", models.DateField(default=date(2026, 1, 1))),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["kind", "position"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="changerequest",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="changerequest",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="fieldchange",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="fieldchange",
            name="update_update",
        ),
        migrations.AddField(
            model_name="act",
            name="evidence",
            field=models.CharField(
                choices=[("none", "tidak diminta"), ("warn", "diperingatkan"), ("block", "terkunci sampai ada")],
                default="block",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="second_look",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="tier",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="tiers",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="urgent_reason",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="waits_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="second_look",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="tier",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="tiers",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="urgent_reason",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="waits_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="fieldchange",
            name="accepted_tiers",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="fieldchange",
            name="confirmed_over",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AddField(
            model_name="fieldchangeevent",
            name="accepted_tiers",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="fieldchangeevent",
            name="confirmed_over",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="origin",
            field=models.CharField(
                choices=[
                    ("extract", "ekstrak Disdukcapil"),
                    ("list", "daftar pusat"),
                    ("vital_event", "peristiwa kependudukan"),
                    ("desk", "tiket loket"),
                    ("citizen_page", "halaman warga"),
                    ("visit", "kunjungan"),
                    ("minutes", "berita acara"),
                    ("reversal", "pembalikan"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("submitted", "menunggu putusan"),
                    ("returned", "dikembalikan untuk diperbaiki"),
                    ("approved", "disetujui, belum diterapkan"),
                    ("apply_failed", "gagal diterapkan"),
                    ("applied", "diterapkan"),
                    ("refused", "ditolak"),
                    ("nothing_to_do", "tidak ada perubahan"),
                    ("withdrawn", "ditarik pengusul"),
                    ("reversed", "dibalikkan"),
                ],
                db_index=True,
                default="submitted",
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="changerequestevent",
            name="origin",
            field=models.CharField(
                choices=[
                    ("extract", "ekstrak Disdukcapil"),
                    ("list", "daftar pusat"),
                    ("vital_event", "peristiwa kependudukan"),
                    ("desk", "tiket loket"),
                    ("citizen_page", "halaman warga"),
                    ("visit", "kunjungan"),
                    ("minutes", "berita acara"),
                    ("reversal", "pembalikan"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="changerequestevent",
            name="state",
            field=models.CharField(
                choices=[
                    ("submitted", "menunggu putusan"),
                    ("returned", "dikembalikan untuk diperbaiki"),
                    ("approved", "disetujui, belum diterapkan"),
                    ("apply_failed", "gagal diterapkan"),
                    ("applied", "diterapkan"),
                    ("refused", "ditolak"),
                    ("nothing_to_do", "tidak ada perubahan"),
                    ("withdrawn", "ditarik pengusul"),
                    ("reversed", "dibalikkan"),
                ],
                default="submitted",
                max_length=14,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "corrections_changerequestevent" ("act_id", "applied_at", "apply_error", "citizen_id", "confidence", "created_at", "decided_at", "explanation", "household_id", "id", "maker_id", "number", "origin", "origin_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result_class", "return_reason", "reverses_id", "sealed_at", "sealed_in", "second_look", "started_by_id", "state", "submitted_at", "tier", "tiers", "urgent_reason", "waits_for") VALUES (NEW."act_id", NEW."applied_at", NEW."apply_error", NEW."citizen_id", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."explanation", NEW."household_id", NEW."id", NEW."maker_id", NEW."number", NEW."origin", NEW."origin_reference", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."result_class", NEW."return_reason", NEW."reverses_id", NEW."sealed_at", NEW."sealed_in", NEW."second_look", NEW."started_by_id", NEW."state", NEW."submitted_at", NEW."tier", NEW."tiers", NEW."urgent_reason", NEW."waits_for"); RETURN NULL;',
                    hash="599254588260ec11a0804a9ecde5e15155e10f86",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b768f",
                    table="corrections_changerequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."act_id" IS DISTINCT FROM (NEW."act_id") OR OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."apply_error" IS DISTINCT FROM (NEW."apply_error") OR OLD."citizen_id" IS DISTINCT FROM (NEW."citizen_id") OR OLD."confidence" IS DISTINCT FROM (NEW."confidence") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."explanation" IS DISTINCT FROM (NEW."explanation") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."maker_id" IS DISTINCT FROM (NEW."maker_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."origin_reference" IS DISTINCT FROM (NEW."origin_reference") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."result_class" IS DISTINCT FROM (NEW."result_class") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."reverses_id" IS DISTINCT FROM (NEW."reverses_id") OR OLD."sealed_at" IS DISTINCT FROM (NEW."sealed_at") OR OLD."sealed_in" IS DISTINCT FROM (NEW."sealed_in") OR OLD."second_look" IS DISTINCT FROM (NEW."second_look") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."tier" IS DISTINCT FROM (NEW."tier") OR OLD."tiers" IS DISTINCT FROM (NEW."tiers") OR OLD."urgent_reason" IS DISTINCT FROM (NEW."urgent_reason") OR OLD."waits_for" IS DISTINCT FROM (NEW."waits_for"))',
                    func='INSERT INTO "corrections_changerequestevent" ("act_id", "applied_at", "apply_error", "citizen_id", "confidence", "created_at", "decided_at", "explanation", "household_id", "id", "maker_id", "number", "origin", "origin_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result_class", "return_reason", "reverses_id", "sealed_at", "sealed_in", "second_look", "started_by_id", "state", "submitted_at", "tier", "tiers", "urgent_reason", "waits_for") VALUES (NEW."act_id", NEW."applied_at", NEW."apply_error", NEW."citizen_id", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."explanation", NEW."household_id", NEW."id", NEW."maker_id", NEW."number", NEW."origin", NEW."origin_reference", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."result_class", NEW."return_reason", NEW."reverses_id", NEW."sealed_at", NEW."sealed_in", NEW."second_look", NEW."started_by_id", NEW."state", NEW."submitted_at", NEW."tier", NEW."tiers", NEW."urgent_reason", NEW."waits_for"); RETURN NULL;',
                    hash="5ffec65a3787a6d9b9151a890b89327aec697792",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_01ee3",
                    table="corrections_changerequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldchange",
            trigger=pgtrigger.compiler.Trigger(
                name="applied_needs_an_acceptance",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."applied")',
                    func="\n                    IF NOT EXISTS (SELECT 1 FROM corrections_decision\n                                   WHERE field_change_id = NEW.id AND kind = 'accept') THEN\n                        RAISE EXCEPTION 'field change % has no acceptance', NEW.id;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="e9c18f9fe747c20d039479c2dd15cbc331b0e11d",
                    operation='INSERT OR UPDATE OF "applied"',
                    pgid="pgtrigger_applied_needs_an_acceptance_b35ff",
                    table="corrections_fieldchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldchange",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "corrections_fieldchangeevent" ("accepted_tiers", "applied", "basis", "confirmed_over", "field", "id", "new_value", "old_value", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_code", "request_id", "verdict") VALUES (NEW."accepted_tiers", NEW."applied", NEW."basis", NEW."confirmed_over", NEW."field", NEW."id", NEW."new_value", NEW."old_value", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reason_code", NEW."request_id", NEW."verdict"); RETURN NULL;',
                    hash="3509fad0b485c3e65a5ede826a26e5e9efa476e0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7d3a9",
                    table="corrections_fieldchange",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldchange",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "corrections_fieldchangeevent" ("accepted_tiers", "applied", "basis", "confirmed_over", "field", "id", "new_value", "old_value", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_code", "request_id", "verdict") VALUES (NEW."accepted_tiers", NEW."applied", NEW."basis", NEW."confirmed_over", NEW."field", NEW."id", NEW."new_value", NEW."old_value", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reason_code", NEW."request_id", NEW."verdict"); RETURN NULL;',
                    hash="9d6f2e7260a924f3800a859ae0a3c841d2a77915",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a8bf",
                    table="corrections_fieldchange",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.UniqueConstraint(
                fields=("kind", "code", "valid_from"), name="one_reason_per_code_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="reason_ends_after_start",
            ),
        ),
    ]
