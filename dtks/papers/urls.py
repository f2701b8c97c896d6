"""Addresses of the archive. Papers go by their archive number."""

from django.urls import path

from dtks.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.ArchiveView.as_view(), name="archive"),
    path("tambah/", views.ArchiveAddView.as_view(), name="add"),
    path("aturan/", views.RuleListView.as_view(), name="rules"),
    path("aturan/baru/", views.RuleEditView.as_view(), name="rule_new"),
    path("poster/", views.PostersView.as_view(), name="posters"),
    path("poster/<str:code>-<str:size>.pdf", views.PosterView.as_view(), name="poster"),
    path("aturan/<int:pk>/", views.RuleView.as_view(), name="rule"),
    path("aturan/<int:pk>/ubah/", views.RuleEditView.as_view(), name="rule_edit"),
    path("aturan/<int:pk>/akhiri/", views.RuleEndView.as_view(), name="rule_end"),
    path("<str:number>/", views.DocumentView.as_view(), name="document"),
    path("<str:number>/pratinjau/", views.PreviewView.as_view(), name="preview"),
    path("<str:number>/berkas/", views.FileView.as_view(), name="file"),
]
