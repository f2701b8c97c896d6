"""Addresses of Disdukcapil's web service."""

from django.urls import path

from verification.sources import views

app_name = "sources"
urlpatterns = [
    path("layanan-disdukcapil/", views.ServicePage.as_view(), name="service"),
    path("layanan-disdukcapil/pks", views.AgreementPage.as_view(), name="agreement"),
    path("layanan-disdukcapil/pks/<int:pk>/pakai", views.Switch.as_view(), name="switch"),
    path("layanan-disdukcapil/periksa", views.RunChecks.as_view(), name="run"),
    path("layanan-disdukcapil/data-balikan", views.GivenBack.as_view(), name="given_back"),
    path("warga/<int:pk>/disdukcapil", views.CitizenPage.as_view(), name="citizen"),
    path("warga/<int:pk>/disdukcapil/tanya", views.AskNow.as_view(), name="ask"),
]
