"""All addresses of the site. The language is part of the path, so that public pages are cacheable."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from arenasite import pages
from arenasite.front import views as front
from arenasite.front.sitemaps import sitemap_xml
from arenasite.receipts import views as receipts
from arenasite.transparency.views import (
    api_counting_policy,
    api_transparency,
    counting_policy,
    transparency,
)

admin.site.site_header = admin.site.site_title = _("Blind Arena, staff")
admin.site.index_title = _("Site administration")

urlpatterns = [
    path("favicon.ico", pages.favicon, name="favicon"),
    path("language/<str:code>/", pages.language, name="language"),
    path("healthz", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap_xml, name="sitemap"),
    path("site.webmanifest", front.manifest, name="manifest"),
    path(".well-known/security.txt", front.security_txt, name="security_txt"),
    path("api/v1/", include("ratings.api.urls")),
    path("data/", include("ratings.files.urls")),
    path("api/v1/transparency/<slug:arena>/", api_transparency, name="api_transparency"),
    path(
        "api/v1/transparency/<slug:arena>/policies/<slug:policy>/",
        api_counting_policy,
        name="api_counting_policy",
    ),
    *i18n_patterns(
        path("admin/", include("arenasite.effects.urls")),  # before the admin's own catch-all
        path("admin/", admin.site.urls),
        path("", include("battles.urls")),
        path("", include("ratings.urls")),
        path("", include("moderation.urls")),
        path("about/", pages.about, name="about"),
        path("contact/", front.contact, name="contact"),
        path("data/", front.data, name="data"),
        path("transparency/", transparency, name="transparency"),
        path("transparency/<slug:arena>/", transparency, name="transparency"),
        path("transparency/<slug:arena>/policies/<slug:policy>/", counting_policy, name="counting_policy"),
        path("receipts/<str:token>/", receipts.receipt, name="receipt"),
        path("receipts/<str:token>/contest/", receipts.receipt_contest, name="receipt_contest"),
        prefix_default_language=False,
    ),
]

handler400 = "arenasite.pages.bad_request"
handler403 = "arenasite.pages.forbidden"
handler404 = "arenasite.pages.not_found"
handler500 = "arenasite.pages.server_error"
