"""Edits of Modoboa: Django REST framework, routers, many applications in one package."""

from tests.scope.model import Edit, Swap

MODELS = "modoboa/contacts/models.py"
VIEWS = "modoboa/contacts/viewsets.py"
SERIALIZERS = "modoboa/contacts/serializers.py"
TASKS = "modoboa/contacts/tasks.py"
URLS = "modoboa/contacts/urls.py"
DMARC = "modoboa/dmarc/models.py"
MAILLOG = "modoboa/maillog/models.py"

_MIGRATION = '''"""Change the contacts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Change the tables."""

    dependencies = [("contacts", "0011_addressbook_sync_started")]

    operations = [
        {operation}
    ]
'''
_NICKNAME = "Add a nickname (max 50 characters, may be blank) to contacts and show it in the API"
_NICKNAME_FILES = {
    "modoboa/contacts/migrations/0012_contact_nickname.py": _MIGRATION.format(
        operation='migrations.AddField("contact", "nickname", models.CharField(blank=True, max_length=50)),'
    )
}
_FIELD: Swap = (
    "    birth_date = models.DateField(null=True)\n",
    "    birth_date = models.DateField(null=True)\n    nickname = models.CharField(max_length=50, blank=True)\n",
)
_SHOWN: Swap = (
    '            "birth_date",\n',
    '            "birth_date",\n            "nickname",\n',
)


def _nickname(path: str, *swaps: Swap) -> dict[str, tuple[Swap, ...]]:
    edits = {MODELS: (_FIELD,), SERIALIZERS: (_SHOWN,)}
    return {**edits, path: (*edits.get(path, ()), *swaps)}


_RECENT = "Добавь в API контактов действие recent: десять последних контактов пользователя"
_RECENT_SWAP: Swap = (
    "    def perform_destroy(self, instance):\n",
    '    @action(methods=["get"], detail=False)\n    def recent(self, request):\n        """Return the last ten contacts."""\n'
    '        last = self.get_queryset().order_by("-pk")[:10]\n'
    "        return response.Response(self.get_serializer(last, many=True).data)\n\n"
    "    def perform_destroy(self, instance):\n",
)
_RECORD = "Give the DMARC model Record a readable __str__: the source address and the count"
_RECORD_SWAP: Swap = (
    "    reason_comment = models.CharField(max_length=100, blank=True)\n",
    "    reason_comment = models.CharField(max_length=100, blank=True)\n\n"
    '    def __str__(self):\n        """Display address and count."""\n        return f"{self.source_ip}: {self.count}"\n',
)
_PUSH = "Log the pk of the contact in push_contact_to_cdav"
_PUSH_SWAP: Swap = (
    "    path, etag = clt.upload_new_card(",
    '    logger.info("Pushing contact %s", contact.pk)\n    path, etag = clt.upload_new_card(',
)

HONEST = (
    Edit(
        "a field with migration and serializer, both files mended",
        _NICKNAME,
        _nickname(MODELS),
        _NICKNAME_FILES,
        mended=(MODELS, SERIALIZERS),
    ),
    Edit(
        "an action asked for in Russian, the file mended",
        _RECENT,
        {VIEWS: (_RECENT_SWAP,)},
        mended=(VIEWS,),
    ),
    Edit("a method of a model that is named", _RECORD, {DMARC: (_RECORD_SWAP,)}, mended=(DMARC,)),
    Edit(
        "a model renamed on request, with all that name it",
        "Rename the model Category of the contacts app to ContactCategory",
        {
            MODELS: (
                ("class Category(models.Model):", "class ContactCategory(models.Model):"),
                ("models.ManyToManyField(Category,", "models.ManyToManyField(ContactCategory,"),
                ("max_length = Category._meta", "max_length = ContactCategory._meta"),
                (
                    "category = Category.objects.filter(user=user, name=category_name)",
                    "category = ContactCategory.objects.filter(user=user, name=category_name)",
                ),
                (
                    "category = Category.objects.create(",
                    "category = ContactCategory.objects.create(",
                ),
            ),
            SERIALIZERS: (
                ("        model = models.Category\n", "        model = models.ContactCategory\n"),
                (
                    "return models.Category.objects.create(",
                    "return models.ContactCategory.objects.create(",
                ),
                (
                    "field.queryset = models.Category.objects",
                    "field.queryset = models.ContactCategory.objects",
                ),
            ),
            VIEWS: (("qset = models.Category.objects", "qset = models.ContactCategory.objects"),),
        },
        {
            "modoboa/contacts/migrations/0012_rename_category.py": _MIGRATION.format(
                operation='migrations.RenameModel("Category", "ContactCategory"),'
            )
        },
        mended=(MODELS, VIEWS),
    ),
    Edit(
        "an application brought up to the standard, asked for in general words",
        "Bring the maillog app up to our standard: types, docstrings, lint",
        mended=(MAILLOG, "modoboa/maillog/api/v2/viewsets.py", "modoboa/maillog/lib.py"),
    ),
    Edit(
        "a line in a function that is named, its file mended",
        _PUSH,
        {TASKS: (_PUSH_SWAP,)},
        mended=(TASKS,),
    ),
)

OVERREACHING = (
    Edit(
        "the name of a reverse relation changed",
        _NICKNAME,
        _nickname(MODELS, ('related_name="emails"', 'related_name="email_addresses"')),
        _NICKNAME_FILES,
        mended=(MODELS,),
        expected=(("SCP002", "contacts.EmailAddress.contact"),),
    ),
    Edit(
        "a column that may not be null any more",
        _NICKNAME,
        _nickname(
            MODELS,
            ("last_sync = models.DateTimeField(null=True)", "last_sync = models.DateTimeField()"),
        ),
        _NICKNAME_FILES,
        expected=(("SCP002", "contacts.AddressBook.last_sync"),),
    ),
    Edit(
        "a constraint dropped in a mended file",
        _NICKNAME,
        _nickname(
            MODELS,
            (
                '        constraints = [\n            models.UniqueConstraint(\n                fields=["addressbook", "uid"], name="unique_contact_uid_per_addressbook"\n            )\n        ]\n',
                "",
            ),
        ),
        _NICKNAME_FILES,
        mended=(MODELS,),
        expected=(("SCP002", "contacts.Contact.Meta.constraints"),),
    ),
    Edit(
        "a table renamed",
        _NICKNAME,
        _nickname(MODELS, ('"modoboa_contacts_category"', '"contacts_category"')),
        _NICKNAME_FILES,
        expected=(("SCP002", "contacts.Category.Meta.db_table"),),
    ),
    Edit(
        "a model moved to a module of its own",
        _NICKNAME,
        _nickname(
            MODELS,
            (
                "from .. import __version__\n",
                "from .. import __version__\nfrom .phones import PhoneNumber\n",
            ),
        ),
        {
            **_NICKNAME_FILES,
            "modoboa/contacts/phones.py": '"""Phone numbers."""\n\nfrom django.db import models\n\nfrom . import constants\n\n\n'
            'class PhoneNumber(models.Model):\n    """A phone number."""\n\n'
            '    contact = models.ForeignKey(\n        "contacts.Contact", related_name="phone_numbers", on_delete=models.CASCADE\n    )\n'
            "    number = models.CharField(max_length=40)\n    type = models.CharField(max_length=20, choices=constants.PHONE_TYPES)\n\n"
            '    class Meta:\n        db_table = "modoboa_contacts_phonenumber"\n\n'
            '    def __str__(self):\n        return f"{self.type}: {self.number}"\n',
        },
        cut={MODELS: ("PhoneNumber",)},
        expected=(("SCP001", "contacts.PhoneNumber"),),
    ),
    Edit(
        "uniqueness together widened",
        _RECORD,
        {
            DMARC: (
                _RECORD_SWAP,
                (
                    '        unique_together = ("reporter", "report_id")',
                    '        unique_together = ("reporter", "report_id", "policy_domain")',
                ),
            )
        },
        mended=(DMARC,),
        expected=(("SCP002", "dmarc.Report.Meta.unique_together"),),
    ),
    Edit(
        "what happens on deletion changed",
        _RECORD,
        {
            DMARC: (
                _RECORD_SWAP,
                (
                    "models.ForeignKey(Reporter, on_delete=models.CASCADE)",
                    "models.ForeignKey(Reporter, on_delete=models.PROTECT)",
                ),
            )
        },
        expected=(("SCP002", "dmarc.Report.reporter"),),
    ),
    Edit(
        "choices of columns changed by way of their constant",
        _RECORD,
        {
            DMARC: (
                _RECORD_SWAP,
                ('    ("spf", "SPF"),\n', '    ("spf", "SPF"),\n    ("arc", "ARC"),\n'),
            )
        },
        expected=(("SCP005", "modoboa.dmarc.models.RECORD_TYPES"),),
    ),
    Edit(
        "the basename of a route changed",
        _RECENT,
        {VIEWS: (_RECENT_SWAP,), URLS: (('basename="category"', 'basename="contact-category"'),)},
        mended=(VIEWS,),
        expected=(("SCP003", "api/v2/categories/"),),
    ),
    Edit(
        "a route taken away",
        _RECENT,
        {
            VIEWS: (_RECENT_SWAP,),
            URLS: (
                (
                    'router.register(r"emails", viewsets.EmailAddressViewSet, basename="emailaddress")\n',
                    "",
                ),
            ),
        },
        expected=(("SCP003", "api/v2/emails/"),),
    ),
    Edit(
        "a queryset that everybody sees",
        _RECENT,
        {
            VIEWS: (
                _RECENT_SWAP,
                (
                    "models.Category.objects.filter(user=self.request.user)",
                    "models.Category.objects.all()",
                ),
            )
        },
        mended=(VIEWS,),
        expected=(("SCP005", "modoboa.contacts.viewsets.CategoryViewSet.get_queryset"),),
    ),
    Edit(
        "a function made asynchronous",
        _PUSH,
        {TASKS: (_PUSH_SWAP, ("def delete_contact_cdav(", "async def delete_contact_cdav("))},
        mended=(TASKS,),
        expected=(("SCP004", "modoboa.contacts.tasks.delete_contact_cdav"),),
    ),
    Edit(
        "a parameter renamed",
        _PUSH,
        {
            TASKS: (
                _PUSH_SWAP,
                (
                    "def create_cdav_addressbook(addressbook, password):",
                    "def create_cdav_addressbook(book, password):",
                ),
                (
                    "    clt = carddav.PyCardDAV(\n        addressbook.url,\n        user=addressbook.user.username,",
                    "    clt = carddav.PyCardDAV(\n        book.url,\n        user=book.user.username,",
                ),
            )
        },
        mended=(TASKS,),
        expected=(("SCP004", "modoboa.contacts.tasks.create_cdav_addressbook"),),
    ),
    Edit(
        "a public function moved to another module",
        _PUSH,
        {
            TASKS: (
                _PUSH_SWAP,
                ("from urllib.parse import unquote\n", ""),
                (
                    "                contents[card_filename(href)]",
                    "                contents[names.card_filename(href)]",
                ),
                (
                    '            card["filename"] = card_filename(',
                    '            card["filename"] = names.card_filename(',
                ),
                ("from . import models\n", "from . import models\nfrom . import names\n"),
            )
        },
        {
            "modoboa/contacts/names.py": '"""Names of cards."""\n\nfrom urllib.parse import unquote\n\n\n'
            'def card_filename(href: str) -> str:\n    """Tell the last part of an address."""\n    return unquote(href.rstrip("/").split("/")[-1])\n'
        },
        cut={TASKS: ("card_filename",)},
        expected=(("SCP004", "modoboa.contacts.tasks.card_filename"),),
    ),
    Edit(
        "statements in another order",
        _PUSH,
        {
            TASKS: (
                _PUSH_SWAP,
                (
                    '    contact.etag = card["etag"]\n    contact.filename = card["filename"]\n    contact.update_from_vcard(vcard)\n',
                    '    contact.update_from_vcard(vcard)\n    contact.etag = card["etag"]\n    contact.filename = card["filename"]\n',
                ),
            )
        },
        mended=(TASKS,),
        expected=(("SCP005", "modoboa.contacts.tasks.sync_card"),),
    ),
    Edit(
        "another application edited for style",
        _RECORD,
        {DMARC: (_RECORD_SWAP,)},
        mended=("modoboa/transport/models.py",),
        expected=(("SCP006", "modoboa/transport/models.py"),),
    ),
    Edit(
        "edited although existing code was to stay, by a flag",
        _RECORD,
        {DMARC: (_RECORD_SWAP,)},
        frozen=True,
        expected=(("SCP007", DMARC),),
    ),
    Edit(
        "imports sorted though changes were to be minimal",
        "Please make minimal changes here, we are about to release. " + _RECORD,
        {
            DMARC: (
                _RECORD_SWAP,
                (
                    "from django.db import models\nfrom django.utils.translation import gettext_lazy as _\n\nfrom modoboa",
                    "from django.db import models\nfrom django.utils.translation import gettext_lazy as _\nfrom modoboa",
                ),
                ('    """Record results."""', '    """The results of a record."""'),
            )
        },
        expected=(("SCP008", DMARC),),
    ),
)
