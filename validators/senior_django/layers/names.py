"""The names by which side effects, transactions and query expressions go."""

TRANSACTIONS = frozenset(
    f"django.db.transaction.{name}"
    for name in ("atomic", "on_commit", "commit", "rollback", "savepoint", "set_rollback")
)
# Functions count wherever they are named, classes where they are called.
MAIL_FUNCTIONS = frozenset(
    f"django.core.mail.{name}"
    for name in ("send_mail", "send_mass_mail", "mail_admins", "mail_managers")
)
MAIL_CLASSES = frozenset(
    {
        "django.core.mail.EmailMessage",
        "django.core.mail.EmailMultiAlternatives",
        "django.core.mail.message.EmailMessage",
        "django.core.mail.message.EmailMultiAlternatives",
        "smtplib.SMTP",
        "smtplib.SMTP_SSL",
    }
)
MAIL_METHODS = frozenset({"send", "sendmail", "send_message"})
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream")
HTTP_FUNCTIONS = frozenset(
    f"{package}.{verb}"
    for package in ("requests", "requests.api", "httpx", "httpx2", "aiohttp", "urllib3")
    for verb in _VERBS
) | {"urllib.request.urlopen", "urllib.request.urlretrieve"}
HTTP_CLASSES = frozenset(
    {
        "requests.Session",
        "requests.session",
        "requests.sessions.Session",
        "httpx.Client",
        "httpx.AsyncClient",
        "httpx2.Client",
        "httpx2.AsyncClient",
        "aiohttp.ClientSession",
        "urllib.request.build_opener",
        "urllib3.PoolManager",
        "http.client.HTTPConnection",
        "http.client.HTTPSConnection",
    }
)
HTTP_METHODS = frozenset({*_VERBS, "send", "urlopen"})
# What asks a service over the network by these: `stripe.PaymentIntent.create`.
SERVICE_PACKAGES = ("stripe.",)
SERVICE_VERBS = frozenset(
    {"create", "retrieve", "modify", "list", "search", "delete", "cancel", "capture", "confirm"}
    | {"attach", "detach", "pay", "auto_paging_iter"}
)
TASK_FUNCTIONS = frozenset(
    {
        "celery.current_app.send_task",
        "celery.execute.send_task",
        "django_q.tasks.async_task",
        "django_q.tasks.schedule",
        "django_rq.enqueue",
    }
)
TASK_METHODS = frozenset({"delay", "apply_async", "delay_on_commit", "apply_async_on_commit"})
# Methods that dispatch only on a function that is decorated as a task.
DECORATED_TASK_METHODS = frozenset({"enqueue", "aenqueue", "send", "send_with_options"})
TASK_DECORATORS = frozenset(
    {"task", "shared_task", "periodic_task", "db_task", "db_periodic_task", "actor", "job"}
)
SIGNATURES = frozenset({"s", "si", "signature", "subtask", "using"})
EXPRESSIONS = frozenset(
    f"{module}.{name}"
    for module in (
        "django.db.models",
        "django.db.models.expressions",
        "django.db.models.aggregates",
    )
    for name in (
        *("Avg", "Case", "Count", "Exists", "ExpressionWrapper", "F", "Func", "Max", "Min"),
        *("OuterRef", "Prefetch", "Q", "StdDev", "Subquery", "Sum", "Value", "Variance"),
        *("When", "Window", "RawSQL"),
    )
)
EXPRESSION_MODULES = (
    "django.db.models.functions.",
    "django.contrib.postgres.aggregates.",
    "django.contrib.postgres.search.",
)
