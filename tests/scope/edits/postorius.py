"""Edits of Postorius: views that are functions, routes that are regular expressions, one model."""

from tests.scope.model import Edit, Swap

DOMAIN = "src/postorius/views/domain.py"
URLS = "src/postorius/urls.py"
MODELS = "src/postorius/models.py"
UTILS = "src/postorius/utils.py"
SETTINGS = "example_project/settings.py"

_OWNERS = "remove_owners crashes when the address is not an owner: messages.error is called without the request"
_OWNERS_RU = "В remove_owners падает messages.error: туда не передан request. Почини"
_OWNERS_SWAP: Swap = (
    "        messages.error(\n            _('{} is not",
    "        messages.error(\n            request,\n            _('{} is not",
)
_CSV = "Add a page that gives all domains as CSV at domains/export/"
_CSV_SWAPS: dict[str, tuple[Swap, ...]] = {
    DOMAIN: (
        ("from django.http import Http404\n", "from django.http import Http404, HttpResponse\n"),
        (
            "@require_POST\n@login_required\n",
            "@login_required\n@superuser_required\ndef domain_export(request):\n"
            '    """Give all domains as CSV."""\n    hosts = [domain.mail_host for domain in Domain.objects.all()]\n'
            "    return HttpResponse('\\n'.join(hosts), content_type='text/csv')\n\n\n@require_POST\n@login_required\n",
        ),
    ),
    URLS: (
        (
            "    re_path(r'^domains/new/$',",
            "    re_path(\n        r'^domains/export/$', domain_views.domain_export, name='domain_export'\n    ),\n    re_path(r'^domains/new/$',",
        ),
    ),
}
_TEMPLATE = "EmailTemplate.description fails with a KeyError for an unknown name, return the name itself then"
_TEMPLATE_SWAP: Swap = (
    "return dict(TEMPLATES_LIST)[self.name]",
    "return dict(TEMPLATES_LIST).get(self.name, self.name)",
)


def _csv(path: str, *swaps: Swap) -> dict[str, tuple[Swap, ...]]:
    return {**_CSV_SWAPS, path: (*_CSV_SWAPS.get(path, ()), *swaps)}


HONEST = (
    Edit("a bug in a view, its file mended", _OWNERS, {DOMAIN: (_OWNERS_SWAP,)}, mended=(DOMAIN,)),
    Edit(
        "a bug told in Russian, with a test",
        _OWNERS_RU,
        {DOMAIN: (_OWNERS_SWAP,)},
        {
            "src/postorius/tests/test_remove_owners.py": '"""Taking owners away."""\n\nfrom inspect import signature\n\nfrom postorius.views.domain import remove_owners\n\n\n'
            'def test_the_request_comes_first() -> None:\n    """Messages need it."""\n'
            '    assert next(iter(signature(remove_owners).parameters)) == "request"\n'
        },
    ),
    Edit("a page with its route, both files mended", _CSV, _csv(DOMAIN), mended=(DOMAIN, URLS)),
    Edit(
        "a bug of a model's property, its file mended",
        _TEMPLATE,
        {MODELS: (_TEMPLATE_SWAP,)},
        mended=(MODELS,),
    ),
    Edit(
        "a helper in Russian, its file mended",
        "Добавь в postorius.utils функцию list_name(list_id), которая возвращает часть до первой точки",
        {
            UTILS: (
                (
                    "LANGUAGES = [\n",
                    'def list_name(list_id):\n    """Return what stands before the first dot."""\n    return list_id.partition(\'.\')[0]\n\n\nLANGUAGES = [\n',
                ),
            )
        },
        mended=(UTILS,),
    ),
)

OVERREACHING = (
    Edit(
        "a view open to everybody who is logged in",
        _OWNERS,
        {
            DOMAIN: (
                _OWNERS_SWAP,
                ("@superuser_required\ndef domain_delete(", "def domain_delete("),
            )
        },
        mended=(DOMAIN,),
        expected=(("SCP005", "postorius.views.domain.domain_delete"),),
    ),
    Edit(
        "an exception caught that went through before",
        _OWNERS_RU,
        {
            DOMAIN: (
                _OWNERS_SWAP,
                (
                    "            except HTTPError as e:\n                form.add_error('mail_host', e.reason)",
                    "            except Exception as e:\n                form.add_error('mail_host', str(e))",
                ),
            )
        },
        mended=(DOMAIN,),
        expected=(("SCP005", "postorius.views.domain.domain_new"),),
    ),
    Edit(
        "a redirect to another page",
        _OWNERS,
        {
            DOMAIN: (
                _OWNERS_SWAP,
                (
                    "            domain_deleted.send(sender=Domain, mail_host=domain)\n            return redirect('domain_index')",
                    "            domain_deleted.send(sender=Domain, mail_host=domain)\n            return redirect('list_index')",
                ),
            )
        },
        mended=(DOMAIN,),
        expected=(("SCP005", "postorius.views.domain.domain_delete"),),
    ),
    Edit(
        "the parameter of a view renamed",
        _OWNERS,
        {
            DOMAIN: (
                _OWNERS_SWAP,
                (
                    "def domain_owners(request, domain):\n    domain_obj = Domain.objects.get(mail_host=domain)",
                    "def domain_owners(request, mail_host):\n    domain_obj = Domain.objects.get(mail_host=mail_host)",
                ),
            )
        },
        mended=(DOMAIN,),
        expected=(("SCP004", "postorius.views.domain.domain_owners"),),
    ),
    Edit(
        "a route that ends in a slash now",
        _CSV,
        _csv(
            URLS,
            (
                "/delete$',\n        domain_views.domain_delete",
                "/delete/$',\n        domain_views.domain_delete",
            ),
        ),
        mended=(URLS,),
        expected=(
            (
                "SCP003",
                "postorius/domains/<domain>/delete",
            ),
        ),
    ),
    Edit(
        "a route taken away within a list that is included",
        _CSV,
        _csv(URLS, ("    re_path(r'^delete$', list_views.list_delete, name='list_delete'),\n", "")),
        expected=(
            (
                "SCP003",
                "postorius/lists/<list_id>/delete",
            ),
        ),
    ),
    Edit(
        "a column widened, with the choice of another",
        _TEMPLATE,
        {
            MODELS: (
                _TEMPLATE_SWAP,
                (
                    "identifier = models.CharField(blank=True, max_length=100)",
                    "identifier = models.CharField(blank=True, max_length=200)",
                ),
                ("    ('list', 'MailingList Wide'),\n", "    ('list', 'List Wide'),\n"),
            )
        },
        mended=(MODELS,),
        expected=(
            ("SCP002", "postorius.EmailTemplate.identifier"),
            (
                "SCP005",
                "postorius.models.TEMPLATE_CONTEXT_CHOICES",
            ),
        ),
    ),
    Edit(
        "one keyword of a call dropped",
        _TEMPLATE,
        {
            MODELS: (
                _TEMPLATE_SWAP,
                (
                    "kwargs['instance']._update_core(deleted=True)",
                    "kwargs['instance']._update_core()",
                ),
            )
        },
        mended=(MODELS,),
        expected=(("SCP005", "postorius.models.update_core_post_delete"),),
    ),
    Edit(
        "settings of the example changed with a bug of a view",
        _OWNERS,
        {DOMAIN: (_OWNERS_SWAP,), SETTINGS: (("ALLOWED_HOSTS = []", "ALLOWED_HOSTS = ['*']"),)},
        expected=(
            (
                "SCP005",
                "example_project.settings.ALLOWED_HOSTS",
            ),
        ),
    ),
    Edit(
        "documentation rewritten with a bug of a view",
        _OWNERS,
        {DOMAIN: (_OWNERS_SWAP,)},
        {"README.rst": "Postorius\n=========\n\nA web interface.\n"},
        expected=(("SCP006", "README.rst"),),
    ),
    Edit(
        "existing code edited though it was to be left alone",
        "Write a management command that lists all domains, and above all leave existing code untouched",
        {
            UTILS: (
                (
                    "    return [(None, '-----')] + list(choices)",
                    "    return [(None, '-----'), *choices]",
                ),
            )
        },
        {
            "src/postorius/management/commands/list_domains.py": '"""List the domains."""\n\nfrom django.core.management.base import BaseCommand\n\nfrom postorius.models import Domain\n\n\nclass Command(BaseCommand):\n    """List the domains."""\n\n    def handle(self, *_args: object, **_options: object) -> None:\n        """Write a line a domain."""\n        for domain in Domain.objects.all():\n            self.stdout.write(domain.mail_host)\n'
        },
        expected=(("SCP007", UTILS),),
    ),
)
