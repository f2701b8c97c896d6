import django.db.models.deletion
import django.db.models.fields.json
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
        ("office", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("month", models.DateField()),
                        ("sequence", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("filling", "diisi"),
                                    ("sealed", "tersegel, menunggu berkas"),
                                    ("written", "tersegel, berkas siap"),
                                    ("void", "batal"),
                                ],
                                default="filling",
                                max_length=8,
                            ),
                        ),
                        ("row_count", models.PositiveIntegerField(default=0)),
                        ("hash", models.CharField(blank=True, max_length=64)),
                        ("audit_head", models.CharField(blank=True, max_length=40)),
                        (
                            "opened_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("sealed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-month", "-sequence"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "sequence"), name="one_batch_per_month_and_sequence"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["sealed", "written"]), _negated=True),
                                    models.Q(models.Q(("hash", ""), _negated=True), ("sealed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_sealed_batch_has_a_hash",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="batch_month_is_a_first_day"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CutoffWarning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("days", models.PositiveSmallIntegerField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "days", "user"), name="warned_once_per_step")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FinalizationRule",
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
                                    ("perbaikan", "Perbaikan"),
                                    ("usulan", "Usulan"),
                                    ("penonaktifan", "Penonaktifan"),
                                    ("pengurus", "Pengurus"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("required", models.BooleanField()),
                        ("starts_on", models.DateField()),
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
                        "ordering": ["kind", "-starts_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "starts_on"), name="one_finalization_rule_per_kind_and_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthClose",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField(unique=True)),
                        ("closed_on", models.DateField()),
                        ("carried", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-month"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="closed_month_is_a_first_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Packet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("month", models.DateField()),
                        ("sequence", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "disusun"),
                                    ("circulating", "diedarkan"),
                                    ("signed", "disahkan"),
                                    ("void", "batal"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("item_count", models.PositiveIntegerField(default=0)),
                        ("page_count", models.PositiveSmallIntegerField(default=0)),
                        ("hash", models.CharField(blank=True, max_length=64)),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        ("cover_number", models.CharField(blank=True, max_length=60)),
                        ("mayor_number", models.CharField(blank=True, max_length=80)),
                        ("signed_on", models.DateField(null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("frozen_at", models.DateTimeField(null=True)),
                        ("due_on", models.DateField(null=True)),
                        ("void_reason", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-month", "-sequence"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "sequence"), name="one_packet_per_month_and_sequence"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="packet_month_is_a_first_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["circulating", "signed"]), _negated=True),
                                    models.Q(
                                        models.Q(("hash", ""), _negated=True),
                                        ("frozen_at__isnull", False),
                                        ("frozen_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_frozen_packet_has_a_hash",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(
                                        models.Q(("mayor_number", ""), _negated=True), ("signed_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_signed_packet_has_a_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ParafSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("position", models.PositiveSmallIntegerField()),
                        ("seat", models.CharField(max_length=80)),
                        (
                            "act",
                            models.CharField(
                                choices=[("initial", "paraf"), ("sign", "tanda tangan")],
                                default="initial",
                                max_length=8,
                            ),
                        ),
                        ("usual_days", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-starts_on", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("starts_on", "position"), name="one_seat_per_position_of_an_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="monthly.batch"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("perbaikan", "Perbaikan"),
                                    ("usulan", "Usulan"),
                                    ("penonaktifan", "Penonaktifan"),
                                    ("pengurus", "Pengurus"),
                                ],
                                max_length=12,
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
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.citizen"
                            ),
                        ),
                        (
                            "kecamatan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.region"
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        ("sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["kind", "kecamatan__code", "id"],
                        "indexes": [
                            models.Index(
                                fields=["batch", "kind", "kecamatan", "id"], name="monthly_bat_batch_i_3cd2e8_idx"
                            ),
                            models.Index(
                                django.db.models.fields.json.KeyTextTransform("member_dtks_id", "values"),
                                name="batch_row_member",
                            ),
                            models.Index(
                                django.db.models.fields.json.KeyTextTransform("kk_number", "values"),
                                name="batch_row_card",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "request"), name="a_change_once_per_batch")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeldBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_back",
                                to="monthly.batch",
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
                        ("code", models.CharField(max_length=24)),
                        ("sentence", models.CharField(max_length=240)),
                        ("mender", models.CharField(max_length=40)),
                    ],
                    options={
                        "ordering": ["code", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "request"), name="held_back_once_per_batch")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarriedOver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="monthly.monthclose",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried",
                                to="corrections.changerequest",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                choices=[
                                    ("UNDECIDED", "Belum diputus"),
                                    ("SENT_BACK", "Dikembalikan ke pengusul"),
                                    ("NOT_APPLIED", "Belum diterapkan"),
                                    ("APPLY_FAILED", "Gagal diterapkan"),
                                    ("NOT_COMPARED", "Belum dibandingkan"),
                                    ("DIFFERS", "Belum padan"),
                                    ("ALREADY_SENT", "Sudah dikirim, belum dijawab"),
                                    ("DECEASED", "Meninggal"),
                                    ("MOVED", "Pindah"),
                                    ("NOT_SEALED", "Siap, tidak ikut disegel"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("sentence", models.CharField(max_length=240)),
                        ("mender", models.CharField(max_length=40)),
                    ],
                    options={
                        "ordering": ["-month", "code", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "request"), name="carried_once_per_month")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GovernorCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="monthly.packet"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("letter_number", models.CharField(max_length=60, unique=True)),
                        ("item_count", models.PositiveIntegerField()),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "paper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        ("channel", models.CharField(max_length=40)),
                        ("sent_on", models.DateField(null=True)),
                        ("receipt", models.CharField(blank=True, max_length=120)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("packet", "version"), name="one_copy_per_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PacketScan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="monthly.packet"
                            ),
                        ),
                        (
                            "stored",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.storedfile",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("is_letter", models.BooleanField(default=True)),
                        ("accepted", models.BooleanField()),
                        ("code_read", models.CharField(blank=True, max_length=20)),
                        ("read_by_machine", models.BooleanField(default=False)),
                        ("pages", models.PositiveSmallIntegerField(default=1)),
                        ("problem", models.CharField(blank=True, max_length=240)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-uploaded_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="PacketStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="monthly.packet"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("seat", models.CharField(max_length=80)),
                        (
                            "act",
                            models.CharField(
                                choices=[("initial", "paraf"), ("sign", "tanda tangan")],
                                default="initial",
                                max_length=8,
                            ),
                        ),
                        ("usual_days", models.PositiveSmallIntegerField(default=1)),
                        ("began_on", models.DateField(null=True)),
                        ("done_on", models.DateField(null=True)),
                        ("name", models.CharField(blank=True, max_length=100)),
                        (
                            "acting",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "pejabat tetap"),
                                    ("Plh.", "Plh. (berhalangan)"),
                                    ("Plt.", "Plt. (jabatan kosong)"),
                                    ("Pj.", "Pj. (penjabat)"),
                                ],
                                default="",
                                max_length=4,
                            ),
                        ),
                        ("mandate_number", models.CharField(blank=True, max_length=80)),
                        ("mandate_from", models.DateField(null=True)),
                        ("mandate_until", models.DateField(null=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["packet", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("packet", "position"), name="one_step_per_position"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_on", None), ("done_on__gte", models.F("began_on")), _connector="OR"
                                ),
                                name="step_ends_after_it_began",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acting", ""),
                                    models.Q(
                                        models.Q(("mandate_number", ""), _negated=True),
                                        ("mandate_from__lte", models.F("done_on")),
                                        models.Q(
                                            ("mandate_until", None),
                                            ("mandate_until__gte", models.F("done_on")),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="acting_step_lies_in_its_mandate",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "row",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ledger_line",
                                to="monthly.batchrow",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "dikirim"),
                                    ("pending", "diproses pusat"),
                                    ("accepted", "diterima"),
                                    ("refused", "ditolak"),
                                    ("inferred_accepted", "agaknya diterima"),
                                    ("inferred_ignored", "agaknya diabaikan"),
                                ],
                                db_index=True,
                                default="sent",
                                max_length=20,
                            ),
                        ),
                        ("sent_on", models.DateField()),
                        ("answered_on", models.DateField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=20)),
                        ("code", models.CharField(blank=True, max_length=20)),
                        ("message", models.CharField(blank=True, max_length=240)),
                        ("basis", models.CharField(blank=True, max_length=160)),
                        ("entered_reference", models.CharField(blank=True, max_length=60)),
                        ("entered_at", models.DateTimeField(null=True)),
                        ("not_entered_reason", models.CharField(blank=True, max_length=120)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sent_on", "id"],
                        "indexes": [models.Index(fields=["state", "sent_on"], name="monthly_led_state_c5e207_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="PacketItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="monthly.packet"
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packet_items",
                                to="monthly.batchrow",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(null=True)),
                        ("line", models.JSONField(default=list)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("reported", models.BooleanField(default=False)),
                        ("carved_at", models.DateTimeField(null=True)),
                        (
                            "carved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("carved_reason", models.CharField(blank=True, max_length=240)),
                        ("carved_mender", models.CharField(blank=True, max_length=40)),
                        ("outdated", models.BooleanField(default=False)),
                        ("let_go", models.BooleanField(default=False)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "told_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawals",
                                to="monthly.packet",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["packet", "number", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("packet", "row"), name="a_row_once_per_packet"),
                            models.UniqueConstraint(
                                condition=models.Q(("carved_at", None)), fields=("row",), name="a_row_in_one_packet"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("packet", "number"),
                                name="one_name_per_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("carved_at", None), models.Q(("carved_reason", ""), _negated=True), _connector="OR"
                                ),
                                name="carved_with_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("let_go", False), models.Q(("carved_at", None), _negated=True), _connector="OR"
                                ),
                                name="let_go_only_if_carved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at", None),
                                    models.Q(("withdrawn_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="withdrawn_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnansweredLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True)),
                        ("made_on", models.DateField()),
                        ("older_than", models.PositiveSmallIntegerField()),
                        ("seat", models.CharField(max_length=80)),
                        ("line_count", models.PositiveIntegerField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("lines", models.ManyToManyField(related_name="letters", to="monthly.ledgerline")),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="batch",
                    trigger=pgtrigger.compiler.Trigger(
                        name="batch_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="105c6c2b5d926043338b8b74dad4c4fac201419b",
                            operation="DELETE",
                            pgid="pgtrigger_batch_is_never_deleted_b795e",
                            table="monthly_batch",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="batch",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sealed_batch_is_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('sealed', 'written'))",
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "hash", "row_count", "month", "number", "sealed_at", "audit_head" rows from % table\', TG_TABLE_NAME;',
                            hash="962f563af67864105c898c10da41c6b88d8810ab",
                            operation='UPDATE OF "hash", "row_count", "month", "number", "sealed_at", "audit_head"',
                            pgid="pgtrigger_sealed_batch_is_frozen_85cc0",
                            table="monthly_batch",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="batchrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="batch_row_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="0b240eab4c04f41c18636cc91a523da5557ca790",
                            operation="UPDATE",
                            pgid="pgtrigger_batch_row_is_written_once_b87e8",
                            table="monthly_batchrow",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="batchrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sealed_rows_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE batch_state text; which bigint;",
                            func="\n                    which := CASE WHEN TG_OP = 'DELETE' THEN OLD.batch_id ELSE NEW.batch_id END;\n                    SELECT state INTO batch_state FROM monthly_batch WHERE id = which FOR SHARE;\n                    IF batch_state <> 'filling' THEN\n                        RAISE EXCEPTION 'batch % is %, its rows stay as they are', which, batch_state;\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ",
                            hash="58ba276a1d7e6c27182a6c06af5425bf4cdc81c9",
                            operation="INSERT OR DELETE",
                            pgid="pgtrigger_sealed_rows_stay_7ca79",
                            table="monthly_batchrow",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packet",
                    trigger=pgtrigger.compiler.Trigger(
                        name="packet_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="73fc916a99bab9041480208876d4cd557e1abe23",
                            operation="DELETE",
                            pgid="pgtrigger_packet_is_never_deleted_0dee5",
                            table="monthly_packet",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packet",
                    trigger=pgtrigger.compiler.Trigger(
                        name="frozen_packet_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('circulating', 'signed'))",
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "hash", "item_count", "number", "month", "cover_number", "frozen_at" rows from % table\', TG_TABLE_NAME;',
                            hash="c43c07762e73fc3b43bd440549ebf89b6ac87bc2",
                            operation='UPDATE OF "hash", "item_count", "number", "month", "cover_number", "frozen_at"',
                            pgid="pgtrigger_frozen_packet_stays_96365",
                            table="monthly_packet",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packet",
                    trigger=pgtrigger.compiler.Trigger(
                        name="signed_packet_stays_signed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" = 'signed')",
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "state", "mayor_number", "signed_on", "paper_id" rows from % table\', TG_TABLE_NAME;',
                            hash="472b6aecfb765e57a867e62cd12ac18b40b5b901",
                            operation='UPDATE OF "state", "mayor_number", "signed_on", "paper_id"',
                            pgid="pgtrigger_signed_packet_stays_signed_11f30",
                            table="monthly_packet",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="governorcopy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="copy_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d263d01eea9aa512e7f0a63f29bc96515e1454ae",
                            operation="DELETE",
                            pgid="pgtrigger_copy_is_never_deleted_c678d",
                            table="monthly_governorcopy",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="governorcopy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="sent_copy_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."sent_on" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="c833a0ac09f3e63d8c04ffe3cccf0b4086f30e70",
                            operation="UPDATE",
                            pgid="pgtrigger_sent_copy_stays_95341",
                            table="monthly_governorcopy",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packetitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="packet_item_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="33cc1812d3e55b9c6771fb2007a77702e8827a67",
                            operation="DELETE",
                            pgid="pgtrigger_packet_item_is_never_deleted_3f46d",
                            table="monthly_packetitem",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packetitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="numbered_item_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."number" IS NOT NULL)',
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "packet_id", "row_id", "number", "line", "sha256", "reported" rows from % table\', TG_TABLE_NAME;',
                            hash="4209d5d3a531327ca884c0c096cf6f631661c163",
                            operation='UPDATE OF "packet_id", "row_id", "number", "line", "sha256", "reported"',
                            pgid="pgtrigger_numbered_item_stays_4ea37",
                            table="monthly_packetitem",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packetscan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="scan_is_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b2b953dac5f8a0524d183e95ade83a31badeaa3a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_scan_is_written_once_68cec",
                            table="monthly_packetscan",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packetstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="packet_step_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="1a2c356fca1e41c38ee6aa5165f12c8c431842bb",
                            operation="DELETE",
                            pgid="pgtrigger_packet_step_is_never_deleted_ead40",
                            table="monthly_packetstep",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="packetstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="done_step_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."done_on" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="343c4ad69c357715bd9c834a56eba5a25a7ab167",
                            operation="UPDATE",
                            pgid="pgtrigger_done_step_stays_99c75",
                            table="monthly_packetstep",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
