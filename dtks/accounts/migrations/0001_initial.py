import django.contrib.auth.models
import django.contrib.auth.validators
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
        ("auth", "0012_alter_user_first_name_max_length"),
        ("office", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        ("full_name", models.CharField(max_length=100, verbose_name="nama lengkap")),
                        ("counter", models.CharField(blank=True, max_length=20, verbose_name="loket")),
                        ("password_is_temporary", models.BooleanField(default=False)),
                        ("keys_enabled", models.BooleanField(default=True, verbose_name="tombol satu huruf")),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                        "abstract": False,
                    },
                    managers=[
                        ("objects", django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="ReadLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("open", "membuka"),
                                    ("reveal", "menampilkan NIK"),
                                    ("download", "mengunduh"),
                                    ("search", "mencari"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.BigIntegerField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["-at"],
                        "indexes": [
                            models.Index(fields=["subject", "subject_id", "-at"], name="accounts_re_subject_a6caf6_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovery_codes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("used_at", models.DateTimeField(null=True)),
                        ("replaced_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "digest"), name="one_recovery_code_per_digest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactor",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_factor",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sealed_secret", models.BinaryField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("last_step", models.BigIntegerField(default=0)),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("shut_until", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ins",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("session_key", models.CharField(db_index=True, max_length=40)),
                        ("device", models.CharField(max_length=80)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-seen_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["user", "-seen_at"], name="sign_in_open"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmittedForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("key", models.UUIDField()),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key"), name="one_effect_per_form_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="username_full_name_counter_is_active_events",
                                to=settings.AUTH_USER_MODEL,
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
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("full_name", models.CharField(max_length=100, verbose_name="nama lengkap")),
                        ("counter", models.CharField(blank=True, max_length=20, verbose_name="loket")),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Mandate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mandates",
                                to=settings.AUTH_USER_MODEL,
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
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="office.region",
                                verbose_name="wilayah",
                            ),
                        ),
                        ("acting", models.CharField(blank=True, default="", max_length=4, verbose_name="kedudukan")),
                        ("basis", models.CharField(blank=True, max_length=100, verbose_name="nomor surat")),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["user", "-starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="mandate_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("role__in", ["kelurahan", "facilitator"]), _negated=True),
                                    ("region__isnull", False),
                                    _connector="OR",
                                ),
                                name="field_roles_have_an_area",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MandateEvent",
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
                                to="accounts.mandate",
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
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "region",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="office.region",
                                verbose_name="wilayah",
                            ),
                        ),
                        ("acting", models.CharField(blank=True, default="", max_length=4, verbose_name="kedudukan")),
                        ("basis", models.CharField(blank=True, max_length=100, verbose_name="nomor surat")),
                        ("starts_on", models.DateField(verbose_name="mulai")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="sampai")),
                        (
                            "given_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "accounts_userevent" ("counter", "full_name", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."counter", NEW."full_name", NEW."is_active", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."username"); RETURN NULL;',
                            hash="4fca7a609c442bec12d505dcd205ba92a14215b0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_3867c",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."counter" IS DISTINCT FROM (NEW."counter") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."username" IS DISTINCT FROM (NEW."username"))',
                            func='INSERT INTO "accounts_userevent" ("counter", "full_name", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."counter", NEW."full_name", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."username"); RETURN NULL;',
                            hash="02cf3a82bf04f33abf14c083bfdba6c049a45d4e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0e890",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mandate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "accounts_mandateevent" ("acting", "basis", "ends_on", "given_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "role", "starts_on", "user_id") VALUES (NEW."acting", NEW."basis", NEW."ends_on", NEW."given_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                            hash="95ea1902ba8f089398b254ea37234bac877ec148",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_09f7b",
                            table="accounts_mandate",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mandate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_mandateevent" ("acting", "basis", "ends_on", "given_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "role", "starts_on", "user_id") VALUES (NEW."acting", NEW."basis", NEW."ends_on", NEW."given_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                            hash="8eb3817e921385e7fafe570a14532d351cbcf8ee",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4c44a",
                            table="accounts_mandate",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="mandateevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d2f873f4019419f227ee6a1e8ae058d18163c237",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9254d",
                            table="accounts_mandateevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="userevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9e9498e73f6fbdf2642fb33fa14189f1ad2382c8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_45b21",
                            table="accounts_userevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
