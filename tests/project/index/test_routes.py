"""Routes with their full patterns and names, as Django's resolver would list them."""

from tests.project.index.projects import index, patterns

VIEWS = """
    from django.views import View

    def home(request): ...

    class Detail(View):
        def get(self, request): ...
"""


def test_include_of_a_module_with_app_name_and_of_a_tuple_with_namespace() -> None:
    found = index(
        config__urls="""
            from django.contrib import admin
            from django.urls import include, path, re_path
            from shop import views

            extra = [path("x/", views.home, name="x")]
            urlpatterns = [
                path("admin/", admin.site.urls),
                path("shop/", include("shop.urls")),
                path("two/", include((extra, "extra"), namespace="second")),
                re_path(r"^old/$", views.Detail.as_view(), name="old"),
            ]
            urlpatterns += [path("", views.home, name="home")]
        """,
        shop__views=VIEWS,
        shop__urls="""
            from django.urls import path
            from .views import Detail

            app_name = "shop"
            urlpatterns = [path("<int:pk>/", Detail.as_view(), name="detail")]
        """,
    )
    assert patterns(found) == [
        ("admin/", ""),
        ("shop/<int:pk>/", "shop:detail"),
        ("two/x/", "second:x"),
        ("^old/$", "old"),
        ("", "home"),
    ]
    admin, detail, *_ = found.routes
    assert admin.mount
    assert (detail.view, detail.path, detail.line) == ("shop.views.Detail", "shop/urls.py", 6)
    assert detail.own_pattern == "<int:pk>/"


def test_routers_make_the_routes_that_the_viewset_answers() -> None:
    found = index(
        config__urls="""
            from django.urls import include, path
            from rest_framework.routers import DefaultRouter, SimpleRouter
            from shop.views import NoteViewSet, OrderViewSet

            router = SimpleRouter()
            router.register("orders", OrderViewSet)
            notes = DefaultRouter(trailing_slash=False)
            notes.register(r"notes", NoteViewSet, basename="note")
            urlpatterns = [path("api/", include(router.urls))]
            urlpatterns += notes.urls
        """,
        shop__models="""
            from django.db import models

            class Order(models.Model): ...
        """,
        shop__views="""
            from rest_framework import mixins, viewsets
            from rest_framework.decorators import action
            from .models import Order

            class OrderViewSet(viewsets.ReadOnlyModelViewSet):
                queryset = Order.objects.all()
                lookup_field = "code"

                @action(detail=True, methods=["post"], url_path="pay-now")
                def pay(self, request, code): ...

            class NoteViewSet(mixins.CreateModelMixin, viewsets.GenericViewSet): ...
        """,
    )
    assert patterns(found) == [
        ("api/^orders/$", "order-list"),
        ("api/^orders/(?P<code>[^/.]+)/$", "order-detail"),
        ("api/^orders/(?P<code>[^/.]+)/pay-now/$", "order-pay"),
        ("^notes$", "note-list"),
        (r"^notes\.(?P<format>[a-z0-9]+)/?$", "note-list"),
        ("", "api-root"),
        ("<drf_format_suffix:format>", "api-root"),
    ]
    assert found.routes[0].router == "orders"
    assert found.routes[0].action == "get=list"
    assert found.routes[3].action == "post=create"
    viewset = next(view for view in found.views if view.name == "OrderViewSet")
    assert viewset.kind == "viewset"
    assert viewset.models == ("shop.Order",)
    assert {action.name for action in viewset.actions} == {"list", "retrieve", "pay"}


def test_nested_routers_put_the_parent_before_the_prefix() -> None:
    found = index(
        config__urls="""
            from django.urls import include, path
            from rest_framework.routers import SimpleRouter
            from rest_framework_nested.routers import NestedSimpleRouter
            from shop.views import ItemView, OrderView

            router = SimpleRouter()
            router.register("orders", OrderView, basename="order")
            items = NestedSimpleRouter(router, "orders", lookup="order")
            items.register("items", ItemView, basename="item")
            urlpatterns = [path("", include(items.urls))]
        """,
        shop__views="""
            from rest_framework.viewsets import ReadOnlyModelViewSet

            class OrderView(ReadOnlyModelViewSet): ...
            class ItemView(ReadOnlyModelViewSet): ...
        """,
    )
    assert patterns(found)[0] == ("^orders/(?P<order_pk>[^/.]+)/items/$", "item-list")


def test_prefixes_under_unknown_conditions_keep_what_was_before() -> None:
    found = index(
        config__urls="""
            import os
            from django.conf import settings
            from django.urls import include, path
            from shop import views

            prefix = ""
            if os.environ.get("PREFIX"):
                prefix = os.environ["PREFIX"] + "/"
            urlpatterns = [path(f"{prefix}home/", views.home, name="home")]
            if settings.TRACE:
                urlpatterns = [path("trace/", include("trace.urls")), *urlpatterns]
            urlpatterns = [path(settings.BASE, include(urlpatterns))]
        """,
        shop__views=VIEWS,
    )
    assert patterns(found) == [("<?>trace/", ""), ("<?>home/", "home")]
    trace, home = found.routes
    assert (trace.conditional, trace.mount, trace.view) == (True, True, "trace.urls")
    assert not home.conditional


def test_patterns_that_functions_methods_and_configurations_return() -> None:
    found = index(
        config__urls="""
            from django.apps import apps
            from django.conf.urls.i18n import i18n_patterns
            from django.urls import include, path
            from django.utils.translation import gettext_lazy as _
            from shop.views import Crud

            def guarded(patterns):
                for pattern in patterns:
                    pattern.callback = check(pattern.callback)
                return patterns

            urlpatterns = i18n_patterns(path(_("shop/"), include(apps.get_app_config("shop").urls[0])))
            urlpatterns += guarded([*Crud.get_urls("things", "thing")])
        """,
        shop__apps="""
            from django.apps import AppConfig
            from django.urls import path

            class ShopConfig(AppConfig):
                name = "shop"

                def ready(self):
                    from .views import home
                    self.home = home

                def get_urls(self):
                    return [path("home/", self.home, name="home")]

                @property
                def urls(self):
                    return self.get_urls(), "shop", "shop"
        """,
        shop__views="""
            from django.urls import path
            from django.views import View

            def home(request): ...

            class Crud(View):
                actions = ["list", "edit"]

                @classmethod
                def get_urls(cls, base, name):
                    return [path(f"{base}/{a}/", cls.as_view(), name=f"{name}-{a}") for a in cls.actions]
        """,
    )
    assert patterns(found) == [
        ("<language>/shop/home/", "home"),
        ("things/list/", "thing-list"),
        ("things/edit/", "thing-edit"),
    ]
    assert [route.view for route in found.routes][:2] == ["shop.views.home", "shop.views.Crud"]


def test_suffixes_for_formats_old_url_and_a_view_under_decorators() -> None:
    found = index(
        config__urls="""
            from django.conf.urls import url
            from django.contrib.auth.decorators import login_required
            from rest_framework.urlpatterns import format_suffix_patterns
            from shop.views import home

            urlpatterns = format_suffix_patterns(
                [url(r"^home/$", login_required(home), name="home")], allowed=["json"]
            )
        """,
        shop__views=VIEWS,
    )
    assert patterns(found) == [
        ("^home/$", "home"),
        (r"^home\.(?P<format>json)/?$", "home"),
    ]
    assert found.routes[0].view == "shop.views.home"


def test_without_settings_the_modules_that_no_other_includes_are_roots() -> None:
    from tests.project.index.projects import of

    found = of({
        "lib/urls.py": (
            "from django.urls import include, path\n"
            "urlpatterns = [path('a/', include('lib.more'))]\n"
        ),
        "lib/more.py": "from django.urls import path\nurlpatterns = [path('b/', None, name='b')]\n",
    })  # fmt: skip
    assert patterns(found) == [("a/b/", "b")]
    assert found.routes[0].root == "lib.urls"


def test_loops_that_never_end_and_modules_that_include_each_other_do_end() -> None:
    found = index(
        config__urls="""
            from django.urls import include, path

            def again(patterns):
                return again(patterns + again(patterns))

            urlpatterns = [path("a/", include("config.urls"))]
            urlpatterns += again([path("b/", None, name="b")])
        """
    )
    assert ("b/", "b") in patterns(found)
