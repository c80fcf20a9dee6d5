"""Django's settings. Everything that differs between machines comes from the environment.

Importing this starts nothing: `manage.py`, `make run` and the tests start the local services.
"""

from importlib.util import find_spec
from pathlib import Path

from config.environment import Environment, broker_address, numbered_redis, redis_number
from kit.logging import logging_configuration
from kit.security import content_security_policy

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment()
ENVIRONMENT = environment.name

SECRET_KEY = environment.secret("SECRET_KEY")
LEDGER_KEKS = environment.keys("LEDGER_KEKS")  # base64; the first encrypts, all decrypt
LEDGER_ORIGIN = environment.text("LEDGER_ORIGIN")  # starts every log's name for ever; chosen once
# What checkpoints are signed with. Only the signer's process reads the key; its memory is its own, too.
LEDGER_PUBLIC_KEYS_FILE = environment.ledger_file("LEDGER_PUBLIC_KEYS_FILE", "public-keys", needed=True)
LEDGER_SIGNING_KEY_FILE = environment.ledger_file("LEDGER_SIGNING_KEY_FILE", "signing-key.pem", needed=False)
LEDGER_STATE_DIR = environment.ledger_file("LEDGER_STATE_DIR", "signed", needed=False)
LEDGER_WITNESSES = environment.optional_words("LEDGER_WITNESSES")  # each KEY@ADDRESS, asked to cosign
EXPORTS_KEPT_DAYS = environment.number("EXPORTS_KEPT_DAYS", default=7)  # then a report's file is removed
BLIND_INDEX_KEY = environment.separate_key("BLIND_INDEX_KEY", others="LEDGER_KEKS")  # base64
BLIND_INDEX_KEY_VERSION = 1  # stored beside every index, to tell which rows a later key must compute anew
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
PUBLIC_URL = environment.text("PUBLIC_URL").rstrip("/")
DEBUG = environment.flag("DEBUG", default=False) and not environment.production

# Applications
INSTALLED_APPS = [
    "config",
    "kit",
    "audit.ledger",
    "practices",
    "audit.desk",
    "consent",
    "requests_app",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "allauth",
    "allauth.account",
]
if not environment.production and find_spec("django_linear_migrations"):
    # a tool for developers, absent from a plain installation
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "kit.health.HealthMiddleware",
    "kit.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.middleware.ErrorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kit.sessions.StayAwakeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kit.signed_out.SignedOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "practices.middleware.AccessMiddleware",
    "requests_app.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database: the application's role owns nothing; only commands that change the schema run as the owner.
DATABASES = {
    "default": environment.database("MIGRATION_DATABASE_URL" if environment.as_owner else "DATABASE_URL")
    | {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
# Seconds, and the last in milliseconds: a page does not wait long for a database machine that lost its power.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    **DATABASES["default"].get("OPTIONS", {}),
}
APP_DATABASE_ROLE = environment.database("DATABASE_URL")["USER"]

# Redis: the queue, and in the next database the cache: clearing a cache clears a whole database
REDIS_URL = environment.text("REDIS_URL")
CELERY_BROKER_URL = broker_address(REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "kit.cache.SteadyCache",
        "LOCATION": numbered_redis(REDIS_URL, redis_number(REDIS_URL) + 1),
        "KEY_FUNCTION": "kit.cache_keys.hidden",
    }
}

# People and sessions
AUTH_USER_MODEL = "practices.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; people in tests are made up
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 31 * 60  # seconds: half an hour without a page, and then sign in again
SESSION_SAVE_EVERY_REQUEST = False  # but once a minute, which the age allows for: kit/sessions.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# Sign-in by e-mail alone; people are made by administrators
ACCOUNT_ADAPTER = "practices.sign_in.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "practices.sign_in.forms.LoginForm",
    "reset_password": "practices.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "practices.sign_in.forms.ResetPasswordKeyForm",
    "change_password": "practices.sign_in.forms.ChangePasswordForm",
}
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https:") else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
}
# How many proxies stand in front, so that throttling counts the visitor's address and not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", default=int(environment.production))

# Object permissions: no account stands for everybody
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

# Pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "config.jinja.environment"},
    },
    {
        # For other people's applications only; our pages are all Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
STATIC_URL = "/static/"
STATIC_ROOT = environment.values.get("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environment.production
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "test" or DEBUG

# The API: JSON alone, programs by their token and people by their session
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "requests_app.api.authentication.TokenOfProgram",
        "requests_app.api.authentication.SessionOfPerson",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "requests_app.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Disclosure Desk",
    "DESCRIPTION": "A practice's programs log requests and read how far they have come; people read.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "StateEnum": "requests_app.api.outputs.STATE_CHOICES",
        "Channel": "requests_app.models.request.Channel",
        "SubjectKind": "requests_app.models.request.SubjectKind",
        "Urgency": "requests_app.models.request.Urgency",
        "ClockState": "requests_app.models.clock.ClockState",
    },
}

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True  # one language: British spelling and dates

# Mail
vars().update(environment.email())
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10  # seconds
if not environment.production and "filebased" in vars()["EMAIL_BACKEND"]:
    EMAIL_FILE_PATH = BASE_DIR / ".local" / "mail"

# What a browser may do with our pages
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kit.error_pages.forged"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if environment.production else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.production
if environment.production:
    SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
    if ALLAUTH_TRUSTED_PROXY_COUNT:  # nobody else may say that a connection was encrypted
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = content_security_policy()

LOGGING = logging_configuration(ENVIRONMENT)

# Background work: JSON only; each scheduled task expires, is acknowledged when done, and is taken singly
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for as long as Redis is away
# Seconds: a page that wakes a worker does not wait for a Redis that is gone; the sweep sends later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
