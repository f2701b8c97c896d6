"""Addresses of the office's own settings, below /kantor/."""

from django.urls import path

from dtks.office import views

app_name = "office"
urlpatterns = [
    path("", views.Settings.as_view(), name="settings"),
    path("kop-surat", views.LetterheadPage.as_view(), name="letterhead"),
    path("kop-surat/<int:pk>.pdf", views.LetterheadPdf.as_view(), name="letterhead_pdf"),
    path("penanda-tangan", views.Signatories.as_view(), name="signatories"),
    path("penanda-tangan/baru", views.NewSignatory.as_view(), name="signatory_new"),
    path("penanda-tangan/<int:pk>", views.Signatories.as_view(), name="signatory"),
    path("penanda-tangan/<int:pk>/akhiri", views.EndSignatory.as_view(), name="signatory_end"),
    path("hari-libur", views.Holidays.as_view(), name="holidays"),
    path("hari-libur/baru", views.EditHoliday.as_view(), name="holiday_new"),
    path("hari-libur/impor", views.ImportHolidays.as_view(), name="holidays_import"),
    path("hari-libur/impor/simpan", views.TakeHolidays.as_view(), name="holidays_take"),
    path("hari-libur/<int:pk>", views.EditHoliday.as_view(), name="holiday"),
    path("hari-libur/<int:pk>/batalkan", views.TakeBackHoliday.as_view(), name="holiday_take_back"),
    path("jendela", views.Windows.as_view(), name="windows"),
    path("jendela/<int:year>-<int:month>", views.EditWindow.as_view(), name="window"),
    path("hari-wali-kota/baru", views.NewMayorDay.as_view(), name="mayor_day_new"),
    path("hari-wali-kota/<int:pk>/batalkan", views.TakeBackMayorDay.as_view(), name="mayor_day_take_back"),
]
