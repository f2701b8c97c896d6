"""Addresses for citizens. `/status` is printed on every receipt, so it answers with and without a slash."""

from django.urls import path, re_path

from consultation.portal import views

app_name = "portal"
urlpatterns = [
    re_path(r"^status/?$", views.StatusView.as_view(), name="status"),
    path("usul", views.WriteView.as_view(), name="propose"),
    path("sanggah", views.WriteView.as_view(objection=True), name="object"),
    path("usul/formulir.pdf", views.PaperFormView.as_view(), name="propose_form"),
    path("sanggah/formulir.pdf", views.PaperFormView.as_view(objection=True), name="object_form"),
    path("survei", views.SurveyView.as_view(), name="survey"),
    path("pengetahuan", views.ArticlesView.as_view(), name="articles"),
    path("pengetahuan/<slug:slug>", views.ArticleView.as_view(), name="article"),
    path("syarat/<str:code>", views.RequirementsView.as_view(), name="requirements"),
    path("surat", views.LetterCheckView.as_view(), name="letter"),
    path("antrean-loket", views.HallScreenView.as_view(), name="hall"),
    path("antrean-loket/papan", views.HallBoardView.as_view(), name="hall_board"),
    path("antrean-loket/ambil/<str:key>", views.TakeNumberView.as_view(), name="take"),
]
