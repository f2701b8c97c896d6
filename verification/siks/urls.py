"""Addresses of the monthly batch."""

from django.urls import path

from verification.siks import views

app_name = "siks"
urlpatterns = [
    path("kiriman/", views.Batches.as_view(), name="batches"),
    path("kiriman/segel", views.SealMonth.as_view(), name="seal"),
    path("kiriman/templat", views.Templates.as_view(), name="templates"),
    path("kiriman/templat/baru", views.NewVersion.as_view(), name="new_version"),
    path("kiriman/<int:pk>/", views.BatchPage.as_view(), name="batch"),
    path("kiriman/<int:pk>/tulis-sisa", views.WriteRest.as_view(), name="write_rest"),
    path("kiriman/<int:pk>/sandi", views.Password.as_view(), name="password"),
    path("kiriman/<int:pk>/ketik/", views.KeyingStart.as_view(), name="keying"),
    path("kiriman/ketik/<int:pk>/", views.Keying.as_view(), name="keying_row"),
    path("kiriman/jawaban/", views.Returns.as_view(), name="returns"),
    path("kiriman/jawaban/unggah", views.UploadReturn.as_view(), name="upload_return"),
    path("kiriman/jawaban/<int:pk>/", views.ReturnPage.as_view(), name="return"),
    path("warga/<int:pk>/terlihat-di-pusat", views.LookUpPage.as_view(), name="look_up"),
    path("kiriman/berkas/<int:pk>", views.DownloadFile.as_view(), name="file"),
]
