"""Names of Django's own tables and of permissions, in the reader's language.

Django stores the name of a permission in English, and calls the rows that link a role to its permissions
"Group_permissions object (42)". Lists, forms and pages that ask before a deletion show what stands here.
"""

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

DEFAULT_NAMES = {
    "add": gettext_noop("Can add %(table)s"),
    "change": gettext_noop("Can change %(table)s"),
    "delete": gettext_noop("Can delete %(table)s"),
    "view": gettext_noop("Can view %(table)s"),
}
"""Of the permissions that every table has."""

FURTHER_NAMES = (
    gettext_noop("Can import vote logs and withdraw imports"),
    gettext_noop("Can replace a partner key by a new one"),
    gettext_noop("Can resume a paused webhook receiver"),
    gettext_noop("Can revoke a partner key"),
    gettext_noop("Can send a webhook again"),
)
"""Of permissions whose declaration is not marked for translation."""

APPS = (
    gettext_noop("Otp_Static"),
    gettext_noop("Otp_Totp"),
    gettext_noop("Sessions"),
)
"""Apps of other projects whose names nobody has translated."""

TABLES = (
    gettext_noop("address trace"),
    gettext_noop("annotation"),
    gettext_noop("answer reading"),
    gettext_noop("attack price"),
    gettext_noop("authenticator"),
    gettext_noop("ballot"),
    gettext_noop("battle style"),
    gettext_noop("board"),
    gettext_noop("board quality"),
    gettext_noop("campaign removal"),
    gettext_noop("data release"),
    gettext_noop("dirty day"),
    gettext_noop("endpoint health"),
    gettext_noop("erasure order"),
    gettext_noop("exclusion"),
    gettext_noop("exclusion lift"),
    gettext_noop("heartbeat"),
    gettext_noop("held prompt"),
    gettext_noop("import batch change"),
    gettext_noop("job lease"),
    gettext_noop("key use"),
    gettext_noop("ledger day"),
    gettext_noop("ledger scan"),
    gettext_noop("model health"),
    gettext_noop("model speed"),
    gettext_noop("name merge end"),
    gettext_noop("outbox event"),
    gettext_noop("pair counts"),
    gettext_noop("pair weights"),
    gettext_noop("prompt digest"),
    gettext_noop("prompt reading"),
    gettext_noop("prompt sketch"),
    gettext_noop("proposal answer"),
    gettext_noop("rate count"),
    gettext_noop("recovery codes"),
    gettext_noop("release file"),
    gettext_noop("retention cursor"),
    gettext_noop("rule action"),
    gettext_noop("scan mark"),
    gettext_noop("segment"),
    gettext_noop("segment figures"),
    gettext_noop("session"),
    gettext_noop("site key use"),
    gettext_noop("snapshot"),
    gettext_noop("standing"),
    gettext_noop("static device"),
    gettext_noop("static token"),
    gettext_noop("thinned snapshot"),
    gettext_noop("TOTP device"),
    gettext_noop("turn signal"),
    gettext_noop("voter block"),
    gettext_noop("voter block lift"),
)
"""Tables that have permissions and no page for staff."""


def name_permission(permission: Permission) -> str:
    """Its app, its table and what it allows. A permission of a table that is gone has its stored name."""
    table = permission.content_type.model_class()
    if table is None:
        return f"{permission.content_type} | {permission.name}"
    name = gettext(str(table._meta.verbose_name))
    act, _separator, model = permission.codename.partition("_")
    if act in DEFAULT_NAMES and model == table._meta.model_name:
        words = gettext(DEFAULT_NAMES[act]) % {"table": name}
    else:
        words = gettext(permission.name)
    app = gettext(str(table._meta.app_config.verbose_name))
    return f"{app} | {name} | {words}"


def name_link(link: Model) -> str:
    """The two rows that a row links."""
    return " – ".join(str(getattr(link, each.name)) for each in link._meta.fields if each.is_relation)


LINKS = (
    (Group.permissions.through, _("permission of a role"), _("permissions of a role")),
    (User.user_permissions.through, _("permission of an account"), _("permissions of an account")),
    (User.groups.through, _("role of an account"), _("roles of accounts")),
)


def install_names() -> None:
    """Give Django's tables these names."""
    Permission.add_to_class("__str__", name_permission)
    for link, name, names in LINKS:
        link.add_to_class("__str__", name_link)
        link._meta.verbose_name, link._meta.verbose_name_plural = name, names
