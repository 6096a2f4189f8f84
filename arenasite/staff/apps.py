from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin with the site's own sign-in."""

    default_site = "arenasite.staff.site.StaffSite"
