"""Edits of django-oscar: abstract models, classes looked up by name, routes made by AppConfigs."""

from tests.scope.model import Edit, Swap

VOUCHER = "src/oscar/apps/voucher/abstract_models.py"
WISHLISTS = "src/oscar/apps/wishlists/abstract_models.py"
STRATEGY = "src/oscar/apps/partner/strategy.py"
SHIPPING = "src/oscar/apps/shipping/methods.py"
ROUTES = "src/oscar/apps/wishlists/apps.py"
CUSTOMER = "src/oscar/apps/customer/apps.py"

_DAYS = "Vouchers should be able to tell how many days are left: add days_left() to AbstractVoucher"
_DAYS_SWAP: Swap = (
    "    def is_available_for_basket(self, basket):\n",
    '    def days_left(self):\n        """Tell how many days are left."""\n        return (self.end_datetime - timezone.now()).days\n\n'
    "    def is_available_for_basket(self, basket):\n",
)
_ANONYMOUS = (
    "Исправь is_available_to_user у ваучера: при user=None проверка «один раз на клиента» падает"
)
_ANONYMOUS_SWAP: Swap = (
    "            if not user.is_authenticated:\n",
    "            if user is None or not user.is_authenticated:\n",
)
_PERCENTAGE = "Add a shipping method that charges a percentage of the basket"
_PERCENTAGE_SWAP: Swap = (
    "# pylint: disable=abstract-method\nclass OfferDiscount",
    'class Percentage(Base):\n    """A share of the basket\'s total."""\n\n    code = "percentage"\n    name = _("Percentage")\n    rate = D("0.05")\n\n'
    '    def calculate(self, basket):\n        """Return the share."""\n'
    "        return prices.Price(currency=basket.currency, excl_tax=basket.total_excl_tax * self.rate)\n\n\n"
    "# pylint: disable=abstract-method\nclass OfferDiscount",
)
_GERMANY = "Add a strategy for Germany (19 % VAT) next to the UK one"
_GERMANY_SWAP: Swap = (
    "class US(UseFirst",
    'class Germany(UseFirstStockRecord, StockRequired, FixedRateTax, Structured):\n    """The strategy for Germany."""\n\n    rate = D("0.19")\n\n\nclass US(UseFirst',
)
_SHARED = "Add is_shared to wish lists: true where they have shared emails"
_SHARED_SWAP: Swap = (
    "    def get_shared_url(self):\n",
    '    def is_shared(self):\n        """Tell whether others see the list."""\n        return self.shared_emails.exists()\n\n    def get_shared_url(self):\n',
)

HONEST = (
    Edit(
        "a method of an abstract model, its file mended",
        _DAYS,
        {VOUCHER: (_DAYS_SWAP,)},
        mended=(VOUCHER,),
    ),
    Edit(
        "a bug told in Russian, its file mended",
        _ANONYMOUS,
        {VOUCHER: (_ANONYMOUS_SWAP,)},
        mended=(VOUCHER,),
    ),
    Edit(
        "a class beside others, the file mended",
        _PERCENTAGE,
        {SHIPPING: (_PERCENTAGE_SWAP,)},
        mended=(SHIPPING,),
    ),
    Edit(
        "a strategy beside others, the file mended",
        _GERMANY,
        {STRATEGY: (_GERMANY_SWAP,)},
        mended=(STRATEGY,),
    ),
)

OVERREACHING = (
    Edit(
        "a column of an abstract model cut",
        _DAYS,
        {
            VOUCHER: (
                _DAYS_SWAP,
                ('        _("Usage"), max_length=128,', '        _("Usage"), max_length=32,'),
            )
        },
        mended=(VOUCHER,),
        expected=(("SCP002", "voucher.AbstractVoucher.usage"),),
    ),
    Edit(
        "uniqueness together dropped",
        _SHARED,
        {WISHLISTS: (_SHARED_SWAP, ('        unique_together = (("wishlist", "product"),)\n', ""))},
        mended=(WISHLISTS,),
        expected=(
            (
                "SCP002",
                "wishlists.AbstractLine.Meta.unique_together",
            ),
        ),
    ),
    Edit(
        "a default of a parameter changed",
        _SHARED,
        {
            WISHLISTS: (
                _SHARED_SWAP,
                ("def random_key(cls, length=6)", "def random_key(cls, length=12)"),
            )
        },
        mended=(WISHLISTS,),
        expected=(("SCP004", "oscar.apps.wishlists.abstract_models.AbstractWishList.random_key"),),
    ),
    Edit(
        "a parameter that has to be given of a sudden",
        _DAYS,
        {
            VOUCHER: (
                _DAYS_SWAP,
                (
                    "def is_available_to_user(self, user=None):",
                    "def is_available_to_user(self, user):",
                ),
            )
        },
        mended=(VOUCHER,),
        expected=(
            ("SCP004", "oscar.apps.voucher.abstract_models.AbstractVoucher.is_available_to_user"),
        ),
    ),
    Edit(
        "a method renamed",
        _DAYS,
        {VOUCHER: (_DAYS_SWAP, ("    def is_expired(self):", "    def has_expired(self):"))},
        mended=(VOUCHER,),
        expected=(("SCP004", "oscar.apps.voucher.abstract_models.AbstractVoucher.is_expired"),),
    ),
    Edit(
        "a comparison that takes the border in",
        _ANONYMOUS,
        {
            VOUCHER: (
                _ANONYMOUS_SWAP,
                (
                    "        return self.end_datetime < now",
                    "        return self.end_datetime <= now",
                ),
            )
        },
        mended=(VOUCHER,),
        expected=(("SCP005", "oscar.apps.voucher.abstract_models.AbstractVoucher.is_expired"),),
    ),
    Edit(
        "a rate of tax changed",
        _GERMANY,
        {STRATEGY: (_GERMANY_SWAP, ('    rate = D("0.20")', '    rate = D("0.21")'))},
        mended=(STRATEGY,),
        expected=(("SCP005", "oscar.apps.partner.strategy.UK.rate"),),
    ),
    Edit(
        "bases of a class in another order",
        _GERMANY,
        {
            STRATEGY: (
                _GERMANY_SWAP,
                (
                    "class Default(UseFirstStockRecord, StockRequired, NoTax, Structured)",
                    "class Default(StockRequired, UseFirstStockRecord, NoTax, Structured)",
                ),
            )
        },
        mended=(STRATEGY,),
        expected=(("SCP005", "oscar.apps.partner.strategy.Default"),),
    ),
    Edit(
        "an arithmetic operator changed",
        _PERCENTAGE,
        {
            SHIPPING: (
                _PERCENTAGE_SWAP,
                (
                    "        excl_tax = base_charge.excl_tax - discount",
                    "        excl_tax = base_charge.excl_tax + discount",
                ),
            )
        },
        mended=(SHIPPING,),
        expected=(("SCP005", "oscar.apps.shipping.methods.TaxExclusiveOfferDiscount.calculate"),),
    ),
    Edit(
        "a route of an AppConfig changed",
        "Add a route that lists the wish lists of everybody to the app of wish lists, view class WishListIndexView",
        {
            ROUTES: (
                ('path("<str:key>/", self', 'path("list/<str:key>/", self'),
                (
                    "        ]\n",
                    '            path("", self.index_view.as_view(), name="index"),\n        ]\n',
                ),
                (
                    "    def ready(self):\n",
                    '    def ready(self):\n        self.index_view = get_class("wishlists.views", "WishListIndexView")\n',
                ),
            )
        },
        expected=(("SCP005", "oscar.apps.wishlists.apps.WishlistsConfig.get_urls"),),
    ),
    Edit(
        "login not required any more",
        "Добавь в личный кабинет страницу profile/history/ (представление profile_view)",
        {
            CUSTOMER: (
                (
                    '            path(\n                "profile/edit/",\n                login_required(self.profile_update_view.as_view()),',
                    '            path(\n                "profile/history/",\n                login_required(self.profile_view.as_view()),\n                name="profile-history",\n            ),\n'
                    '            path(\n                "profile/edit/",\n                self.profile_update_view.as_view(),',
                ),
            )
        },
        expected=(
            (
                "SCP005",
                "oscar.apps.customer.apps.CustomerConfig.get_urls",
            ),
        ),
    ),
)
