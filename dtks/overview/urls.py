"""Addresses of home pages, search, citizens, households, trail and health."""

from django.urls import path

from dtks.overview import views

app_name = "overview"
urlpatterns = [
    path("beranda", views.Home.as_view(), name="home"),
    path("tunggakan", views.Backlog.as_view(), name="backlog"),
    path("cari", views.Search.as_view(), name="search"),
    path("warga", views.CitizenList.as_view(), name="citizens"),
    path("warga/baru", views.NewCitizen.as_view(), name="citizen_new"),
    path("warga/<int:pk>", views.CitizenSummary.as_view(), name="citizen"),
    path("warga/<int:pk>/perkara", views.CitizenMatters.as_view(), name="citizen_matters"),
    path("warga/<int:pk>/berkas", views.CitizenPapers.as_view(), name="citizen_papers"),
    path("warga/<int:pk>/riwayat-isian", views.CitizenHistory.as_view(), name="citizen_history"),
    path("warga/<int:pk>/pembukaan", views.CitizenReadings.as_view(), name="citizen_readings"),
    path("warga/<int:pk>/usulkan", views.ProposeChange.as_view(), name="propose"),
    path("kelahiran", views.Births.as_view(), name="births"),
    path("kelahiran/catat", views.ReportBirth.as_view(), name="birth_new"),
    path("kelahiran/hp", views.PhoneBirth.as_view(), name="birth_phone"),
    path("kelahiran/<int:pk>", views.BirthPage.as_view(), name="birth_page"),
    path("kelahiran/<int:pk>/tarik", views.TakeBackBirth.as_view(), name="birth_take_back"),
    path("kelahiran/<int:pk>/berkas", views.BringPapers.as_view(), name="birth_papers"),
    path("kelahiran/<int:pk>/slip/<str:paper>.pdf", views.BirthSlip.as_view(), name="birth_slip"),
    path("warga/<int:pk>/tindakan", views.Acts.as_view(), name="acts"),
    path("warga/<int:pk>/tindakan/<slug:act>", views.ActPage.as_view(), name="act"),
    path("warga/<int:pk>/kelahiran", views.ReportBirth.as_view(), name="birth"),
    path("keluarga/<int:pk>", views.HouseholdPage.as_view(), name="household"),
    path("keluarga/<int:pk>/pergantian", views.SuccessionPage.as_view(), name="succession"),
    path("keluarga/<int:pk>/letakkan/<int:citizen>", views.PlaceMember.as_view(), name="place"),
    path("tiket-mendesak/<str:number>", views.TicketAct.as_view(), name="ticket_act"),
    path("jejak", views.Trail.as_view(), name="trail"),
    path("jejak/unduh", views.TrailExport.as_view(), name="trail_export"),
    path("kesehatan", views.Health.as_view(), name="health"),
    path("masa-simpan", views.Retention.as_view(), name="retention"),
    path("metrics", views.Metrics.as_view(), name="metrics"),
]
