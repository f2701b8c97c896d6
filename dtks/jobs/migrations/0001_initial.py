import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from dtks.office.migrations._together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("payload", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("handled_at", models.DateTimeField(null=True)),
                        ("error", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(condition=models.Q(("handled_at", None)), fields=["due_at"], name="event_due")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=160)),
                        ("queue", models.CharField(default="jobs", max_length=20)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("parameters", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "menunggu"),
                                    ("running", "berjalan"),
                                    ("paused", "dijeda"),
                                    ("done", "selesai"),
                                    ("done_with_notes", "selesai dengan catatan"),
                                    ("failed", "gagal"),
                                    ("cancelled", "dihentikan"),
                                ],
                                db_index=True,
                                default="waiting",
                                max_length=16,
                            ),
                        ),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("result", models.JSONField(default=dict)),
                        ("error", models.TextField(blank=True)),
                        ("planned", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("link", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "indexes": [models.Index(fields=["kind", "-created_at"], name="jobs_job_kind_3b90ad_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("channel", models.CharField(choices=[("email", "surel"), ("print", "cetak")], max_length=10)),
                        ("recipient", models.CharField(max_length=120)),
                        ("subject", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField()),
                        ("about", models.CharField(blank=True, max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "menunggu"), ("sent", "terkirim"), ("failed", "gagal")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("error", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["due_at"], name="message_due"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chunk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="jobs.job"
                            ),
                        ),
                        ("no", models.PositiveIntegerField()),
                        ("parameters", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "menunggu"),
                                    ("leased", "dikerjakan"),
                                    ("done", "selesai"),
                                    ("stuck", "macet"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("token", models.UUIDField(null=True)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("woken", models.BooleanField(default=False)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("result", models.JSONField(default=dict)),
                        ("error", models.TextField(blank=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["job", "no"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "leased"])),
                                fields=["state", "due_at"],
                                name="chunk_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("job", "no"), name="one_chunk_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "leased"), _negated=True),
                                    models.Q(("token__isnull", False), ("lease_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="leased_chunk_has_token_and_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JobAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="jobs.job"
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("pause", "menjeda"),
                                    ("resume", "melanjutkan"),
                                    ("stop", "menghentikan"),
                                    ("retry", "mencoba lagi yang macet"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("chunk_no", models.PositiveIntegerField(null=True)),
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
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Resend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="resends", to="jobs.message"
                            ),
                        ),
                        ("error", models.TextField(blank=True)),
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
                        "ordering": ["-at", "-id"],
                    },
                ),
            ]
        ),
    ]
