"""Bases from outside the project whose fields are known: a small table, and no more than is public.

Each entry is part of a package's documented interface. A base that is not here is called by its
name and nothing is claimed of its fields.
"""

from collections.abc import Mapping

MODEL_ROOTS = frozenset({
    "django.db.models.Model", "django.db.models.base.Model", "django.contrib.gis.db.models.Model",
})  # fmt: skip

_DJANGO = "django.db.models"
_PASSWORD = (
    ("password", f"{_DJANGO}.CharField"),
    ("last_login", f"{_DJANGO}.DateTimeField"),
)
_PERMISSIONS = (
    ("is_superuser", f"{_DJANGO}.BooleanField"),
    ("groups", f"{_DJANGO}.ManyToManyField"),
    ("user_permissions", f"{_DJANGO}.ManyToManyField"),
)
_USER = (
    ("username", f"{_DJANGO}.CharField"),
    ("first_name", f"{_DJANGO}.CharField"),
    ("last_name", f"{_DJANGO}.CharField"),
    ("email", f"{_DJANGO}.EmailField"),
    ("is_staff", f"{_DJANGO}.BooleanField"),
    ("is_active", f"{_DJANGO}.BooleanField"),
    ("date_joined", f"{_DJANGO}.DateTimeField"),
)
_SESSION = (
    ("session_key", f"{_DJANGO}.CharField"),
    ("session_data", f"{_DJANGO}.TextField"),
    ("expire_date", f"{_DJANGO}.DateTimeField"),
)
_TREE = tuple(
    (name, f"{_DJANGO}.PositiveIntegerField") for name in ("lft", "rght", "tree_id", "level")
)
_TAGGED = (("tag", f"{_DJANGO}.ForeignKey"),)
_OBJECT = (
    ("content_type", f"{_DJANGO}.ForeignKey"),
    ("object_id", f"{_DJANGO}.IntegerField"),
    ("content_object", "django.contrib.contenttypes.fields.GenericForeignKey"),
)
_TAG = (("name", f"{_DJANGO}.CharField"), ("slug", f"{_DJANGO}.SlugField"))
_PATH = (
    ("path", f"{_DJANGO}.CharField"),
    ("depth", f"{_DJANGO}.PositiveIntegerField"),
    ("numchild", f"{_DJANGO}.PositiveIntegerField"),
)

# Abstract bases, by the dotted names they are imported by: the fields they bring.
ABSTRACT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "django.contrib.auth.base_user.AbstractBaseUser": _PASSWORD,
    "django.contrib.auth.models.AbstractBaseUser": _PASSWORD,
    "django.contrib.auth.models.PermissionsMixin": _PERMISSIONS,
    "django.contrib.auth.models.AbstractUser": (*_PASSWORD, *_PERMISSIONS, *_USER),
    "django.contrib.sessions.base_session.AbstractBaseSession": _SESSION,
    "mptt.models.MPTTModel": _TREE,
    "treebeard.mp_tree.MP_Node": _PATH,
    "model_utils.models.TimeStampedModel": (
        ("created", "model_utils.fields.AutoCreatedField"),
        ("modified", "model_utils.fields.AutoLastModifiedField"),
    ),
    "model_utils.models.UUIDModel": (("id", "model_utils.fields.UUIDField"),),
    "model_utils.models.SoftDeletableModel": (("is_removed", f"{_DJANGO}.BooleanField"),),
    "django_extensions.db.models.TimeStampedModel": (
        ("created", "django_extensions.db.fields.CreationDateTimeField"),
        ("modified", "django_extensions.db.fields.ModificationDateTimeField"),
    ),
    "tree_queries.models.TreeNode": (("parent", "tree_queries.fields.TreeNodeForeignKey"),),
    "polymorphic.models.PolymorphicModel": (("polymorphic_ctype", f"{_DJANGO}.ForeignKey"),),
    "solo.models.SingletonModel": (),
    "modelcluster.models.ClusterableModel": (),
    "taggit.models.TagBase": _TAG,
    "taggit.models.ItemBase": (),
    "taggit.models.TaggedItemBase": _TAGGED,
    "taggit.models.GenericTaggedItemBase": _OBJECT,
    "rest_framework_api_key.models.AbstractAPIKey": (
        ("id", f"{_DJANGO}.CharField"),
        ("prefix", f"{_DJANGO}.CharField"),
        ("hashed_key", f"{_DJANGO}.CharField"),
        ("created", f"{_DJANGO}.DateTimeField"),
        ("name", f"{_DJANGO}.CharField"),
        ("revoked", f"{_DJANGO}.BooleanField"),
        ("expiry_date", f"{_DJANGO}.DateTimeField"),
    ),
    "adminsortable.models.SortableMixin": (),
}

# What `Meta` of a known abstract base passes on, as normalized source.
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "django.contrib.auth.models.AbstractUser": {
        "verbose_name": "_('user')",
        "verbose_name_plural": "_('users')",
    },
}

# Concrete models of packages that projects inherit from: their labels.
CONCRETE: Mapping[str, str] = {
    "django.contrib.auth.models.User": "auth.User",
    "django.contrib.auth.models.Group": "auth.Group",
    "django.contrib.auth.models.Permission": "auth.Permission",
    "django.contrib.contenttypes.models.ContentType": "contenttypes.ContentType",
    "django.contrib.sessions.models.Session": "sessions.Session",
    "django.contrib.sites.models.Site": "sites.Site",
    "django.contrib.flatpages.models.FlatPage": "flatpages.FlatPage",
    "django.contrib.admin.models.LogEntry": "admin.LogEntry",
    "wagtail.models.Page": "wagtailcore.Page",
    "wagtail.models.Collection": "wagtailcore.Collection",
    "cms.models.CMSPlugin": "cms.CMSPlugin",
    "cms.models.pluginmodel.CMSPlugin": "cms.CMSPlugin",
    "django_comments.models.Comment": "django_comments.Comment",
    "taggit.models.Tag": "taggit.Tag",
    "rest_framework.authtoken.models.Token": "authtoken.Token",
}

# What a package's base does with the fields of a class whose names do not end like a field's.
FIELD_NAMES = frozenset(
    {"TaggableManager", "ClusterTaggableManager", "GenericRelation", "ParentalKey"}
)
NOT_FIELDS = frozenset({"ImageSpecField", "ProcessedImageSpecField"})
