"""A ticket knows when its clock runs out, so that a list can say which are late."""

from datetime import datetime, time

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

OPEN_WITH_US = ["RECEIVED", "CHECKING", "RETURNED"]


def wind(apps, schema_editor):
    """What is open and in our hands runs out at the end of the day that was promised."""
    ticket = apps.get_model("desk", "Ticket")
    zone = timezone.get_default_timezone()
    for each in ticket.objects.filter(state__in=OPEN_WITH_US).only("due_on").iterator():
        due = datetime.combine(each.due_on, time(15), tzinfo=zone)
        ticket.objects.filter(pk=each.pk).update(clock_due_at=due)


def unwind(apps, schema_editor):
    """Nothing to undo: the column goes."""


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("office", "0001_initial"),
        ("registry", "0002_audit_chain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="ticket",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ticket",
            name="update_update",
        ),
        migrations.AddField(
            model_name="ticket",
            name="clock_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticketevent",
            name="clock_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticketevent",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("clock_due_at", None), _negated=True), fields=["clock_due_at"], name="ticket_clock"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["assigned_to"], name="ticket_in_hands"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "desk_ticketevent" ("act", "asked", "assigned_to_id", "brought_by", "brought_by_name", "citizen_id", "clock_due_at", "closed_at", "closed_by_id", "due_on", "email", "escalated_at", "fingerprint", "first_answer_at", "given", "id", "kelurahan_id", "key", "kind", "message_consent", "number", "opened_at", "opened_by_id", "outcome", "papers_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "programmes", "receipt_code", "state", "urgent_reason") VALUES (NEW."act", NEW."asked", NEW."assigned_to_id", NEW."brought_by", NEW."brought_by_name", NEW."citizen_id", NEW."clock_due_at", NEW."closed_at", NEW."closed_by_id", NEW."due_on", NEW."email", NEW."escalated_at", NEW."fingerprint", NEW."first_answer_at", NEW."given", NEW."id", NEW."kelurahan_id", NEW."key", NEW."kind", NEW."message_consent", NEW."number", NEW."opened_at", NEW."opened_by_id", NEW."outcome", NEW."papers_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."programmes", NEW."receipt_code", NEW."state", NEW."urgent_reason"); RETURN NULL;',
                    hash="f139ef341b77ac57eb6598356558bc6283ec124b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9b114",
                    table="desk_ticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."act" IS DISTINCT FROM (NEW."act") OR OLD."asked" IS DISTINCT FROM (NEW."asked") OR OLD."assigned_to_id" IS DISTINCT FROM (NEW."assigned_to_id") OR OLD."brought_by" IS DISTINCT FROM (NEW."brought_by") OR OLD."brought_by_name" IS DISTINCT FROM (NEW."brought_by_name") OR OLD."citizen_id" IS DISTINCT FROM (NEW."citizen_id") OR OLD."clock_due_at" IS DISTINCT FROM (NEW."clock_due_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."escalated_at" IS DISTINCT FROM (NEW."escalated_at") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."first_answer_at" IS DISTINCT FROM (NEW."first_answer_at") OR OLD."given" IS DISTINCT FROM (NEW."given") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kelurahan_id" IS DISTINCT FROM (NEW."kelurahan_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."message_consent" IS DISTINCT FROM (NEW."message_consent") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."papers_until" IS DISTINCT FROM (NEW."papers_until") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."programmes" IS DISTINCT FROM (NEW."programmes") OR OLD."receipt_code" IS DISTINCT FROM (NEW."receipt_code") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."urgent_reason" IS DISTINCT FROM (NEW."urgent_reason"))',
                    func='INSERT INTO "desk_ticketevent" ("act", "asked", "assigned_to_id", "brought_by", "brought_by_name", "citizen_id", "clock_due_at", "closed_at", "closed_by_id", "due_on", "email", "escalated_at", "fingerprint", "first_answer_at", "given", "id", "kelurahan_id", "key", "kind", "message_consent", "number", "opened_at", "opened_by_id", "outcome", "papers_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "programmes", "receipt_code", "state", "urgent_reason") VALUES (NEW."act", NEW."asked", NEW."assigned_to_id", NEW."brought_by", NEW."brought_by_name", NEW."citizen_id", NEW."clock_due_at", NEW."closed_at", NEW."closed_by_id", NEW."due_on", NEW."email", NEW."escalated_at", NEW."fingerprint", NEW."first_answer_at", NEW."given", NEW."id", NEW."kelurahan_id", NEW."key", NEW."kind", NEW."message_consent", NEW."number", NEW."opened_at", NEW."opened_by_id", NEW."outcome", NEW."papers_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."programmes", NEW."receipt_code", NEW."state", NEW."urgent_reason"); RETURN NULL;',
                    hash="e5f837343058d89527d928901fcc7449202b0bb0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_97d27",
                    table="desk_ticket",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clock_due_at", None), ("state__in", ("RECEIVED", "CHECKING", "RETURNED")), _connector="OR"
                ),
                name="clock_runs_only_in_our_hands",
            ),
        ),
        migrations.RunPython(wind, unwind),
    ]
