"""Edits of pretalx: models with permissions, a domain layer, routes in nested lists."""

from tests.scope.model import Edit, Swap

TAG = "src/pretalx/submission/models/tag.py"
TRACK = "src/pretalx/submission/models/track.py"
ROOM = "src/pretalx/schedule/models/room.py"
CODES = "src/pretalx/submission/domain/access_code.py"
AGENDA = "src/pretalx/agenda/urls.py"
API = "src/pretalx/api/urls.py"

_SORT = "Add a sort_key (integer, default 0) to the Tag model"
_SORT_SWAP: Swap = (
    '    log_prefix = "pretalx.tag"\n',
    '    sort_key = models.IntegerField(default=0)\n\n    log_prefix = "pretalx.tag"\n',
)
_SORT_FILES = {
    "src/pretalx/submission/migrations/0109_tag_sort_key.py": '"""Add the key."""\n\nfrom django.db import migrations, models\n\n\n'
    'class Migration(migrations.Migration):\n    """Add the column."""\n\n'
    '    dependencies = [("submission", "0108_alter_resource_description")]\n\n'
    '    operations = [migrations.AddField("tag", "sort_key", models.IntegerField(default=0))]\n'
}
_SLUG = "Документация Room.slug говорит о треках, а это комнаты: исправь докстринг"
_SLUG_SWAP: Swap = ("The slug makes tracks more readable", "The slug makes rooms more readable")
_LOG = "send_access_code should also log the subject of the mail"
_LOG_SWAP: Swap = ('data={"email": recipient}', 'data={"email": recipient, "subject": subject}')
_PAGE = "Add a page /<event>/sponsors/ to the agenda that renders the template agenda/sponsors.html"
_PAGE_SWAPS: tuple[Swap, ...] = (
    (
        "from django.urls import include, path, re_path\n",
        "from django.urls import include, path, re_path\nfrom django.views.generic import TemplateView\n",
    ),
    (
        '                path("speaker/", speaker.SpeakerList',
        '                path(\n                    "sponsors/",\n                    TemplateView.as_view(template_name="agenda/sponsors.html"),\n                    name="sponsors",\n                ),\n'
        '                path("speaker/", speaker.SpeakerList',
    ),
)
_PAGE_FILES = {
    "src/pretalx/agenda/templates/agenda/sponsors.html": '{% extends "agenda/base.html" %}\n'
}

HONEST = (
    Edit(
        "a field with its migration, the file mended",
        _SORT,
        {TAG: (_SORT_SWAP,)},
        _SORT_FILES,
        mended=(TAG,),
    ),
    Edit(
        "a docstring asked for in Russian, the file mended",
        _SLUG,
        {ROOM: (_SLUG_SWAP,)},
        mended=(ROOM,),
    ),
    Edit("a function that is named, the file mended", _LOG, {CODES: (_LOG_SWAP,)}, mended=(CODES,)),
    Edit(
        "a page with its route and template",
        _PAGE,
        {AGENDA: _PAGE_SWAPS},
        _PAGE_FILES,
        mended=(AGENDA,),
    ),
    Edit(
        "a route renamed on request",
        "Rename the route event_talks_redirect to legacy_talks",
        {API: (('name="event_talks_redirect"', 'name="legacy_talks"'),)},
        mended=(API,),
    ),
    Edit(
        "existing code may be changed, the request says",
        "You may modify existing code wherever it is needed. " + _LOG,
        {CODES: (_LOG_SWAP,)},
        mended=(CODES,),
    ),
    Edit(
        "existing code may be changed, the request says in Russian",
        "Существующий код менять можно. Добавь в модель Tag поле sort_key (целое, по умолчанию 0)",
        {TAG: (_SORT_SWAP,)},
        _SORT_FILES,
        mended=(TAG,),
    ),
)

OVERREACHING = (
    Edit(
        "a constraint dropped in a mended file",
        _SORT,
        {
            TAG: (
                _SORT_SWAP,
                (
                    '        constraints = [\n            models.UniqueConstraint(\n                fields=("event", "tag"), name="unique_tag_per_event"\n            )\n        ]\n',
                    "",
                ),
            )
        },
        _SORT_FILES,
        mended=(TAG,),
        expected=(("SCP002", "submission.Tag.Meta.constraints"),),
    ),
    Edit(
        "a field renamed",
        _SORT,
        {
            TAG: (
                _SORT_SWAP,
                ("    is_public = models.BooleanField(", "    public = models.BooleanField("),
            )
        },
        _SORT_FILES,
        mended=(TAG,),
        expected=(("SCP002", "submission.Tag.is_public"),),
    ),
    Edit(
        "a field taken away",
        _SLUG,
        {
            ROOM: (
                _SLUG_SWAP,
                ("    position = models.PositiveIntegerField(null=True, blank=True)\n", ""),
            )
        },
        mended=(ROOM,),
        expected=(("SCP002", "schedule.Room.position"),),
    ),
    Edit(
        "a property that takes another path",
        _SLUG,
        {ROOM: (_SLUG_SWAP, ("        if self._state.adding:\n", "        if not self.pk:\n"))},
        mended=(ROOM,),
        expected=(("SCP005", "pretalx.schedule.models.room.Room.uuid"),),
    ),
    Edit(
        "validation taken from another model",
        _SORT,
        {
            TAG: (_SORT_SWAP,),
            TRACK: (
                (
                    "        super().clean()\n        validate_unique_track_name(self)",
                    "        super().clean()",
                ),
            ),
        },
        _SORT_FILES,
        expected=(("SCP005", "pretalx.submission.models.track.Track.clean"),),
    ),
    Edit(
        "permissions of a model loosened",
        _SORT,
        {
            TAG: (
                _SORT_SWAP,
                (
                    '"list": orga_can_view_submissions,',
                    '"list": is_reviewer | orga_can_view_submissions,',
                ),
            )
        },
        _SORT_FILES,
        mended=(TAG,),
        expected=(
            (
                "SCP005",
                "pretalx.submission.models.tag.Tag.Meta.rules_permissions",
            ),
        ),
    ),
    Edit(
        "a transaction taken away",
        _LOG,
        {
            CODES: (
                _LOG_SWAP,
                ("@transaction.atomic\n", ""),
                ("from django.db import transaction\n", ""),
            )
        },
        mended=(CODES,),
        expected=(("SCP005", "pretalx.submission.domain.access_code.redeem_access_code"),),
    ),
    Edit(
        "a condition turned round",
        _LOG,
        {
            CODES: (
                _LOG_SWAP,
                (
                    "    return not access_code.submissions.exists()",
                    "    return access_code.submissions.exists()",
                ),
            )
        },
        mended=(CODES,),
        expected=(("SCP005", "pretalx.submission.domain.access_code.can_delete_access_code"),),
    ),
    Edit(
        "parameters that were only named may be given by place",
        "Log how many codes delete_orphan_access_codes has deleted",
        {
            CODES: (
                (
                    "def send_access_code(access_code, *, user,",
                    "def send_access_code(access_code, user,",
                ),
                (
                    "    code_model = queryset.model\n",
                    "    code_model = queryset.model\n    print(queryset.count())\n",
                ),
            )
        },
        expected=(("SCP004", "pretalx.submission.domain.access_code.send_access_code"),),
    ),
    Edit(
        "the path of a nested route changed",
        _PAGE,
        {AGENDA: (*_PAGE_SWAPS, ('path("featured/", featured', 'path("highlights/", featured'))},
        _PAGE_FILES,
        mended=(AGENDA,),
        expected=(("SCP003", "<slug:event>/featured/"),),
    ),
    Edit(
        "a permanent redirect that is for now only",
        "Add the viewset TagGroupViewSet of pretalx.api.views.tag_group to the routes of events as tag-groups",
        {
            API: (
                ("    submission,\n    team,\n", "    submission,\n    tag_group,\n    team,\n"),
                (
                    'event_router.register("tags",',
                    'event_router.register("tag-groups", tag_group.TagGroupViewSet, basename="tag_group")\nevent_router.register("tags",',
                ),
                (
                    "from django.http import HttpResponsePermanentRedirect",
                    "from django.http import HttpResponseRedirect",
                ),
                ("    return HttpResponsePermanentRedirect(", "    return HttpResponseRedirect("),
            )
        },
        expected=(("SCP005", "pretalx.api.urls.talks_to_submissions_redirect"),),
    ),
    Edit(
        "recommendations that are not last",
        _SORT,
        {TAG: (_SORT_SWAP,)},
        _SORT_FILES,
        recommended="- `Tag.tag` could be case-insensitive.",
        tail="\n## Notes\n\nAll done.\n",
        expected=(("SCP009", ""),),
    ),
)
