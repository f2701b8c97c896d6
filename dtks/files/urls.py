"""Addresses of files that come in."""

from django.urls import path

from dtks.files import views

app_name = "files"
urlpatterns = [
    path("", views.StagedFiles.as_view(), name="list"),
    path("unggah", views.Upload.as_view(), name="upload"),
    path("<int:pk>/", views.StagedPage.as_view(), name="staged"),
    path("<int:pk>/kolom", views.ExplainColumns.as_view(), name="columns"),
    path("<int:pk>/kepala", views.NameHeader.as_view(), name="header"),
    path("<int:pk>/batalkan", views.GiveUp.as_view(), name="give_up"),
    path("<int:pk>/gabungkan", views.Merge.as_view(), name="merge"),
    path("<int:pk>/tarik", views.TakeBack.as_view(), name="take_back"),
    path("<int:pk>/bermasalah", views.Faults.as_view(), name="faults"),
]
