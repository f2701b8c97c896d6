import datetime as dt

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
        ("papers", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Act",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=24, unique=True)),
                        ("label", models.CharField(max_length=80)),
                        ("group", models.CharField(max_length=16)),
                        ("unit", models.CharField(max_length=12)),
                        ("decided_by", models.CharField(max_length=80)),
                        ("tiers", models.JSONField(default=list)),
                        ("needs_minutes", models.BooleanField(default=False)),
                        ("needs_visit", models.BooleanField(default=False)),
                        ("needs_packet", models.BooleanField(default=False)),
                        ("template_kind", models.CharField(blank=True, max_length=16)),
                        ("urgent_allowed", models.BooleanField(default=False)),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("none", "tidak diminta"),
                                    ("warn", "diperingatkan"),
                                    ("block", "terkunci sampai ada"),
                                ],
                                default="block",
                                max_length=5,
                            ),
                        ),
                        ("what_follows", models.CharField(blank=True, max_length=200)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Reason",
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
                                choices=[("refuse", "menolak"), ("send_back", "mengembalikan")], max_length=10
                            ),
                        ),
                        ("code", models.CharField(max_length=24)),
                        ("label", models.CharField(max_length=60)),
                        ("citizen_text", models.CharField(max_length=200)),
                        ("needs_words", models.BooleanField(default=False)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("valid_from", models.DateField(default=dt.date(2026, 1, 1))),
                        ("valid_to", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["kind", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "code", "valid_from"), name="one_reason_per_code_and_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="reason_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="corrections.act"
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="change_requests",
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
                            "origin",
                            models.CharField(
                                choices=[
                                    ("extract", "ekstrak Disdukcapil"),
                                    ("list", "daftar pusat"),
                                    ("vital_event", "peristiwa kependudukan"),
                                    ("desk", "tiket loket"),
                                    ("citizen_page", "halaman warga"),
                                    ("visit", "kunjungan"),
                                    ("minutes", "berita acara"),
                                    ("reversal", "pembalikan"),
                                    ("adjudication", "putusan NIK ganda"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("origin_reference", models.CharField(blank=True, max_length=60)),
                        (
                            "maker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        ("reason", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
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
                        ("tiers", models.JSONField(default=list)),
                        ("tier", models.PositiveSmallIntegerField(default=0)),
                        (
                            "waits_for",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        ("second_look", models.BooleanField(default=False)),
                        ("papers_needed", models.JSONField(null=True)),
                        ("urgent_reason", models.CharField(blank=True, max_length=24)),
                        ("likeness", models.CharField(blank=True, max_length=200)),
                        ("result_class", models.CharField(blank=True, max_length=20)),
                        ("confidence", models.FloatField(null=True)),
                        ("explanation", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("submitted_at", models.DateTimeField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("apply_error", models.TextField(blank=True)),
                        ("return_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "reverses",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversals",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("sealed_in", models.CharField(blank=True, max_length=40)),
                        ("sealed_at", models.DateTimeField(null=True)),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("claimed_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [
                            models.Index(fields=["state", "created_at"], name="corrections_state_02a40e_idx"),
                            models.Index(fields=["citizen", "state"], name="corrections_citizen_b029fc_idx"),
                            models.Index(
                                condition=models.Q(("state", "submitted"), models.Q(("likeness", ""), _negated=True)),
                                fields=["likeness"],
                                name="request_likeness",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("maker", None), ("origin__in", ("extract", "list", "vital_event"))),
                                    models.Q(
                                        models.Q(("origin__in", ("extract", "list", "vital_event")), _negated=True),
                                        ("maker__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="maker_is_null_exactly_for_machines",
                            ),
                            models.UniqueConstraint(fields=("id", "maker"), name="request_and_maker"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeRequestEvent",
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
                                to="corrections.changerequest",
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
                        (
                            "act",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="corrections.act",
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
                            "origin",
                            models.CharField(
                                choices=[
                                    ("extract", "ekstrak Disdukcapil"),
                                    ("list", "daftar pusat"),
                                    ("vital_event", "peristiwa kependudukan"),
                                    ("desk", "tiket loket"),
                                    ("citizen_page", "halaman warga"),
                                    ("visit", "kunjungan"),
                                    ("minutes", "berita acara"),
                                    ("reversal", "pembalikan"),
                                    ("adjudication", "putusan NIK ganda"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("origin_reference", models.CharField(blank=True, max_length=60)),
                        (
                            "maker",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
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
                        ("tiers", models.JSONField(default=list)),
                        ("tier", models.PositiveSmallIntegerField(default=0)),
                        (
                            "waits_for",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                        ("second_look", models.BooleanField(default=False)),
                        ("papers_needed", models.JSONField(null=True)),
                        ("urgent_reason", models.CharField(blank=True, max_length=24)),
                        ("likeness", models.CharField(blank=True, max_length=200)),
                        ("result_class", models.CharField(blank=True, max_length=20)),
                        ("confidence", models.FloatField(null=True)),
                        ("explanation", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("submitted_at", models.DateTimeField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("apply_error", models.TextField(blank=True)),
                        ("return_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "reverses",
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
                        ("sealed_in", models.CharField(blank=True, max_length=40)),
                        ("sealed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="corrections.changerequest",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.document"
                            ),
                        ),
                        ("fields", models.JSONField(default=list)),
                        ("holds", models.BooleanField(default=True)),
                        ("locator", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "document"), name="one_paper_once_per_request")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FieldChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fields",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("field", models.CharField(max_length=20)),
                        ("old_value", models.CharField(blank=True, max_length=200)),
                        ("new_value", models.CharField(blank=True, max_length=200)),
                        ("basis", models.JSONField(default=dict)),
                        ("accepted_tiers", models.PositiveSmallIntegerField(default=0)),
                        ("confirmed_over", models.CharField(max_length=200, null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("", "belum"), ("accepted", "diterima"), ("refused", "ditolak")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("reason_code", models.CharField(blank=True, max_length=24)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("applied", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "field"), name="one_change_per_field"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verdict", "refused"), _negated=True),
                                    models.Q(("reason_code", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="refusal_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("applied", False), ("verdict", "accepted"), _connector="OR"),
                                name="applied_only_if_accepted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Override",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overrides",
                                to="corrections.changerequest",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="override_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="succession",
                                to="corrections.changerequest",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions",
                                to="registry.household",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("died", "kepala keluarga meninggal"), ("replaced", "KK diganti")],
                                max_length=8,
                            ),
                        ),
                        ("event_on", models.DateField()),
                        (
                            "old_head",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.citizen",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                            ),
                        ),
                        ("number", models.CharField(max_length=24)),
                        ("by_guardian", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="FieldChangeEvent",
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
                                to="corrections.fieldchange",
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
                            "request",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="corrections.changerequest",
                            ),
                        ),
                        ("field", models.CharField(max_length=20)),
                        ("old_value", models.CharField(blank=True, max_length=200)),
                        ("new_value", models.CharField(blank=True, max_length=200)),
                        ("basis", models.JSONField(default=dict)),
                        ("accepted_tiers", models.PositiveSmallIntegerField(default=0)),
                        ("confirmed_over", models.CharField(max_length=200, null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("", "belum"), ("accepted", "diterima"), ("refused", "ditolak")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("reason_code", models.CharField(blank=True, max_length=24)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("applied", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="corrections.changerequest",
                            ),
                        ),
                        (
                            "field_change",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="corrections.fieldchange",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("accept", "diterima"),
                                    ("refuse", "ditolak"),
                                    ("send_back", "dikembalikan"),
                                    ("undo", "diurungkan"),
                                    ("apply", "diterapkan"),
                                    ("withdraw", "ditarik"),
                                    ("reopen", "dibuka lagi karena ditolak pusat"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("tier", models.PositiveSmallIntegerField(default=0)),
                        (
                            "maker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "checker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "override",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="corrections.override",
                            ),
                        ),
                        ("reason_code", models.CharField(blank=True, max_length=24)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["accept", "refuse", "send_back"]), _negated=True),
                                    ("maker", None),
                                    ("override__isnull", False),
                                    models.Q(("checker", models.F("maker")), _negated=True),
                                    _connector="OR",
                                ),
                                name="checker_is_never_the_maker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["accept", "refuse", "send_back"]), _negated=True),
                                    ("checker__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_decision_has_a_checker",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuccessionMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "succession",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="corrections.succession",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[
                                    ("deceased", "meninggal"),
                                    ("placed", "punya tempat"),
                                    ("open", "belum ada di KK baru"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "old_relation",
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
                        ("number", models.CharField(blank=True, max_length=24)),
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
                        ("was", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("succession", "citizen"), name="one_place_per_member"),
                            models.UniqueConstraint(
                                condition=models.Q(("place", "placed"), ("relation", "1")),
                                fields=("succession", "number"),
                                name="one_head_per_new_card",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("place", "placed"), ("number", ""), _connector="XOR"),
                                name="who_is_placed_has_a_card",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="changerequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="request_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="808444ab829b0687e6c488099b70b9b68e74fb59",
                            operation="DELETE",
                            pgid="pgtrigger_request_is_never_deleted_7911f",
                            table="corrections_changerequest",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="changerequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="maker_and_subject_are_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "maker_id", "citizen_id", "origin", "act_id" rows from % table\', TG_TABLE_NAME;',
                            hash="acec3c4e7becd0dca98b3d3b1c635c093a8761b9",
                            operation='UPDATE OF "maker_id", "citizen_id", "origin", "act_id"',
                            pgid="pgtrigger_maker_and_subject_are_frozen_6759c",
                            table="corrections_changerequest",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="changerequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "corrections_changerequestevent" ("act_id", "applied_at", "apply_error", "citizen_id", "confidence", "created_at", "decided_at", "explanation", "household_id", "id", "likeness", "maker_id", "number", "origin", "origin_reference", "papers_needed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result_class", "return_reason", "reverses_id", "sealed_at", "sealed_in", "second_look", "started_by_id", "state", "submitted_at", "tier", "tiers", "urgent_reason", "waits_for") VALUES (NEW."act_id", NEW."applied_at", NEW."apply_error", NEW."citizen_id", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."explanation", NEW."household_id", NEW."id", NEW."likeness", NEW."maker_id", NEW."number", NEW."origin", NEW."origin_reference", NEW."papers_needed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."result_class", NEW."return_reason", NEW."reverses_id", NEW."sealed_at", NEW."sealed_in", NEW."second_look", NEW."started_by_id", NEW."state", NEW."submitted_at", NEW."tier", NEW."tiers", NEW."urgent_reason", NEW."waits_for"); RETURN NULL;',
                            hash="09fb3941a762fdc3694a535d260d92551160c2a9",
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
                            condition='WHEN (OLD."act_id" IS DISTINCT FROM (NEW."act_id") OR OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."apply_error" IS DISTINCT FROM (NEW."apply_error") OR OLD."citizen_id" IS DISTINCT FROM (NEW."citizen_id") OR OLD."confidence" IS DISTINCT FROM (NEW."confidence") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."explanation" IS DISTINCT FROM (NEW."explanation") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."likeness" IS DISTINCT FROM (NEW."likeness") OR OLD."maker_id" IS DISTINCT FROM (NEW."maker_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."origin_reference" IS DISTINCT FROM (NEW."origin_reference") OR OLD."papers_needed" IS DISTINCT FROM (NEW."papers_needed") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."result_class" IS DISTINCT FROM (NEW."result_class") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."reverses_id" IS DISTINCT FROM (NEW."reverses_id") OR OLD."sealed_at" IS DISTINCT FROM (NEW."sealed_at") OR OLD."sealed_in" IS DISTINCT FROM (NEW."sealed_in") OR OLD."second_look" IS DISTINCT FROM (NEW."second_look") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."tier" IS DISTINCT FROM (NEW."tier") OR OLD."tiers" IS DISTINCT FROM (NEW."tiers") OR OLD."urgent_reason" IS DISTINCT FROM (NEW."urgent_reason") OR OLD."waits_for" IS DISTINCT FROM (NEW."waits_for"))',
                            func='INSERT INTO "corrections_changerequestevent" ("act_id", "applied_at", "apply_error", "citizen_id", "confidence", "created_at", "decided_at", "explanation", "household_id", "id", "likeness", "maker_id", "number", "origin", "origin_reference", "papers_needed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result_class", "return_reason", "reverses_id", "sealed_at", "sealed_in", "second_look", "started_by_id", "state", "submitted_at", "tier", "tiers", "urgent_reason", "waits_for") VALUES (NEW."act_id", NEW."applied_at", NEW."apply_error", NEW."citizen_id", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."explanation", NEW."household_id", NEW."id", NEW."likeness", NEW."maker_id", NEW."number", NEW."origin", NEW."origin_reference", NEW."papers_needed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."result_class", NEW."return_reason", NEW."reverses_id", NEW."sealed_at", NEW."sealed_in", NEW."second_look", NEW."started_by_id", NEW."state", NEW."submitted_at", NEW."tier", NEW."tiers", NEW."urgent_reason", NEW."waits_for"); RETURN NULL;',
                            hash="de280511fdfbfcac11f3377904f23c64b64b9e33",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_01ee3",
                            table="corrections_changerequest",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="changerequestevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dac780b01e960d1613d3279fcb04e71584adf845",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d68b0",
                            table="corrections_changerequestevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fieldchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="field_change_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="1119d66c6a00718e868bb83e6a84e7b4bf9f5fac",
                            operation="DELETE",
                            pgid="pgtrigger_field_change_is_never_deleted_5fc93",
                            table="corrections_fieldchange",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="fieldchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="proposed_values_are_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "request_id", "field", "old_value", "new_value", "basis" rows from % table\', TG_TABLE_NAME;',
                            hash="eabccf2c36996a1ab6c3a45195a0b6dd854e571e",
                            operation='UPDATE OF "request_id", "field", "old_value", "new_value", "basis"',
                            pgid="pgtrigger_proposed_values_are_frozen_b7470",
                            table="corrections_fieldchange",
                            when="BEFORE",
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
                pgtrigger.migrations.AddTrigger(
                    model_name="fieldchangeevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7e9d39f9da4719c0f439309dd42952f5a63da90d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0b6c3",
                            table="corrections_fieldchangeevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="override",
                    trigger=pgtrigger.compiler.Trigger(
                        name="override_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d97ce04a5f75f34a441bc2fefa749d8437ecba4f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_override_is_written_once_aead0",
                            table="corrections_override",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a287314b0b9af59ba41e9f81384475fcd3a4b409",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_decision_is_written_once_b510c",
                            table="corrections_decision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_names_the_maker",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE made_by bigint;",
                            func="\n                    SELECT maker_id INTO made_by FROM corrections_changerequest WHERE id = NEW.request_id;\n                    IF made_by IS DISTINCT FROM NEW.maker_id THEN\n                        RAISE EXCEPTION 'decision of request % names another maker', NEW.request_id;\n                    END IF;\n                    RETURN NEW;\n                ",
                            hash="12f1f0ea09cc3e098f1818ff4f5fc5d4e71258c6",
                            operation="INSERT",
                            pgid="pgtrigger_decision_names_the_maker_9c144",
                            table="corrections_decision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="succession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="succession_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e8bb0b68245060cfbe7023a65b3776ab68825544",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_succession_is_written_once_ac1bf",
                            table="corrections_succession",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="successionmember",
                    trigger=pgtrigger.compiler.Trigger(
                        name="succession_member_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f590128116b5f4e5310a711d8bae1396c8ae9705",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_succession_member_is_written_once_b8220",
                            table="corrections_successionmember",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
