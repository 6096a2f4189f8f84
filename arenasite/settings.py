"""The site's settings, all from environment variables; README lists each variable.

Without variables the site serves the local browser only, on SQLite. Public host names (ARENA_HOSTS) make it
a production site: then a secret key is required and cookies need HTTPS.
"""

import os
import socket
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from arenasite.configuration import (
    env,
    env_flag,
    env_float,
    env_int,
    env_list,
    env_secret,
    get_local_secret_key,
    split_list,
)
from arenasite.postgresql import build_pool_options
from battles.keys import parse_retired_keys

BASE_DIR = Path(__file__).resolve().parent.parent

# Files

DATA_DIR = Path(env("ARENA_DATA_DIR") or BASE_DIR / "data")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(f"ARENA_DATA_DIR: {DATA_DIR} cannot be made: {problem.strerror}.") from None
HOSTS = env_list("ARENA_HOSTS")
PRODUCTION = bool(HOSTS)
PORT = env_int("PORT", 8000)

SECRET_KEY = env_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = split_list(env_secret("SECRET_KEY_FALLBACKS").replace("\n", ","))
try:
    RETIRED_KEYS = parse_retired_keys(split_list(env_secret("ARENA_RETIRED_KEYS").replace("\n", ",")))
except ValueError as problem:
    raise ImproperlyConfigured(f"ARENA_RETIRED_KEYS: {problem}.") from None
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is required when ARENA_HOSTS names public hosts.")
    SECRET_KEY = get_local_secret_key(DATA_DIR)

# Hosts and cookies

DEBUG = env_flag("ARENA_DEBUG", default=False)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = HOSTS or LOCAL_HOSTS
HTTPS = env_flag("ARENA_HTTPS", default=PRODUCTION)
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in HOSTS] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env_int("ARENA_HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Applications and middleware

INSTALLED_APPS = [
    "django.contrib.auth",  # before arenasite, whose admin replaces theirs
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "arenasite",
    "battles",
    "ratings",
    "moderation",
    "arenasite.staff.apps.StaffAdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "arenasite.middleware.CompressPages",
    "arenasite.middleware.ContentPolicy",
    "arenasite.staff.middleware.StaffSession",
    "django.middleware.locale.LocaleMiddleware",
    "arenasite.middleware.LimitReads",
    "ratings.api.access.ApiAccess",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "arenasite.staff.middleware.Account",
    "arenasite.staff.middleware.VerifiedDevice",
    "arenasite.staff.middleware.SecondFactor",
    "arenasite.staff.middleware.StaffMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "arenasite.middleware.InOneThread",  # last, so that the others share a thread
]

ROOT_URLCONF = "arenasite.urls"
ASGI_APPLICATION = "arenasite.asgi.application"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "arenasite.pages.site_context",
            ],
            "libraries": {"front": "arenasite.front.template_tags"},
        },
    },
]

# Databases, caches, queues

DATABASE_URL = env_secret("DATABASE_URL")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "arena.sqlite3"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Threads last, and so do their connections: opening one costs more than most requests' queries.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file, because several threads of one test share it.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Compiling a query costs more than the arena's queries take.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
    # A server-side cursor that is not read to its end is closed when Python collects it, in an unrelated
    # transaction; and connection poolers in transaction mode do not support them.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    DATABASES["default"]["OPTIONS"]["pool"] = build_pool_options(env_int("DATABASE_POOL_SIZE", 10))
    # It tests a connection before its use: after a restart of the server all of them are dead.
    DATABASES["default"]["ENGINE"] = "arenasite.postgresql"
    # A server that does not answer at all (a cut cable, a stopped machine) counts as away.
    DATABASES["default"]["OPTIONS"] |= {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }

REDIS_URL = env_secret("REDIS_URL")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "arenasite.cache.OptionalRedisCache",
            "LOCATION": REDIS_URL,
            # A Redis that does not answer must not block requests.
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # or one worker would take all parts of a rebuild
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
# Redis delivers a message again after this time; a task that may still run must not run twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_TASK_TIME_LIMIT + 600}

# Languages and time

LANGUAGE_CODE = "en"
OPERATOR = env("ARENA_OPERATOR")
CONTACT = env("ARENA_CONTACT")
SECURITY_CONTACT = env("ARENA_SECURITY_CONTACT") or CONTACT

LANGUAGES = [("en", _("English")), ("zh-hant", _("Traditional Chinese"))]  # to add one: docs/translating.md
LOCALE_PATHS = [BASE_DIR / "arenasite" / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["arenasite.formats"]
TIME_ZONE = "UTC"

# Static files: collected before the start, served by the site itself

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SERVESTATIC_USE_MANIFEST = False

# Staff

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
SIGNIN_ATTEMPTS = env_int("ARENA_SIGNIN_ATTEMPTS", 10)
STAFF_OTP = env_flag("ARENA_STAFF_OTP", default=False)
OTP_TOTP_ISSUER = HOSTS[0] if HOSTS else "Blind Arena"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "arenasite.pages.csrf_failure"

REST_FRAMEWORK = {
    # Closed by default: each public view declares itself.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "EXCEPTION_HANDLER": "ratings.api.problems.handle_exception",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ratings.api.negotiation.AnyAccept",
    "DEFAULT_SCHEMA_CLASS": "ratings.api.openapi.schema.DeclaredSchema",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is read by ratings.api.formats
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Blind Arena",
    "DESCRIPTION": "Leaderboards of language models from blind votes. Reading needs no key.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "TAGS": [
        {"name": "boards", "description": "Leaderboards, and what is counted for them."},
        {"name": "changes", "description": "What moved, and boards of past days."},
        {"name": "models", "description": "Who a model is: ids, aliases, configuration."},
        {"name": "evidence", "description": "How pairs are drawn, which votes count, what staff decided."},
        {"name": "reference", "description": "Schemas and problems."},
    ],
    "POSTPROCESSING_HOOKS": ["ratings.api.openapi.schema.add_components"],
}
DATA_LICENSE = env("ARENA_DATA_LICENSE", "CC-BY-4.0")
DATA_DAYS = env_int("ARENA_DATA_DAYS", 400)

# The arena

# Dotted paths of the checks that a prompt must pass before it is stored, in order; see battles.gates.
SHIPPED_GATES = [
    "moderation.screening.RulesGate",
    "moderation.proof.ProofGate",
    "moderation.screening.BackendGate",
]
BATTLE_GATES = env_list("ARENA_GATES") or SHIPPED_GATES
PROOF = env_flag("ARENA_PROOF", default=PRODUCTION)
PROOF_WORK = env_int("ARENA_PROOF_WORK", 600, minimum=1)
PROOF_BATTLES = env_int("ARENA_PROOF_BATTLES", 10, minimum=1)
PROOF_WAIT_SECONDS = env_int("ARENA_PROOF_WAIT_SECONDS", 4)
BATTLE_RATING_FACTS = "arenasite.rating_facts.get_rating_facts"
VERIFIED_HEADERS = env_list("ARENA_VERIFIED_HEADERS")
MODERATION_IMPACT = "arenasite.effects.moves_ranks"  # dotted path: whether a change moves ranks of a board
MODERATION_RATED = "arenasite.effects.rated_contenders"  # dotted path: which contenders public boards rate
MODERATION_MANY_BATTLES = env_int("ARENA_MANY_BATTLES", 500)
MODERATION_ONE_PERSON_REASON = env("ARENA_ONE_PERSON_REASON")
BATTLES_PER_MINUTE = env_int("ARENA_BATTLES_PER_MINUTE", 10)
BATTLES_PER_DAY = env_int("ARENA_BATTLES_PER_DAY", 300)
BATTLES_PER_ADDRESS_PER_DAY = env_int("ARENA_BATTLES_PER_ADDRESS_PER_DAY", 1500)
CONVERSATION_TOKENS = env_int("ARENA_CONVERSATION_TOKENS", 60_000)
ATTEMPTS_PER_PROMPT = env_int("ARENA_ATTEMPTS_PER_PROMPT", 10)
MAX_BODY_BYTES = env_int("ARENA_MAX_BODY_BYTES", 1_000_000, minimum=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
IMPORT_DIR = env("ARENA_IMPORT_DIR")
IMPORT_SPOOL = DATA_DIR / "imports"
IMPORT_UPLOAD_BYTES = env_int("ARENA_IMPORT_UPLOAD_BYTES", 500_000_000, minimum=1)
UPLOAD_SECONDS = env_int("ARENA_UPLOAD_SECONDS", 3600, minimum=1)
BODY_SECONDS = env_int("ARENA_BODY_SECONDS", 30, minimum=1)
STREAMS_PER_VOTER = env_int("ARENA_STREAMS_PER_VOTER", 8)
STREAMS_PER_ADDRESS = env_int("ARENA_STREAMS_PER_ADDRESS", 200)
READS_PER_MINUTE = env_int("ARENA_READS_PER_MINUTE", 600)
REPORTS_PER_DAY = env_int("ARENA_REPORTS_PER_DAY", 40)
TRACE_DAYS = env_int("ARENA_TRACE_DAYS", 90, minimum=1)
TEXT_DAYS = env_int("ARENA_TEXT_DAYS", 0)
SHARE_CHECKS = ["moderation.screening.check_share"]  # checks of the texts before a battle is shared
# Dotted paths of lists of battles.texts.TextPlace: every place that holds texts of visitors.
TEXT_PLACES = [
    "battles.texts.tables.PLACES",
    "battles.generation.texts.PLACES",
    "moderation.texts.PLACES",
]
SCAN_SECONDS = env_int("ARENA_SCAN_SECONDS", 60, minimum=1)
VOTE_SCAN_SECONDS = env_int("ARENA_VOTE_SCAN_SECONDS", 600, minimum=1)
CALIBRATION_SHARE = env_float("ARENA_CALIBRATION_SHARE", 0.0)
CLAIM_MINUTES = env_int("ARENA_CLAIM_MINUTES", 30, minimum=1)
REBUILD_SECONDS = env_int("ARENA_REBUILD_SECONDS", 30, minimum=1)
SHUTDOWN_SECONDS = env_int("ARENA_SHUTDOWN_SECONDS", 5)
JUDGE_MODEL = env("ARENA_JUDGE_MODEL")
JUDGE_PER_MINUTE = env_int("ARENA_JUDGE_PER_MINUTE", 30)
REBUILD_PARTS = env_int("ARENA_REBUILD_PARTS", 4, minimum=1)
REBUILD_THREADS = env_int("ARENA_REBUILD_THREADS", os.cpu_count() or 1, minimum=1)
HISTORY_HOURS = env_int("ARENA_HISTORY_HOURS", 48)
BOOTSTRAP_ROUNDS = env_int("ARENA_BOOTSTRAP_ROUNDS", 1000)
SILENCE_SECONDS = env_float("ARENA_SILENCE_SECONDS", 45.0)
DEMO_SPEED = env_float("ARENA_DEMO_SPEED", 1.0)
# Which variables an endpoint may name as its key, as patterns: nobody may have another secret sent away.
KEY_VARIABLES = env_list("ARENA_KEY_VARIABLES") or ["*_API_KEY", "ARENA_KEY_*"]
# Which variables a receiver of webhooks may name as its secrets, as patterns.
WEBHOOK_SECRET_VARIABLES = env_list("ARENA_WEBHOOK_SECRET_VARIABLES") or ["ARENA_WEBHOOK_SECRET*"]
# Which networks an endpoint may be in beside public addresses.
LOCAL_NETWORKS = ["127.0.0.0/8", "::1/128"]
UPSTREAM_NETWORKS = env_list("ARENA_UPSTREAM_NETWORKS") or ([] if PRODUCTION else LOCAL_NETWORKS)

# Metrics: numbers of all processes of this machine, in files of one folder

METRICS_TOKEN = env_secret("ARENA_METRICS_TOKEN")
METRICS_LISTEN = env("ARENA_METRICS_LISTEN")
if METRICS_LISTEN and not METRICS_LISTEN.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured(f"ARENA_METRICS_LISTEN must be host:port, not {METRICS_LISTEN!r}.")
METRICS_ENABLED = bool(METRICS_TOKEN or METRICS_LISTEN)
if METRICS_ENABLED:
    # Read by prometheus_client when it is imported. Process numbers are those of one machine.
    METRICS_DIR = DATA_DIR / "metrics" / socket.gethostname()
    METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

# Logs: see arenasite/logs.py for what they never contain

LOG_FORMAT = env("ARENA_LOG_FORMAT", "line")
LOG_FORMATTERS = {"line": "arenasite.logs.LineFormatter", "json": "arenasite.logs.JSONFormatter"}
if LOG_FORMAT not in LOG_FORMATTERS:
    raise ImproperlyConfigured(f"ARENA_LOG_FORMAT must be line or json, not {LOG_FORMAT!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"console": {"()": LOG_FORMATTERS[LOG_FORMAT]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "console"}},
    "root": {"handlers": ["console"], "level": env("ARENA_LOG_LEVEL", "WARNING")},
    "loggers": {
        "arenasite.celery": {"level": "INFO"},
        "uvicorn": {"handlers": ["console"], "propagate": False},
        "uvicorn.error": {"handlers": ["console"], "propagate": False},  # keeps the level of --log-level
        "uvicorn.access": {"handlers": [], "propagate": False},  # it writes addresses
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
