"""Edits of django-wiki: managers, signals, plugins, abstract revisions."""

from tests.scope.model import Edit, Swap

PERMISSIONS = "src/wiki/core/permissions.py"
DIFF = "src/wiki/core/diff.py"
UTILS = "src/wiki/core/utils.py"
ARTICLE = "src/wiki/models/article.py"
MANAGERS = "src/wiki/managers.py"
LINKS = "src/wiki/plugins/links/views.py"
IMAGES = "src/wiki/plugins/images/models.py"
NOTIFICATIONS = "src/wiki/plugins/notifications"

_MERGE = "simple_merge in wiki.core.diff fails when one of the texts is None, treat None as empty"
_MERGE_SWAP: Swap = (
    "differ.compare(txt1.splitlines(1), txt2.splitlines(1))",
    'differ.compare((txt1 or "").splitlines(1), (txt2 or "").splitlines(1))',
)
_LENGTH = "Add a property word_count to ArticleRevision"
_LENGTH_SWAP: Swap = (
    '        return "%s (%d)" % (self.title, self.revision_number)\n',
    '        return "%s (%d)" % (self.title, self.revision_number)\n\n    @property\n    def word_count(self):\n'
    '        """Count the words."""\n        return len(self.content.split())\n',
)
_FEATURE = "Add can_feature(article, user) to the permissions: whoever can moderate can feature"
_FEATURE_SWAP: Swap = (
    "def can_admin(article, user):\n",
    'def can_feature(article, user):\n    """Tell whether an article may be featured by somebody."""\n    return article.can_moderate(user)\n\n\ndef can_admin(article, user):\n',
)
_CASE = "Поиск ссылок в плагине links (QueryUrlPath) должен не учитывать регистр"
_CASE_SWAP: Swap = (
    "article__current_revision__title__contains",
    "article__current_revision__title__icontains",
)

HONEST = (
    Edit("a bug of a helper, its file mended", _MERGE, {DIFF: (_MERGE_SWAP,)}, mended=(DIFF,)),
    Edit(
        "a property of a model, its file mended",
        _LENGTH,
        {ARTICLE: (_LENGTH_SWAP,)},
        mended=(ARTICLE,),
    ),
    Edit(
        "a permission beside others, its file mended",
        _FEATURE,
        {PERMISSIONS: (_FEATURE_SWAP,)},
        mended=(PERMISSIONS,),
    ),
    Edit(
        "a query of a view that is named, in Russian, the file mended",
        _CASE,
        {LINKS: (_CASE_SWAP,)},
        mended=(LINKS,),
    ),
    Edit(
        "a plugin brought up to the standard, asked for in Russian",
        "Приведи плагин notifications в порядок: аннотации типов, докстринги, линтер",
        mended=(
            f"{NOTIFICATIONS}/models.py",
            f"{NOTIFICATIONS}/util.py",
            f"{NOTIFICATIONS}/views.py",
            f"{NOTIFICATIONS}/forms.py",
        ),
    ),
    Edit(
        "a function refactored by name",
        "Refactor truncate_title in the notifications plugin to take the length as a parameter",
        {
            f"{NOTIFICATIONS}/util.py": (
                ("def truncate_title(title):", "def truncate_title(title, length=25):"),
                (
                    '    if len(title) > 25:\n        return "%s..." % title[:22]',
                    '    if len(title) > length:\n        return f"{title[: length - 3]}..."',
                ),
            )
        },
        mended=(f"{NOTIFICATIONS}/util.py",),
    ),
)

OVERREACHING = (
    Edit(
        "another permission asked for",
        _FEATURE,
        {
            PERMISSIONS: (
                _FEATURE_SWAP,
                ('user.has_perm("wiki.moderate")', 'user.has_perm("wiki.change_article")'),
            )
        },
        mended=(PERMISSIONS,),
        expected=(("SCP005", "wiki.core.permissions.can_moderate"),),
    ),
    Edit(
        "and turned into or",
        _FEATURE,
        {
            PERMISSIONS: (
                _FEATURE_SWAP,
                (
                    "user.is_anonymous and article.can_write(user)",
                    "user.is_anonymous or article.can_write(user)",
                ),
            )
        },
        mended=(PERMISSIONS,),
        expected=(("SCP005", "wiki.core.permissions.can_delete"),),
    ),
    Edit(
        "two branches in another order",
        _FEATURE,
        {
            PERMISSIONS: (
                _FEATURE_SWAP,
                (
                    "    elif article.other_write:\n        return True\n    elif user.is_anonymous:\n        return False\n",
                    "    elif user.is_anonymous:\n        return False\n    elif article.other_write:\n        return True\n",
                ),
            )
        },
        mended=(PERMISSIONS,),
        expected=(("SCP005", "wiki.core.permissions.can_write"),),
    ),
    Edit(
        "a column of an abstract model taken away",
        _LENGTH,
        {
            ARTICLE: (
                _LENGTH_SWAP,
                (
                    "    automatic_log = models.TextField(\n        blank=True,\n        editable=False,\n    )\n",
                    "",
                ),
            )
        },
        mended=(ARTICLE,),
        expected=(("SCP002", "wiki.BaseRevisionMixin.automatic_log"),),
    ),
    Edit(
        "a column added that nobody asked for",
        _LENGTH,
        {
            ARTICLE: (
                _LENGTH_SWAP,
                (
                    "    is_mptt = models.BooleanField(default=False, editable=False)\n",
                    "    is_mptt = models.BooleanField(default=False, editable=False)\n    note = models.TextField(blank=True)\n",
                ),
            )
        },
        mended=(ARTICLE,),
        expected=(("SCP002", "wiki.ArticleForObject.note"),),
    ),
    Edit(
        "a signal not connected any more",
        _LENGTH,
        {
            ARTICLE: (
                _LENGTH_SWAP,
                ("pre_delete.connect(on_article_delete_clear_cache, Article)\n", ""),
            )
        },
        mended=(ARTICLE,),
        expected=(("SCP005", "wiki.models.article"),),
    ),
    Edit(
        "a generator that became a list",
        _LENGTH,
        {
            ARTICLE: (
                _LENGTH_SWAP,
                (
                    "            yield from obj.content_object.get_ancestors()",
                    "            yield from list(obj.content_object.get_ancestors())[:10]",
                ),
            )
        },
        mended=(ARTICLE,),
        expected=(("SCP005", "wiki.models.article.Article.ancestor_objects"),),
    ),
    Edit(
        "a query of a manager that the request does not need",
        _CASE,
        {
            LINKS: (_CASE_SWAP,),
            MANAGERS: (
                (
                    "        return self.filter(article__current_revision__deleted=False)",
                    "        return self.filter(article__current_revision__deleted=False).distinct()",
                ),
            ),
        },
        expected=(("SCP005", "wiki.managers.ArticleFkQuerySetMixin.active"),),
    ),
    Edit(
        "a parameter taken from a helper",
        "Add to wiki.core.utils a helper first(values) that returns the first value or None",
        {
            UTILS: (
                (
                    "def object_to_json_response(obj, status=200):",
                    'def first(values):\n    """Return the first value."""\n    return next(iter(values), None)\n\n\ndef object_to_json_response(obj):',
                ),
                ("        status=status,\n", ""),
            )
        },
        mended=(UTILS,),
        expected=(("SCP004", "wiki.core.utils.object_to_json_response"),),
    ),
    Edit(
        "another plugin edited, with a column widened",
        _CASE,
        {
            LINKS: (_CASE_SWAP,),
            IMAGES: (("        max_length=2000,\n", "        max_length=4000,\n"),),
        },
        expected=(("SCP002", "wiki_images.ImageRevision.image"),),
    ),
    Edit(
        "a whole file mended though nothing else was to be touched, in Russian",
        "Исправь только simple_merge для None, больше ничего не меняй",
        {DIFF: (_MERGE_SWAP,)},
        mended=(DIFF,),
        expected=(("SCP008", DIFF),),
    ),
    Edit(
        "what is recommended is done",
        _FEATURE,
        {
            PERMISSIONS: (
                _FEATURE_SWAP,
                (
                    "    return not user.is_anonymous and article.can_write(user)",
                    "    return not user.is_anonymous and article.can_moderate(user)",
                ),
            )
        },
        recommended="- `wiki.core.permissions.can_delete` should ask for `can_moderate`: everybody who writes can delete today.",
        expected=(
            ("SCP005", "wiki.core.permissions.can_delete"),
            ("SCP009", "SCP005:wiki.core.permissions.can_delete"),
        ),
    ),
)
