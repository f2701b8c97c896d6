"""Addresses of the room, below /daftar-pusat/."""

from django.urls import path

from verification.lists import views

app_name = "lists"
urlpatterns = [
    path("", views.CentralLists.as_view(), name="index"),
    path("bandingkan", views.Compare.as_view(), name="compare"),
    path("beda/<int:pk>/", views.DifferencePage.as_view(), name="difference"),
    path("siapa/", views.Questions.as_view(), name="questions"),
    path("siapa/<int:pk>/", views.QuestionPage.as_view(), name="question"),
    path("siapa/<int:pk>/tegaskan", views.ConfirmSame.as_view(), name="confirm"),
    path("siapa/<int:pk>/buka-lagi", views.ReopenQuestion.as_view(), name="reopen"),
    path("verifikasi/", views.Orders.as_view(), name="orders"),
    path("verifikasi/<int:pk>/", views.OrderPage.as_view(), name="order"),
    path("kembali/", views.Returns.as_view(), name="returns"),
    path("kembali/<int:pk>/", views.ReturnPage.as_view(), name="return"),
]
