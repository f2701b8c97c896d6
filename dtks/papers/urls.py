"""Addresses of the archive. Papers go by their archive number."""

from django.urls import path

from dtks.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.ArchiveView.as_view(), name="archive"),
    path("<str:number>/", views.DocumentView.as_view(), name="document"),
    path("<str:number>/pratinjau/", views.PreviewView.as_view(), name="preview"),
    path("<str:number>/berkas/", views.FileView.as_view(), name="file"),
]
