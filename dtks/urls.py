"""All URLs. Each room brings its own; words in the path are Indonesian, hyphenated, without NIK or name."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "dtks.web.views.errors.bad_request"
handler403 = "dtks.web.views.errors.refused"
handler404 = "dtks.web.views.errors.missing"
handler500 = "dtks.web.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dtks.accounts.urls")),
    path("pekerjaan/", include("dtks.jobs.urls")),
    path("kantor/", include("dtks.office.urls")),
    path("rekonsiliasi/", include("verification.reconciliation.urls")),
    path("daftar-pusat/", include("verification.lists.urls")),
    path("berkas-masuk/", include("dtks.files.urls")),
    path("arsip/", include("dtks.papers.urls")),
    path("tugas/", include("dtks.assignments.urls")),
    path("latihan/", include("dtks.training.urls")),
    path("tiket/", include("consultation.desk.urls")),
    path("berita-acara/", include("consultation.minutes.urls")),
    path("kunjungan/", include("consultation.visits.urls")),
    path("", include("consultation.portal.urls")),
    path("", include("dtks.overview.urls")),
    path("", include("verification.sources.urls")),
    path("", include("verification.corrections.urls")),
    path("", include("verification.workbench.urls")),
    path("", include("verification.siks.urls")),
    path("", include("verification.monthly.urls")),
]
