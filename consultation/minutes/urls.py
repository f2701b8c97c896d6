"""Addresses of berita acara. They go by id: the number has slashes, and names stand in no address."""

from django.urls import path

from consultation.minutes import views

app_name = "minutes"
urlpatterns = [
    path("", views.MinutesListView.as_view(), name="list"),
    path("baru/", views.OpenView.as_view(), name="new"),
    path("kabar/", views.NewsList.as_view(), name="news"),
    path("kalender/", views.CalendarView.as_view(), name="calendar"),
    path("kuorum/", views.QuorumView.as_view(), name="quorum"),
    path("<int:pk>/", views.MinutesView.as_view(), name="minutes"),
    path("<int:pk>/rapat/", views.HeadView.as_view(), name="head"),
    path("<int:pk>/kehadiran/", views.AttendanceView.as_view(), name="attendance"),
    path("<int:pk>/nama/", views.NamesView.as_view(), name="names"),
    path("<int:pk>/nama/cari/", views.FindView.as_view(), name="find"),
    path("<int:pk>/nama/tambah/", views.AddView.as_view(), name="add"),
    path("<int:pk>/nama/baru/", views.AddUnknownView.as_view(), name="add_unknown"),
    path("<int:pk>/nama/<int:item>/", views.ItemView.as_view(), name="item"),
    path("<int:pk>/nama/<int:item>/lepas/", views.DropView.as_view(), name="drop"),
    path("<int:pk>/nama/<int:item>/bukti/", views.ItemPaperView.as_view(), name="item_paper"),
    path("<int:pk>/nama/templat.xlsx", views.TemplateView.as_view(), name="template"),
    path("<int:pk>/nama/berkas/", views.SheetView.as_view(), name="sheet"),
    path("<int:pk>/naskah/", views.PaperView.as_view(), name="paper"),
    path("<int:pk>/naskah/halaman-<int:page>.png", views.PreviewView.as_view(), name="preview"),
    path("<int:pk>/naskah/versi-<int:version>.pdf", views.PdfView.as_view(), name="pdf"),
    path("<int:pk>/serahkan/", views.HandInView.as_view(), name="hand_in"),
    path("<int:pk>/pindaian/", views.ScanView.as_view(), name="scan"),
    path("<int:pk>/pengumuman.pdf", views.PostingView.as_view(), name="posting"),
    path("<int:pk>/periksa/", views.ReviewView.as_view(), name="review"),
    path("<int:pk>/periksa/<int:item>/", views.JudgeView.as_view(), name="judge"),
    path("<int:pk>/nama/<int:item>/jawab/", views.AnswerView.as_view(), name="answer"),
    path("<int:pk>/batal/", views.VoidView.as_view(), name="void"),
]
