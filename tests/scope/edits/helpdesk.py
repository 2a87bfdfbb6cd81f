"""Edits of django-helpdesk: views that are functions, large models, routes under conditions."""

from tests.scope.model import Edit, Swap

MODELS = "src/helpdesk/models.py"
LIB = "src/helpdesk/lib.py"
KB = "src/helpdesk/views/kb.py"
API = "src/helpdesk/views/api.py"
URLS = "src/helpdesk/urls.py"

_EXPORT_REQUEST = (
    "Add a view that gives a category of the knowledge base as JSON, at kb/<slug>/export/"
)
_EXPORT: dict[str, tuple[Swap, ...]] = {
    KB: (
        ("    HttpResponseRedirect,\n)", "    HttpResponseRedirect,\n    JsonResponse,\n)"),
        (
            "@xframe_options_exempt\n",
            "def export(request: HttpRequest, slug: str) -> JsonResponse:\n"
            '    """Give the enabled items of a category as JSON."""\n'
            "    wanted = get_object_or_404(KBCategory, slug=slug)\n"
            "    if not user.huser_from_request(request).can_access_kbcategory(wanted):\n        raise Http404\n"
            '    items = wanted.kbitem_set.filter(enabled=True).values("title", "answer")\n'
            '    return JsonResponse({"items": list(items)})\n\n\n@xframe_options_exempt\n',
        ),
    ),
    URLS: (
        (
            '    path("kb_iframe/',
            '    path("kb/<slug:slug>/export/", kb.export, name="kb_export"),\n    path("kb_iframe/',
        ),
    ),
}


def _with(path: str, *swaps: Swap) -> dict[str, tuple[Swap, ...]]:
    return {**_EXPORT, path: (*_EXPORT.get(path, ()), *swaps)}


_NEGATIVE = (
    "Bug: format_time_spent shows nonsense for a negative duration, it must give an empty text"
)
_NEGATIVE_RU = (
    "Исправь format_time_spent: для отрицательного времени функция должна возвращать пустую строку"
)
_POSITIVE: Swap = (
    "    if time_spent:\n",
    "    if time_spent and time_spent.total_seconds() > 0:\n",
)
_MIGRATION = '''"""Add a field to the templates of checklists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column."""

    dependencies = [("helpdesk", "0043_fix_on_delete_behaviour")]

    operations = [
        migrations.AddField(
            model_name="checklisttemplate",
            name="archived",
            field=models.BooleanField(default=False),
        ),
    ]
'''
_ARCHIVED = "Checklist templates should have a flag archived (false by default)"
_ARCHIVED_FILES = {"src/helpdesk/migrations/0044_checklisttemplate_archived.py": _MIGRATION}
_ARCHIVED_SWAP: Swap = (
    "    task_list = models.JSONField(\n",
    "    archived = models.BooleanField(default=False)\n    task_list = models.JSONField(\n",
)

HONEST = (
    Edit(
        "a new view with its route, in a file that is mended",
        _EXPORT_REQUEST,
        _EXPORT,
        mended=(KB,),
    ),
    Edit(
        "a field in a file of 2,300 lines that is mended all over",
        _ARCHIVED,
        {MODELS: (_ARCHIVED_SWAP,)},
        _ARCHIVED_FILES,
        mended=(MODELS,),
    ),
    Edit(
        "a bug told in Russian, in a file that is mended",
        _NEGATIVE_RU,
        {LIB: (_POSITIVE,)},
        mended=(LIB,),
    ),
    Edit(
        "a view refactored by name",
        "Refactor the vote view of the knowledge base: move the counting to the model KBItem",
        {
            KB: (
                (
                    "    has_upvoted = item.voted_by.contains(voter)\n    has_downvoted = item.downvoted_by.contains(voter)\n",
                    "    item.count_vote(voter, vote)\n",
                ),
                ('    if vote == "up":\n', '    if vote == "":\n'),
            ),
            MODELS: (
                (
                    "    def query_url(self) -> str:\n",
                    "    def count_vote(self, voter, vote: str) -> None:\n"
                    '        """Count a vote of a person."""\n'
                    '        self.votes += 1 if vote in {"up", "down"} else 0\n        self.voted_by.add(voter)\n\n'
                    "    def query_url(self) -> str:\n",
                ),
            ),
        },
    ),
    Edit(
        "old habits mended by hand: early return, f-strings, a cause named",
        "Add a helper is_weekend(day) to helpdesk.lib",
        {
            LIB: (
                (
                    "        return value.strftime(helpdesk_settings.CUSTOMFIELD_TIME_FORMAT)\n    else:\n        return value\n",
                    "        return value.strftime(helpdesk_settings.CUSTOMFIELD_TIME_FORMAT)\n    return value\n\n\n"
                    'def is_weekend(day: date) -> bool:\n    """Tell whether a day is Saturday or Sunday."""\n    return day.weekday() >= 5\n',
                ),
                (
                    '    context = {}\n\n    for field in ("title", "slug"',
                    '    context: dict = {}\n\n    for field in ("title", "slug"',
                ),
            )
        },
        mended=(LIB,),
    ),
    Edit(
        "mending is meant although the word minimal stands there",
        "Don't make minimal changes, do it properly: " + _NEGATIVE,
        {LIB: (_POSITIVE,)},
        mended=(LIB,),
    ),
)

OVERREACHING = (
    Edit(
        "a model renamed within 2,300 mended lines",
        _ARCHIVED,
        {
            MODELS: (
                _ARCHIVED_SWAP,
                ("class PreSetReply(models.Model):", "class CannedReply(models.Model):"),
            ),
        },
        _ARCHIVED_FILES,
        mended=(MODELS,),
        expected=(("SCP001", "helpdesk.PreSetReply"),),
    ),
    Edit(
        "a model taken away, with the replies that it held",
        _ARCHIVED,
        {MODELS: (_ARCHIVED_SWAP,)},
        _ARCHIVED_FILES,
        cut={MODELS: ("PreSetReply",)},
        expected=(("SCP001", "helpdesk.PreSetReply"),),
    ),
    Edit(
        "a manager taken away, with the class it was made of",
        _ARCHIVED,
        {MODELS: (_ARCHIVED_SWAP, ("    objects = ChecklistTaskQuerySet.as_manager()\n", ""))},
        _ARCHIVED_FILES,
        cut={MODELS: ("ChecklistTaskQuerySet",)},
        mended=(MODELS,),
        expected=(("SCP004", "helpdesk.models.ChecklistTaskQuerySet"),),
    ),
    Edit(
        "a column that was unique is not any more, among mended ones",
        _ARCHIVED,
        {
            MODELS: (
                _ARCHIVED_SWAP,
                (
                    '        max_length=50,\n        unique=True,\n        help_text=_(\n            "This slug',
                    '        max_length=50,\n        help_text=_(\n            "This slug',
                ),
            )
        },
        _ARCHIVED_FILES,
        mended=(MODELS,),
        expected=(("SCP002", "helpdesk.Queue.slug"),),
    ),
    Edit(
        "the class of a field changed",
        _ARCHIVED,
        {
            MODELS: (
                _ARCHIVED_SWAP,
                ("    votes = models.IntegerField(", "    votes = models.PositiveIntegerField("),
            )
        },
        _ARCHIVED_FILES,
        expected=(("SCP002", "helpdesk.KBItem.votes"),),
    ),
    Edit(
        "objects come in another order",
        _ARCHIVED,
        {
            MODELS: (
                _ARCHIVED_SWAP,
                ('        ordering = ("order", "title")', '        ordering = ("title",)'),
            )
        },
        _ARCHIVED_FILES,
        expected=(("SCP005", "helpdesk.models.KBItem.Meta.ordering"),),
    ),
    Edit(
        "the name of a route changed",
        _EXPORT_REQUEST,
        _with(URLS, ('name="kb_vote"', 'name="kb-vote"')),
        expected=(("SCP003", "kb/<int:item_id>/vote/<str:vote>/"),),
    ),
    Edit(
        "the default of a view's parameter changed, in a mended file",
        _EXPORT_REQUEST,
        _with(KB, ("iframe=False", "iframe=True")),
        mended=(KB,),
        expected=(("SCP004", "helpdesk.views.kb.category"),),
    ),
    Edit(
        "a decorator taken from a view",
        _EXPORT_REQUEST,
        _with(
            KB,
            ("@require_POST\n@login_required\n", "@login_required\n"),
            ("from django.views.decorators.http import require_POST\n", ""),
        ),
        mended=(KB,),
        expected=(("SCP005", "helpdesk.views.kb.vote"),),
    ),
    Edit(
        "a filter taken from a query",
        _NEGATIVE,
        {LIB: (_POSITIVE, ("User.objects.filter(is_active=True)", "User.objects.all()"))},
        mended=(LIB,),
        expected=(("SCP005", "helpdesk.lib.get_assignable_users"),),
    ),
    Edit(
        "one constant changed",
        _NEGATIVE_RU,
        {LIB: (_POSITIVE, ("512000\n", "1024000\n"))},
        mended=(LIB,),
        expected=(("SCP005", "helpdesk.lib.process_attachments"),),
    ),
    Edit(
        "one operator changed",
        _NEGATIVE,
        {
            LIB: (
                _POSITIVE,
                (
                    "    if not 0 <= start <= end <= MIDNIGHT:",
                    "    if not 0 <= start < end <= MIDNIGHT:",
                ),
            )
        },
        mended=(LIB,),
        expected=(("SCP005", "helpdesk.lib.daily_time_spent_calculation"),),
    ),
    Edit(
        "another class of exception",
        _NEGATIVE,
        {
            LIB: (
                _POSITIVE,
                ("        raise ImproperlyConfigured(\n", "        raise ValueError(\n"),
            )
        },
        expected=(("SCP005", "helpdesk.lib.daily_time_spent_calculation"),),
    ),
    Edit(
        "the size of pages of an API changed",
        "Add an endpoint that closes a ticket to TicketViewSet",
        {
            API: (
                ("    page_size = 25\n", "    page_size = 100\n"),
                (
                    "from rest_framework import viewsets\n",
                    "from rest_framework import viewsets\nfrom rest_framework.decorators import action\nfrom rest_framework.response import Response\n",
                ),
                (
                    "    def get_object(self):\n",
                    '    @action(detail=True, methods=["post"])\n    def close(self, request, pk=None):\n        """Close the ticket."""\n'
                    "        ticket = self.get_object()\n        ticket.status = Ticket.CLOSED_STATUS\n        ticket.save()\n        return Response()\n\n"
                    "    def get_object(self):\n",
                ),
            )
        },
        expected=(("SCP005", "helpdesk.views.api.ConservativePagination.page_size"),),
    ),
    Edit(
        "the prefix of a router changed",
        _EXPORT_REQUEST,
        _with(URLS, ('router.register(r"followups",', 'router.register(r"follow-ups",')),
        expected=(("SCP003", "api/followups/"),),
    ),
    Edit(
        "a template rewritten",
        _NEGATIVE,
        {LIB: (_POSITIVE,)},
        {
            "src/helpdesk/templates/helpdesk/kb_index.html": '{% extends "helpdesk/base.html" %}\n{% block helpdesk_body %}<h1>Knowledge</h1>{% endblock %}\n'
        },
        expected=(("SCP006", "src/helpdesk/templates/helpdesk/kb_index.html"),),
    ),
    Edit(
        "mended though changes were to be minimal, by a flag",
        _NEGATIVE,
        {LIB: (_POSITIVE,)},
        mended=(LIB,),
        minimal=True,
        expected=(("SCP008", LIB),),
    ),
    Edit(
        "mended though the request wanted as few changes as possible, in Russian",
        _NEGATIVE_RU + ". Внеси минимальные изменения",
        {LIB: (_POSITIVE,)},
        mended=(LIB,),
        expected=(("SCP008", LIB),),
    ),
)
