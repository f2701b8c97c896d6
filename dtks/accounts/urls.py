"""Addresses of sign-in, profile, users, readings."""

from django.urls import path

from dtks.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("masuk", views.SignIn.as_view(), name="login"),
    path("masuk/kode", views.Code.as_view(), name="code"),
    path("keluar", views.SignOut.as_view(), name="logout"),
    path("akun", views.Profile.as_view(), name="profile"),
    path("akun/kata-sandi", views.Password.as_view(), name="password"),
    path("akun/faktor-kedua", views.Factor.as_view(), name="factor"),
    path("akun/kode-cadangan", views.RecoveryCodes.as_view(), name="recovery_codes"),
    path("akun/sesi/akhiri-lain", views.EndOtherSessions.as_view(), name="sessions_end"),
    path("akun/sesi/<int:pk>/akhiri", views.EndSession.as_view(), name="session_end"),
    path("wilayah", views.RegionList.as_view(), name="regions"),
    path("pengguna", views.UserList.as_view(), name="users"),
    path("pengguna/baru", views.NewUser.as_view(), name="user_new"),
    path("pengguna/<int:pk>", views.UserList.as_view(), name="user"),
    path("pengguna/<int:pk>/kata-sandi", views.NewPassword.as_view(), name="user_password"),
    path("pengguna/<int:pk>/sesi", views.EndSessionsOf.as_view(), name="user_sessions"),
    path("pengguna/<int:pk>/faktor-kedua", views.TakeFactorAway.as_view(), name="user_factor"),
    path("pengguna/<int:pk>/pakai", views.SwitchUser.as_view(), name="user_switch"),
    path("pengguna/<int:pk>/mandat-baru", views.NewMandate.as_view(), name="mandate_new"),
    path("mandat/<int:pk>/akhiri", views.EndMandate.as_view(), name="mandate_end"),
    path("nomor/<str:subject>/<int:pk>", views.Reveal.as_view(), name="reveal"),
    path("pembukaan-data", views.Readings.as_view(), name="readings"),
]
