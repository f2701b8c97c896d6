import uuid

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
        ("corrections", "0001_initial"),
        ("jobs", "0001_initial"),
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
                    name="CannedAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=24, null=True, unique=True)),
                        ("title", models.CharField(max_length=80, verbose_name="judul")),
                        ("text", models.TextField(max_length=2000, verbose_name="jawaban")),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("info", "Informasi"),
                                        ("correction", "Perbaikan data"),
                                        ("proposal", "Usulan baru"),
                                        ("reactivation", "Pengaktifan kembali"),
                                        ("certificate", "Surat keterangan"),
                                        ("death_or_move", "Meninggal / pindah"),
                                        ("complaint", "Sanggahan / aduan"),
                                        ("notice", "Lapor perubahan"),
                                        ("urgent", "Mendesak"),
                                    ],
                                    max_length=16,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
                        ("position", models.PositiveSmallIntegerField(default=99)),
                    ],
                    options={
                        "ordering": ["title"],
                    },
                ),
                migrations.CreateModel(
                    name="IntakeDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("data", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Ticket",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="nomor")),
                        ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("info", "Informasi"),
                                    ("correction", "Perbaikan data"),
                                    ("proposal", "Usulan baru"),
                                    ("reactivation", "Pengaktifan kembali"),
                                    ("certificate", "Surat keterangan"),
                                    ("death_or_move", "Meninggal / pindah"),
                                    ("complaint", "Sanggahan / aduan"),
                                    ("notice", "Lapor perubahan"),
                                    ("urgent", "Mendesak"),
                                ],
                                max_length=16,
                                verbose_name="jenis",
                            ),
                        ),
                        ("act", models.CharField(max_length=24)),
                        (
                            "programmes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=16), default=list, size=None
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="registry.citizen",
                            ),
                        ),
                        ("given", models.JSONField(default=dict)),
                        (
                            "kelurahan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="office.region",
                            ),
                        ),
                        ("brought_by", models.CharField(default="SENDIRI", max_length=16, verbose_name="dibawa oleh")),
                        ("brought_by_name", models.CharField(blank=True, max_length=120, verbose_name="nama pembawa")),
                        ("asked", models.TextField(blank=True, verbose_name="yang diminta")),
                        ("urgent_reason", models.CharField(blank=True, max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("RECEIVED", "Diterima"),
                                    ("INCOMPLETE", "Berkas kurang"),
                                    ("CHECKING", "Diperiksa"),
                                    ("RETURNED", "Usulan dikembalikan"),
                                    ("WAIT_CITIZEN", "Menunggu warga"),
                                    ("WAIT_DUKCAPIL", "Menunggu Disdukcapil"),
                                    ("WAIT_KELURAHAN", "Menunggu kelurahan"),
                                    ("WAIT_SCHOOL", "Menunggu sekolah"),
                                    ("WAIT_MAYOR", "Menunggu kiriman bulan ini"),
                                    ("SENT", "Dikirim ke pusat"),
                                    ("DONE", "Selesai"),
                                    ("REFUSED", "Belum bisa diterima"),
                                    ("CANCELLED", "Dibatalkan"),
                                ],
                                db_index=True,
                                default="RECEIVED",
                                max_length=16,
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dibuka")),
                        ("first_answer_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("clock_due_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.CharField(blank=True, max_length=300, verbose_name="hasil")),
                        ("due_on", models.DateField()),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="desk.ticket",
                            ),
                        ),
                        ("papers_until", models.DateField(blank=True, null=True)),
                        ("receipt_code", models.CharField(max_length=8, unique=True)),
                        ("secret_hash", models.CharField(max_length=64)),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="nomor HP")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                        ("message_consent", models.BooleanField(default=False, verbose_name="setuju dikabari")),
                    ],
                    options={
                        "ordering": ["-opened_at", "-id"],
                        "indexes": [
                            models.Index(fields=["-opened_at", "-id"], name="ticket_newest"),
                            models.Index(fields=["state", "-opened_at"], name="ticket_state_newest"),
                            models.Index(fields=["kind", "-opened_at"], name="ticket_kind_newest"),
                            models.Index(fields=["kelurahan", "-opened_at"], name="ticket_place_newest"),
                            models.Index(fields=["citizen", "-opened_at"], name="ticket_citizen_newest"),
                            models.Index(condition=models.Q(("closed_at", None)), fields=["due_on"], name="ticket_due"),
                            models.Index(
                                condition=models.Q(("clock_due_at", None), _negated=True),
                                fields=["clock_due_at"],
                                name="ticket_clock",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["assigned_to"], name="ticket_in_hands"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False), ("state__in", ("DONE", "REFUSED", "CANCELLED"))
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("DONE", "REFUSED", "CANCELLED")), _negated=True),
                                        ("closed_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="closed_ticket_has_its_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("clock_due_at", None),
                                    ("state__in", ("RECEIVED", "CHECKING", "RETURNED")),
                                    _connector="OR",
                                ),
                                name="clock_runs_only_in_our_hands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "urgent"), _negated=True),
                                    models.Q(("urgent_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="urgent_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("merged_into", models.F("pk")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="merged_ticket_is_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("citizen__isnull", False), ("given__has_key", "name"), _connector="OR"
                                ),
                                name="ticket_is_about_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CannedAnswerEvent",
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
                                to="desk.cannedanswer",
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
                        ("code", models.CharField(blank=True, max_length=24, null=True)),
                        ("title", models.CharField(max_length=80, verbose_name="judul")),
                        ("text", models.TextField(max_length=2000, verbose_name="jawaban")),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("info", "Informasi"),
                                        ("correction", "Perbaikan data"),
                                        ("proposal", "Usulan baru"),
                                        ("reactivation", "Pengaktifan kembali"),
                                        ("certificate", "Surat keterangan"),
                                        ("death_or_move", "Meninggal / pindah"),
                                        ("complaint", "Sanggahan / aduan"),
                                        ("notice", "Lapor perubahan"),
                                        ("urgent", "Mendesak"),
                                    ],
                                    max_length=16,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
                        ("position", models.PositiveSmallIntegerField(default=99)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HallNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("series", models.CharField(choices=[("A", "umum"), ("P", "prioritas")], max_length=1)),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "priority",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("elderly", "lanjut usia"),
                                    ("disabled", "disabilitas"),
                                    ("pregnant", "hamil"),
                                    ("baby", "membawa bayi"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "menunggu"),
                                    ("called", "di loket"),
                                    ("served", "selesai"),
                                    ("absent", "tidak datang"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("called_at", models.DateTimeField(blank=True, null=True)),
                        ("rung_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("counter", models.CharField(blank=True, max_length=20)),
                        (
                            "called_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="desk.ticket",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["taken_at", "id"],
                        "indexes": [models.Index(fields=["day", "state"], name="hall_of_the_day")],
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "series", "number"), name="hall_number_once_a_day"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "called")),
                                fields=("called_by",),
                                name="one_number_at_a_counter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("series", "P"), models.Q(("priority", ""), _negated=True)),
                                    models.Q(("priority", ""), ("series", "A")),
                                    _connector="OR",
                                ),
                                name="priority_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "waiting"),
                                    models.Q(("called_at__isnull", False), ("called_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="called_number_has_its_counter",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="desk.ticket"
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
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ticket", "request"), name="one_request_once_per_ticket")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketEvent",
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
                                to="desk.ticket",
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
                        ("number", models.CharField(max_length=20, verbose_name="nomor")),
                        ("key", models.UUIDField(default=uuid.uuid4)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("info", "Informasi"),
                                    ("correction", "Perbaikan data"),
                                    ("proposal", "Usulan baru"),
                                    ("reactivation", "Pengaktifan kembali"),
                                    ("certificate", "Surat keterangan"),
                                    ("death_or_move", "Meninggal / pindah"),
                                    ("complaint", "Sanggahan / aduan"),
                                    ("notice", "Lapor perubahan"),
                                    ("urgent", "Mendesak"),
                                ],
                                max_length=16,
                                verbose_name="jenis",
                            ),
                        ),
                        ("act", models.CharField(max_length=24)),
                        (
                            "programmes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=16), default=list, size=None
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
                        ("given", models.JSONField(default=dict)),
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
                            ),
                        ),
                        ("brought_by", models.CharField(default="SENDIRI", max_length=16, verbose_name="dibawa oleh")),
                        ("brought_by_name", models.CharField(blank=True, max_length=120, verbose_name="nama pembawa")),
                        ("asked", models.TextField(blank=True, verbose_name="yang diminta")),
                        ("urgent_reason", models.CharField(blank=True, max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("RECEIVED", "Diterima"),
                                    ("INCOMPLETE", "Berkas kurang"),
                                    ("CHECKING", "Diperiksa"),
                                    ("RETURNED", "Usulan dikembalikan"),
                                    ("WAIT_CITIZEN", "Menunggu warga"),
                                    ("WAIT_DUKCAPIL", "Menunggu Disdukcapil"),
                                    ("WAIT_KELURAHAN", "Menunggu kelurahan"),
                                    ("WAIT_SCHOOL", "Menunggu sekolah"),
                                    ("WAIT_MAYOR", "Menunggu kiriman bulan ini"),
                                    ("SENT", "Dikirim ke pusat"),
                                    ("DONE", "Selesai"),
                                    ("REFUSED", "Belum bisa diterima"),
                                    ("CANCELLED", "Dibatalkan"),
                                ],
                                default="RECEIVED",
                                max_length=16,
                            ),
                        ),
                        (
                            "assigned_to",
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
                        (
                            "opened_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dibuka")),
                        ("first_answer_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
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
                        ("clock_due_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.CharField(blank=True, max_length=300, verbose_name="hasil")),
                        ("due_on", models.DateField()),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="desk.ticket",
                            ),
                        ),
                        ("papers_until", models.DateField(blank=True, null=True)),
                        ("receipt_code", models.CharField(max_length=8)),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="nomor HP")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                        ("message_consent", models.BooleanField(default=False, verbose_name="setuju dikabari")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TicketLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="links_down", to="desk.ticket"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="links_up", to="desk.ticket"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("related", "disambungkan"), ("split", "dipisahkan dari")],
                                default="related",
                                max_length=8,
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
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="two_tickets_are_linked_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="link_runs_from_older_to_newer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="desk.ticket"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("answer", "jawaban"),
                                    ("citizen", "kata warga"),
                                    ("notice", "kabar"),
                                    ("internal", "catatan dalam"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("about", models.CharField(blank=True, max_length=60)),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="jobs.message",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("about", ""), _negated=True),
                                fields=("ticket", "about"),
                                name="one_notice_per_matter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="desk.ticket"
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paperkind"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="papers.requirement",
                            ),
                        ),
                        (
                            "mandatory",
                            models.CharField(
                                choices=[("yes", "wajib"), ("no", "membantu"), ("conditional", "bila perlu")],
                                max_length=12,
                            ),
                        ),
                        (
                            "seen",
                            models.CharField(
                                choices=[
                                    ("original", "Asli"),
                                    ("copy", "Salinan"),
                                    ("expired", "Kedaluwarsa"),
                                    ("none", "Tidak ada"),
                                ],
                                default="none",
                                max_length=8,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="papers.document",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ticket", "kind"), name="one_paper_once_per_ticket")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="desk.ticket"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("RECEIVED", "Diterima"),
                                    ("INCOMPLETE", "Berkas kurang"),
                                    ("CHECKING", "Diperiksa"),
                                    ("RETURNED", "Usulan dikembalikan"),
                                    ("WAIT_CITIZEN", "Menunggu warga"),
                                    ("WAIT_DUKCAPIL", "Menunggu Disdukcapil"),
                                    ("WAIT_KELURAHAN", "Menunggu kelurahan"),
                                    ("WAIT_SCHOOL", "Menunggu sekolah"),
                                    ("WAIT_MAYOR", "Menunggu kiriman bulan ini"),
                                    ("SENT", "Dikirim ke pusat"),
                                    ("DONE", "Selesai"),
                                    ("REFUSED", "Belum bisa diterima"),
                                    ("CANCELLED", "Dibatalkan"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("word", models.CharField(max_length=120)),
                    ],
                    options={
                        "ordering": ["started_at", "id"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cannedanswer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "desk_cannedanswerevent" ("code", "id", "is_active", "kinds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "title") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."kinds", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."text", NEW."title"); RETURN NULL;',
                            hash="d4e7cf6897bf35950bc8c7cd2bb50ba0aa9a849d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d56fa",
                            table="desk_cannedanswer",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cannedanswer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "desk_cannedanswerevent" ("code", "id", "is_active", "kinds", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "title") VALUES (NEW."code", NEW."id", NEW."is_active", NEW."kinds", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."text", NEW."title"); RETURN NULL;',
                            hash="19bfe8ee09e868c3f9c5ff43ef9122c5396b0180",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_db12c",
                            table="desk_cannedanswer",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="cannedanswerevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="616fb63fb608f17d1e67f6d60d2449b7ec772252",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f3e17",
                            table="desk_cannedanswerevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticket",
                    trigger=pgtrigger.compiler.Trigger(
                        name="ticket_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="4c3c518793528a353c10d8a0ed3850e9b7a39641",
                            operation="DELETE",
                            pgid="pgtrigger_ticket_is_never_deleted_5dd70",
                            table="desk_ticket",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticket",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "desk_ticketevent" ("act", "asked", "assigned_to_id", "brought_by", "brought_by_name", "citizen_id", "clock_due_at", "closed_at", "closed_by_id", "due_on", "email", "escalated_at", "fingerprint", "first_answer_at", "given", "id", "kelurahan_id", "key", "kind", "merged_into_id", "message_consent", "number", "opened_at", "opened_by_id", "outcome", "papers_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "programmes", "receipt_code", "state", "urgent_reason") VALUES (NEW."act", NEW."asked", NEW."assigned_to_id", NEW."brought_by", NEW."brought_by_name", NEW."citizen_id", NEW."clock_due_at", NEW."closed_at", NEW."closed_by_id", NEW."due_on", NEW."email", NEW."escalated_at", NEW."fingerprint", NEW."first_answer_at", NEW."given", NEW."id", NEW."kelurahan_id", NEW."key", NEW."kind", NEW."merged_into_id", NEW."message_consent", NEW."number", NEW."opened_at", NEW."opened_by_id", NEW."outcome", NEW."papers_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."programmes", NEW."receipt_code", NEW."state", NEW."urgent_reason"); RETURN NULL;',
                            hash="d3d9995549d906ca5ef51816c373794eff4c0f31",
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
                            condition='WHEN (OLD."act" IS DISTINCT FROM (NEW."act") OR OLD."asked" IS DISTINCT FROM (NEW."asked") OR OLD."assigned_to_id" IS DISTINCT FROM (NEW."assigned_to_id") OR OLD."brought_by" IS DISTINCT FROM (NEW."brought_by") OR OLD."brought_by_name" IS DISTINCT FROM (NEW."brought_by_name") OR OLD."citizen_id" IS DISTINCT FROM (NEW."citizen_id") OR OLD."clock_due_at" IS DISTINCT FROM (NEW."clock_due_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."escalated_at" IS DISTINCT FROM (NEW."escalated_at") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."first_answer_at" IS DISTINCT FROM (NEW."first_answer_at") OR OLD."given" IS DISTINCT FROM (NEW."given") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kelurahan_id" IS DISTINCT FROM (NEW."kelurahan_id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."message_consent" IS DISTINCT FROM (NEW."message_consent") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."papers_until" IS DISTINCT FROM (NEW."papers_until") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."programmes" IS DISTINCT FROM (NEW."programmes") OR OLD."receipt_code" IS DISTINCT FROM (NEW."receipt_code") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."urgent_reason" IS DISTINCT FROM (NEW."urgent_reason"))',
                            func='INSERT INTO "desk_ticketevent" ("act", "asked", "assigned_to_id", "brought_by", "brought_by_name", "citizen_id", "clock_due_at", "closed_at", "closed_by_id", "due_on", "email", "escalated_at", "fingerprint", "first_answer_at", "given", "id", "kelurahan_id", "key", "kind", "merged_into_id", "message_consent", "number", "opened_at", "opened_by_id", "outcome", "papers_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "programmes", "receipt_code", "state", "urgent_reason") VALUES (NEW."act", NEW."asked", NEW."assigned_to_id", NEW."brought_by", NEW."brought_by_name", NEW."citizen_id", NEW."clock_due_at", NEW."closed_at", NEW."closed_by_id", NEW."due_on", NEW."email", NEW."escalated_at", NEW."fingerprint", NEW."first_answer_at", NEW."given", NEW."id", NEW."kelurahan_id", NEW."key", NEW."kind", NEW."merged_into_id", NEW."message_consent", NEW."number", NEW."opened_at", NEW."opened_by_id", NEW."outcome", NEW."papers_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."programmes", NEW."receipt_code", NEW."state", NEW."urgent_reason"); RETURN NULL;',
                            hash="78d94226930d6b6ce335ac6c357add16f805eb62",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_97d27",
                            table="desk_ticket",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hallnumber",
                    trigger=pgtrigger.compiler.Trigger(
                        name="hall_number_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="e092773d376b61f2a54aae4a426dbdaaa984c930",
                            operation="DELETE",
                            pgid="pgtrigger_hall_number_is_never_deleted_45a12",
                            table="desk_hallnumber",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticketevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e1c545fd6582730d83bf51cb8d7ae043b9419cfb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6e35a",
                            table="desk_ticketevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticketnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="note_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="707ca9dd8ec2284b70960e57dc6987d784272c42",
                            operation="DELETE",
                            pgid="pgtrigger_note_is_never_deleted_6b547",
                            table="desk_ticketnote",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ticketstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="step_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e81609e3eb52d3fd3e898909d904d626dd727835",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_step_is_written_once_b5020",
                            table="desk_ticketstep",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
