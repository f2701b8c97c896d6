"""Addresses of assignments."""

from django.urls import path

from dtks.assignments import views

app_name = "assignments"
urlpatterns = [
    path("", views.Assignments.as_view(), name="list"),
    path("<int:pk>/", views.AssignmentPage.as_view(), name="assignment"),
    path("<int:pk>/ambil/", views.Take.as_view(), name="take"),
    path("<int:pk>/serahkan/", views.HandOver.as_view(), name="hand_over"),
    path("<int:pk>/selesai/", views.Finish.as_view(), name="finish"),
    path("<int:pk>/batal/", views.Cancel.as_view(), name="cancel"),
]
