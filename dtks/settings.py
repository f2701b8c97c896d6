"""Settings of Padan, read from the environment. Every name stands in docs/operasi.md."""

from pathlib import Path
from typing import Any

import bootstrap
import environ
from redis.backoff import NoBackoff
from redis.retry import Retry

from dtks import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PADAN_HOME = Path(env.str("PADAN_HOME", default=str(BASE_DIR / ".local")))
_addresses = embedded.addresses(PADAN_HOME)
DATABASE_URL = env.str("DATABASE_URL", default=_addresses.database_url)
REDIS_URL = env.str("REDIS_URL", default=_addresses.redis_url)

PRODUCTION = env.bool("PADAN_PRODUCTION", default=False)
DEMO = env.bool("PADAN_DEMO", default=not PRODUCTION)
DEBUG = env.bool("DEBUG", default=False)
# Practice: invented families in data of its own. It never runs on the office's.
PRACTICE = env.bool("PADAN_PRACTICE", default=False)
if PRACTICE and (PADAN_HOME.name != "latihan" or _addresses.database_url != DATABASE_URL):
    raise environ.ImproperlyConfigured("Ruang latihan punya data sendiri. Jalankan dengan make practice.")


def _secret_key() -> str:
    """The key from the environment; outside production one that is made once and kept in PADAN_HOME."""
    if given := env.str("SECRET_KEY", default=""):
        return str(given)
    if PRODUCTION:
        raise environ.ImproperlyConfigured("SECRET_KEY belum diisi. Isi di lingkungan sebelum menjalankan Padan.")
    kept = PADAN_HOME / "secret_key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        PADAN_HOME.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Ground floors first: a template or command of an upper room may replace one below.
ROOMS = [
    "dtks.web",
    "dtks.office",
    "dtks.accounts",
    "dtks.jobs",
    "dtks.files",
    "dtks.registry",
    "dtks.papers",
    "dtks.assignments",
    "verification.sources",
    "verification.corrections",
    "verification.reconciliation",
    "verification.monthly",
    "verification.lists",
    "verification.siks",
    "consultation.desk",
    "consultation.minutes",
    "consultation.visits",
    "consultation.portal",
    "dtks.overview",
    "dtks.training",
    "verification.workbench",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "dtks.web.apps.StaticFilesConfig",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "axes",
    "django_celery_beat",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "dtks.accounts.middleware.IdleMiddleware",
    "dtks.accounts.middleware.SecondFactorMiddleware",
    "dtks.web.practice.PracticeMiddleware",
    "dtks.web.middleware.MemoryMiddleware",
    "dtks.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dtks.urls"
WSGI_APPLICATION = "dtks.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dtks.web.views.page_context",
            ],
            "builtins": [f"dtks.web.templatetags.{name}" for name in ("padan", "chips", "formats", "marks", "lists")],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {**env.db_url_config(DATABASE_URL), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
# Compiling a plan takes longer than any of our pages may: the triage of 7,000 cases took twice its time with it.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # The client's own retries would let every page wait for seconds where Redis is down.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(NoBackoff(), 0)},
    }
}
# A session that Redis does not know is read from the database, also while Redis is away.
CACHES["sessions"] = {**CACHES["default"], "BACKEND": "dtks.web.memory.PatientMemory"}


def _broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis address: `unix://path?db=N` becomes `redis+socket://path?virtual_host=N`."""
    if redis_url.startswith("unix://"):
        return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return redis_url


CHUNK_TIME_LIMIT = 120  # seconds; must stay under the lease, and the lease under the visibility timeout
CHUNK_LEASE = 180
VISIBILITY_TIMEOUT = 900
_transport = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
    "global_keyprefix": env.str("PADAN_QUEUE_PREFIX", default=""),
}
CELERY_BROKER_URL = _broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = _transport
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = _transport
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = CHUNK_TIME_LIMIT
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Makassar"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"


def _every(seconds: float, task: str, *, expires: int, queue: str = "interactive") -> dict[str, Any]:
    """A task of the scheduler; what nobody took within `expires` seconds is dropped, the next one does the same."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": expires}}


CELERY_BEAT_SCHEDULE = {
    "sweep": _every(30.0, "dtks.jobs.tasks.sweep", expires=25),
    "chain": _every(60.0, "dtks.registry.tasks.chain_entries", expires=50),
    "wind_clocks": _every(900.0, "consultation.desk.tasks.wind_clocks", expires=800),
    "ask_service": _every(900.0, "verification.sources.tasks.ask_due", expires=600, queue="outside"),
    "collect_visits": _every(3600.0, "consultation.visits.tasks.collect", expires=3000),
    "order_weekly": _every(3600.0, "verification.sources.tasks.order_weekly", expires=3000),
    "watch_cutoff": _every(3600.0, "verification.monthly.tasks.watch_cutoff", expires=3000),
    "remind_kelurahan": _every(21600.0, "consultation.minutes.tasks.remind_due", expires=20000),
    "open_blocked": _every(3600.0, "verification.corrections.tasks.open_blocked", expires=3000),
    "watch_day": _every(86400.0, "verification.workbench.tasks.watch_day", expires=6 * 3600),
    "forget_drafts": _every(86400.0, "verification.corrections.tasks.forget_drafts", expires=3600),
    "forget_form_keys": _every(86400.0, "dtks.accounts.tasks.forget_form_keys", expires=3600),
}

# What a kind of job does: a class with plan(), work() and finish(), see dtks/jobs/services.
JOB_KINDS: dict[str, str] = {
    "faulty_copy": "dtks.files.services.FaultyCopy",
    "destroy_past": "dtks.overview.services.retention.DestroyPast",
    "take_back": "dtks.files.services.TakeBack",
    "import_list": "verification.lists.services.StageList",
    "merge_list": "verification.lists.services.MergeList",
    "import_removals": "verification.lists.services.StageRemovals",
    "import_verify": "verification.lists.services.StageNames",
    "merge_verify": "verification.lists.services.MergeNames",
    "compare_lists": "verification.lists.services.CompareLists",
    "merge_removals": "verification.lists.services.MergeRemovals",
    "import_extract": "verification.sources.services.StageExtract",
    "merge_extract": "verification.sources.services.MergeExtract",
    "import_pupils": "verification.sources.services.StagePupils",
    "merge_pupils": "verification.sources.services.MergePupils",
    "compare_pupils": "verification.sources.services.ComparePupils",
    "reconcile": "verification.reconciliation.services.passes.Reconcile",
    "import_events": "verification.reconciliation.services.StageEvents",
    "merge_events": "verification.reconciliation.services.MergeEvents",
    "assign_results": "verification.reconciliation.services.AssignResults",
    "export_batch": "verification.siks.services.ExportBatch",
    "ask_service": "verification.sources.services.AskService",
    "import_registry_answer": "verification.sources.services.ReadAnswer",
    "decide_bundle": "verification.workbench.services.DecideBundle",
    "reverse_bundle": "verification.workbench.services.ReverseBundle",
    "apply_choice": "dtks.jobs.services.choices.ApplyChoice",
    "reverse_choice": "dtks.jobs.services.choices.ReverseChoice",
    "write_packet": "verification.siks.services.WritePacket",
    "write_rest": "verification.siks.services.WriteRest",
    "import_return": "verification.siks.services.ImportReturn",
}
# What is done with rows chosen in a list: a class with look(), do() and undo(), see dtks/jobs/services/choices.py.
CHOICE_KINDS: dict[str, str] = {
    "answer_tickets": "consultation.desk.services.choices.AnswerTickets",
    "assign_tickets": "consultation.desk.services.choices.AssignTickets",
    "box_papers": "dtks.papers.services.choices.BoxPapers",
    "first_tickets": "consultation.desk.services.choices.FirstTickets",
    "give_citizens": "dtks.overview.services.choices.GiveCitizens",
    "line_tickets": "consultation.desk.services.choices.LineTickets",
    "move_papers": "dtks.papers.services.choices.MovePapers",
    "newborns": "verification.reconciliation.services.choices.Newborns",
    "open_results": "verification.reconciliation.services.choices.OpenResults",
    "release_tickets": "consultation.desk.services.choices.ReleaseTickets",
    "resend_messages": "dtks.jobs.services.resending.ResendMessages",
    "take_tickets": "consultation.desk.services.choices.TakeTickets",
    "take_work": "dtks.assignments.services.TakeWork",
    "give_seventeen": "verification.workbench.services.choices.GiveSeventeen",
    "retry_seventeen": "verification.workbench.services.choices.RetrySeventeen",
    "give_fault": "verification.workbench.services.choices.GiveFault",
    "open_fault": "verification.workbench.services.choices.OpenFault",
}
# Rows written once that the audit chain proves beside every history of the triggers.
AUDITED_MODELS = ["accounts.ReadLog", "corrections.Decision", "corrections.Override"]
# Who wants to know of an event: kind -> functions that take the event; at least once, so idempotent.
EVENT_HANDLERS: dict[str, list[str]] = {
    "change.decided": [
        "verification.corrections.services.apply_decided", "consultation.desk.services.follow_decision",
        "verification.corrections.services.follow_places", "verification.corrections.services.follow_deaths",
        "verification.corrections.services.follow_newcomers",
    ],
    "change.blocked": ["verification.corrections.services.alert_blocked"],
    "change.applied": [
        "verification.lists.services.follow_returns", "verification.corrections.services.follow_removal",
        "consultation.desk.services.follow_decision", "verification.reconciliation.services.follow_applied",
        "verification.corrections.services.follow_places", "verification.corrections.services.follow_deaths",
        "verification.corrections.services.follow_newcomers",
        "consultation.desk.services.follow_merger", "consultation.visits.services.follow_merger",
        "verification.workbench.services.find_losses_of_family",
    ],
    "urgent.decided": ["verification.corrections.services.tell_passed_over"],
    "change.returned": ["consultation.desk.services.follow_decision"],
    "assignment.ended": [
        "verification.corrections.services.follow_answer", "verification.corrections.services.follow_case",
    ],
    "change.undone": [
        "verification.lists.services.follow_returns", "verification.corrections.services.follow_removal",
        "consultation.desk.services.follow_decision", "verification.corrections.services.follow_places",
        "verification.corrections.services.follow_deaths", "verification.corrections.services.follow_newcomers",
        "consultation.desk.services.follow_merger", "consultation.visits.services.follow_merger",
        "verification.workbench.services.find_losses_of_family",
    ],
    "change.reopened": [
        "verification.corrections.services.follow_removal", "consultation.desk.services.follow_decision",
    ],
    "extract.merged": [
        "verification.sources.services.follow_extract", "verification.corrections.services.follow_births",
        "verification.workbench.services.retry_after_extract", "verification.reconciliation.services.after_extract",
    ],
    "reconciliation.due": ["verification.reconciliation.services.start_due"],
    "list.merged": [
        "verification.lists.services.guess_answers", "verification.lists.services.compare_with_the_one_before",
        "verification.workbench.services.count_after_list", "verification.corrections.services.follow_places",
        "verification.workbench.services.weigh_after_list", "verification.workbench.services.find_losses_after",
    ],
    "list.taken_back": [
        "verification.workbench.services.count_after_list", "verification.corrections.services.follow_places",
        "verification.workbench.services.weigh_after_list", "verification.workbench.services.find_losses_after",
    ],
    "reconciliation.ended": ["verification.workbench.services.find_losses_after"],
    "trial.made": [
        "verification.workbench.services.count_after_list", "verification.workbench.services.find_losses_after",
    ],
    "trial.week": ["verification.workbench.services.count_after_list"],
    "registry.asked": ["consultation.desk.services.follow_work_order"],
    "registry.answered": ["consultation.desk.services.follow_registry_answer"],
    "batch.sealed": ["consultation.desk.services.follow_batch"],
    "packet.signed": ["verification.siks.services.write_signed"],
}  # fmt: skip
# Reference tables that `manage.py prepare` loads, lower floors first.
REFERENCE_LOADERS: list[str] = [
    "dtks.office.services.load_regions",
    "dtks.office.services.load_codes",
    "dtks.office.services.load_holidays",
    "dtks.registry.services.load_programmes",
    "verification.monthly.services.load_paraf_order",
    "verification.siks.services.load_templates",
    "dtks.papers.services.load_papers",
    "dtks.papers.services.load_requirements",
    "verification.corrections.services.load_acts",
    "verification.corrections.services.load_reasons",
    "verification.corrections.services.open_blocked",
    "consultation.minutes.services.load_quorum",
    "consultation.visits.services.load_form",
    "consultation.desk.services.load_canned_answers",
    "consultation.desk.services.load_articles",
]

# Day of the month on which the month's batch closes; share of all decisions that a second pair of eyes looks at.
BATCH_CUTOFF_DAY = env.int("PADAN_BATCH_CUTOFF_DAY", default=15)
MINUTES_NUMBER = env.str("PADAN_MINUTES_NUMBER", default="{number:02d}/BA-DTKS/KEL-{kelurahan}/{month:02d}/{year}")
MINUTES_DEADLINE_DAY = env.int("PADAN_MINUTES_DEADLINE_DAY", default=5)  # a kelurahan hands in until then
POSTING_DAYS = env.int("PADAN_POSTING_DAYS", default=3)  # names hang at the kelurahan, with time to object
PHONE_DAYS = env.int("PADAN_PHONE_DAYS", default=7)  # after so many days without contact a phone forgets its visits
PHONE_VISITS = env.int("PADAN_PHONE_VISITS", default=60)  # so many go to a phone at once
SECOND_LOOK_SHARE = env.float("PADAN_SECOND_LOOK_SHARE", default=0.05)
REMOVAL_ALARM = env.float("PADAN_REMOVAL_ALARM", default=3.0)  # deviations above the city's share of removals

# Reconciliation: first bounds of the bands (0: the method’s own), the brake, citizens per chunk (0: by list size).
BAND_EYES = env.float("PADAN_BAND_EYES", default=0.0)
BAND_SAME = env.float("PADAN_BAND_SAME", default=0.0)
RECONCILIATION_BRAKE = env.float("PADAN_RECONCILIATION_BRAKE", default=0.6)  # share of mismatches that holds a run
# A class that is suddenly frequent in one kelurahan is held there: from so many citizens, from such a share of it on.
RECONCILIATION_HOLD_LEAST = env.int("PADAN_RECONCILIATION_HOLD_LEAST", default=20)
RECONCILIATION_HOLD_SHARE = env.float("PADAN_RECONCILIATION_HOLD_SHARE", default=0.1)
RECONCILIATION_ROWS = env.int("PADAN_RECONCILIATION_ROWS", default=0)
RECONCILE_AFTER_EXTRACT = env.bool("PADAN_RECONCILE_AFTER_EXTRACT", default=True)  # whom it touches, by itself

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "dtks.accounts.services.passwords.EasyToGuess"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "accounts:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # never the counter's shared address alone
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "dtks.accounts.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # a wrong password stays known after the right one
AXES_CLIENT_IP_CALLABLE = "dtks.accounts.services.client_address"
SECOND_FACTOR = env.bool("PADAN_SECOND_FACTOR", default=PRODUCTION)  # a code of the telephone beside the password
# Others may set one up for themselves.
SECOND_FACTOR_ROLES = env.list("PADAN_SECOND_FACTOR_ROLES", default=["operator", "kasi", "kabid", "administrator"])

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
IDLE_MINUTES = env.int("PADAN_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = IDLE_MINUTES * 60  # idle end: IdleMiddleware starts it anew, at most once a minute
SESSION_HOURS = env.int("PADAN_SESSION_HOURS", default=12)  # then it ends, also while somebody works in it
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
_host_only = "__Host-" if PRODUCTION else ""  # a browser takes such a cookie over https and from this host only
_session = "latihan" if PRACTICE else "sessionid"  # the desk may stand at the same address, at another port
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host_only}{_session}", f"{_host_only}csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no sentence about a citizen in a cookie
SECURE_SSL_REDIRECT = env.bool("PADAN_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
BEHIND_PROXY = env.bool("PADAN_BEHIND_PROXY", default=False)  # one proxy of ours, which writes the X-Forwarded headers
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{kind: ["'none'"] for kind in ("default-src", "object-src", "base-uri", "frame-ancestors")},
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "connect", "font", "frame", "manifest")},
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
TIME_ZONE = "Asia/Makassar"

STATIC_URL = "/static/"
STATIC_ROOT = PADAN_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", Path(next(iter(bootstrap.__path__))))]
_static = env.str("PADAN_STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
_plain = "django.core.files.storage.FileSystemStorage"
STORAGES = {"default": {"BACKEND": _plain}, "staticfiles": {"BACKEND": _static}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gz", "br", "map", "woff", "woff2"]

PADAN_FILES = Path(env.str("PADAN_FILES", default=str(PADAN_HOME / "files")))  # uploads and written files, 0700
UPLOAD_LIMIT = env.int("PADAN_UPLOAD_LIMIT_MB", default=100) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

FORM_RENDERER = "dtks.web.forms.QuickRenderer"
FORM_KEYS = "dtks.accounts.services.claim_form_key"  # who keeps the keys of forms that were sent, see web.one_effect
SEARCH_LOG = "dtks.accounts.services.log_search"  # who writes down that a list of people was searched, see web.ListView
CHOICE_FREEZER = "dtks.jobs.services.freeze_choice"  # who freezes rows that were chosen in a list, see web.ListView
CSRF_FAILURE_VIEW = "dtks.web.views.errors.stale_form"
# Whose numbers `accounts:reveal` may show one by one: a queryset with visible_to, and the fields.
NUMBERS_REVEALED: dict[str, tuple[str, list[str]]] = {"citizen": ("registry.Citizen", ["nik", "kk_number"])}
# Of what was read: the table, the path to its number or title, and the path to the citizen (None where it holds many).
READINGS: dict[str, tuple[str, str, str | None]] = {
    "citizen": ("registry.Citizen", "", ""), "household": ("registry.Household", "", "memberships__citizen"),
    "document": ("papers.Document", "number", "citizen"), "ticket": ("desk.Ticket", "number", "citizen"),
    "letter": ("desk.Letter", "number", "citizen"), "pupil": ("sources.Pupil", "", ""),
    "minutes": ("minutes.Minutes", "number", None), "bundle": ("workbench.Bundle", "title", None),
    "choice": ("jobs.Choice", "number", None),
    "batch_file": ("siks.BatchFile", "batch__number", None),
    "verification": ("lists.VerificationOrder", "number", None),
    "work_order": ("sources.WorkOrder", "number", None), "school": ("sources.School", "name", None),
    "packet": ("monthly.Packet", "number", None), "staged_file": ("files.StagedFile", "file__name", None),
}  # fmt: skip
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "web/table.html"

APP_PASSWORD = env.str("PADAN_APP_PASSWORD", default="")  # of the database role that `grant_role` makes
BACKUP_KEY = env.str("PADAN_BACKUP_KEY", default="")  # seals backups; a copy of it belongs outside the server

# Disdukcapil's web service; the agreement (PKS), quota and thresholds stand in the database.
DUKCAPIL_URL = "" if PRACTICE else env.str("PADAN_DUKCAPIL_URL", default="")
DUKCAPIL_USER = env.str("PADAN_DUKCAPIL_USER", default="")
DUKCAPIL_PASSWORD = env.str("PADAN_DUKCAPIL_PASSWORD", default="")
DUKCAPIL_IP = env.str("PADAN_DUKCAPIL_IP", default="")
DUKCAPIL_TIMEOUT = env.float("PADAN_DUKCAPIL_TIMEOUT", default=8.0)  # seconds for an answer; a third of it to connect

_own_address = f"http://127.0.0.1:{env.str('PORT', default='8000')}"
PUBLIC_ADDRESS = env.str("PADAN_PUBLIC_ADDRESS", default=_own_address).rstrip("/")  # printed on receipts
DESK_ADDRESS = env.str("PADAN_DESK_ADDRESS", default="")  # where whoever leaves practice goes on; empty: no link
REVEALS_AN_HOUR = env.int("PADAN_REVEALS_AN_HOUR", default=60)  # whole numbers that one person opens with a reason
METRICS_KEY = env.str("PADAN_METRICS_KEY", default="")  # whoever asks for /metrics shows it; empty: no such page
HALL_KEY = env.str("PADAN_HALL_KEY", default="")  # stands in the address of the tablet that gives numbers; empty: none
LETTER_MONTHS = env.int("PADAN_LETTER_MONTHS", default=3)  # a certificate holds so long
LETTER_CHECKS_USUAL = env.int("PADAN_LETTER_CHECKS_USUAL", default=10)  # checked more often, copies may go round
OFFICE_OPENS = env.str("PADAN_OFFICE_OPENS", default="08:00")  # the clocks of tickets run between these
OFFICE_CLOSES = env.str("PADAN_OFFICE_CLOSES", default="15:00")
OFFICE_HOURS_WORDS = env.str("PADAN_OFFICE_HOURS", default="Senin–Jumat 08.00–15.00 WITA")  # on papers

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if PRACTICE:  # nothing leaves the practice area
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 20
MESSAGE_GATEWAY_URL = (
    "" if PRACTICE else env.str("PADAN_MESSAGE_GATEWAY_URL", default="")
)  # takes texts for telephones; empty: by hand
MESSAGE_GATEWAY_KEY = env.str("PADAN_MESSAGE_GATEWAY_KEY", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="padan@localhost")

PGHISTORY_APPEND_ONLY = True
SILENCED_SYSTEM_CHECKS = ["fields.W342", "security.W021"]

_line = {"json": "JsonLine", "teks": "PlainLine"}[env.str("PADAN_LOG_FORMAT", default="json" if PRODUCTION else "teks")]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "dtks.web.masking.PersonalDataFilter"}},
    "formatters": {name: {"()": f"dtks.web.masking.{name}"} for name in ("PlainLine", "JsonLine")},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": _line, "filters": ["no_personal_data"]},
    },
    "root": {"handlers": ["console"], "level": env.str("PADAN_LOG_LEVEL", default="INFO")},
}
