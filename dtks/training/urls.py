"""Addresses of training."""

from django.urls import path

from dtks.training import views

app_name = "training"
urlpatterns = [
    path("", views.Tour.as_view(), name="tour"),
    path("ulang/", views.Again.as_view(), name="again"),
    path("catatan/", views.Records.as_view(), name="records"),
]
