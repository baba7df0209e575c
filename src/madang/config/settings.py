"""Django settings of one Madang site, the same code for demo and production.

What differs between the two comes from ``environment`` and is checked by ``production.py``.
"""

from __future__ import annotations

from pathlib import Path

from madang.blocks.rooms.manifest import system_packages
from madang.config.backup.swapping import refuse_unfinished
from madang.config.environment import parse_database_url, read_environment
from madang.config.keys import django_secret
from madang.config.logging import SETTINGS
from madang.config.mail import mail_of
from madang.config.postgres import embedded_database_url
from madang.config.production import OWN_HOSTS, address, help_line, two_languages

ENVIRONMENT = read_environment()
refuse_unfinished(ENVIRONMENT.home)
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
SECRET_KEY = django_secret(ENVIRONMENT)

# From below to above: the order of the walls.
BLOCKS = [
    f"madang.blocks.{name}"
    for name in (
        *("rooms", "ui", "api", "ledger", "identity", "decisions"),
        *("documents", "notifications", "catalogue", "forms", "cases"),
    )
]
SYSTEMS = system_packages()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    *BLOCKS,  # before allauth: the templates of ui and identity stand in for allauth's own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rules.apps.AutodiscoverRulesConfig",
    "procrastinate.contrib.django",
    *SYSTEMS,
    "madang.config",
]

MIDDLEWARE = [
    "madang.blocks.identity.proxies.TrustedProxyMiddleware",
    "madang.config.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "madang.config.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "madang.blocks.api.middleware.ApiMiddleware",  # inside gzip: an ETag is of the content
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "madang.blocks.identity.middleware.ActingRoleMiddleware",
    "madang.config.read_only.ReadOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "madang.blocks.ui.middleware.ErrorPageMiddleware",
]

ROOT_URLCONF = "madang.config.urls"
ASGI_APPLICATION = "madang.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madang.blocks.ui.context.site",
            ],
        },
    }
]

FORM_RENDERER = "madang.blocks.ui.forms.KrdsRenderer"
CSRF_FAILURE_VIEW = "madang.blocks.ui.errors.csrf_failure"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        **parse_database_url(ENVIRONMENT.database_url or embedded_database_url(ENVIRONMENT)),
    }
}

# identity
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "madang.blocks.identity.backends.SignInBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "email")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
CACHES = {
    "default": {
        "BACKEND": "madang.blocks.identity.cache.SharedCache",
        "LOCATION": "madang_cache",
        "TIMEOUT": 300,
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "identity:home"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60  # nobody stays signed in longer than a day's work
ACCOUNT_ADAPTER = "madang.blocks.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_USERNAME_VALIDATORS = "madang.blocks.identity.credentials.USERNAME_VALIDATORS"
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # until the room notifications can send one
ACCOUNT_UNIQUE_EMAIL = False  # a household may share one; see backends.SignInBackend
ACCOUNT_RATE_LIMITS = {  # a whole office may stand behind one address
    "login": "120/m/ip",
    "login_failed": "5/5m/key",
    "login_failed_address": "100/5m/ip",  # see adapters.AccountAdapter
    "reauthenticate": None,  # wrong answers are counted, right ones not: adapters.AccountAdapter.reauthenticate
    "change_password": None,
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "madang.blocks.identity.forms.SignInForm",
    "signup": "madang.blocks.identity.forms.SignUpForm",
    "change_password": "madang.blocks.identity.forms.PasswordForm",
    "reauthenticate": "madang.blocks.identity.forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "madang.blocks.identity.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    name: f"madang.blocks.identity.forms.{form}"
    for name, form in (
        ("authenticate", "SecondStepForm"),
        ("reauthenticate", "ConfirmCodeForm"),
        ("activate_totp", "ActivateTotpForm"),
        ("generate_recovery_codes", "RecoveryCodesForm"),
        ("add_webauthn", "AddPasskeyForm"),
        ("edit_webauthn", "RenamePasskeyForm"),
        ("login_webauthn", "PasskeySignInForm"),
        ("authenticate_webauthn", "PasskeySecondStepForm"),
        ("reauthenticate_webauthn", "ConfirmPasskeyForm"),
    )
}

LOGGING_CONFIG = "madang.config.logging.configure"
LOGGING = SETTINGS  # one form for our own logs and everybody else's

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "madang.blocks.ui.formats"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ENVIRONMENT.files},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = min(
    ENVIRONMENT.body_limit, 5 * 1024 * 1024
)  # what is typed; files may be larger

# What production adds; what it refuses to run without stands in production.py.
ALLOWED_HOSTS = [*ENVIRONMENT.hosts, *OWN_HOSTS]  # machines beside us ask by the latter
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.production
SECURE_SSL_REDIRECT = ENVIRONMENT.production
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by machines beside us
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.production else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
SITE_ADDRESS = address(ENVIRONMENT)  # as it stands in the QR codes of papers
MAIL = mail_of(ENVIRONMENT)
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.scheme == "smtps", MAIL.scheme == "smtp+starttls"
DEFAULT_FROM_EMAIL = MAIL.sender
MAIL_DOMAIN = MAIL.domain
NOTIFICATIONS_TRANSPORTS = MAIL.transports
ORGANISATION = two_languages(ENVIRONMENT.organisation)
HELP_LINE = help_line(ENVIRONMENT)

# The log's name in every checkpoint (C2SP: a schema-less URL). Changing it starts another log.
MADANG_LOG_ORIGIN = ENVIRONMENT.origin or "haneul.example/madang"
