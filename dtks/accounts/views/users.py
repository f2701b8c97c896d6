"""Accounts and mandates, for the administrator."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts import queries, services
from dtks.accounts.filters import RegionFilter, UserFilter
from dtks.accounts.forms import EndMandateForm, MandateForm, UserForm
from dtks.accounts.models import Mandate, User
from dtks.accounts.tables import RegionTable, UserTable
from dtks.office.models import Region
from dtks.web.views import FormView, ListView, RoomView
from dtks.web.views.forms import one_effect
from dtks.web.views.lists import Chip
from dtks.web.views.rooms import no_store


def user_url(user: User) -> str:
    """The page of an account."""
    return reverse("accounts:user", args=[user.pk])


def stands_in(mandate: Mandate) -> bool:
    """Whether somebody stands in for another by it, now or later."""
    return bool(mandate.acting) and mandate.state_today in {"in_force", "ending", "later"}


class UserList(ListView):
    """All accounts; with a chosen one beside them: mandates and what can be done."""

    permission = "accounts.manage"
    template_name = "accounts/users.html"
    title = "Pengguna"
    meta = "Hak datang dari mandat bertanggal; mandat habis, hak habis pada hari itu."
    table_class = UserTable
    filter_class = UserFilter
    search_hint = "Cari nama atau nama pengguna"
    order_by = "name"
    nothing_yet = "Belum ada pengguna. Tambah yang pertama."
    chip_field = "pk"  # the chips overlap: they are counted by their conditions
    chip_words = {"kelurahan": "Kelurahan", "habis": "Habis bulan ini", "pengganti": "Plh., Plt."}

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        conditions = queries.chip_conditions(timezone.localdate())
        counts = {f"n_{name}": Count("pk", filter=rule) for name, rule in conditions.items()}
        found = rows.order_by().aggregate(n_=Count("pk"), **counts)
        return {name.removeprefix("n_"): number for name, number in found.items()}

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(queries.chip_conditions(timezone.localdate()).get(value, Q(pk=None)))

    @cached_property
    def total(self) -> int:
        return self.counts.get(self.chip, 0)

    def chips(self) -> list[Chip]:
        everybody = Chip("", "Semua", self.counts[""], not self.chip)
        return [everybody, *(chip for chip in super().chips() if chip.value)]

    def rows(self) -> QuerySet[User]:
        return queries.users_with_mandates()

    @cached_property
    def chosen(self) -> User | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(queries.users_with_mandates(), pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {
            "chosen": self.chosen,
            "current_pk": self.kwargs.get("pk"),
            "mandate_form": self.chosen and MandateForm(),
            "factor_active": self.chosen and services.has_second_factor(self.chosen),
            "open_sessions": services.open_sessions(self.chosen) if self.chosen else [],
            "today": timezone.localdate(),
            "stands_in": self.chosen and next((each for each in self.chosen.mandates.all() if stands_in(each)), None),
        }


class RegionList(ListView):
    """The kelurahan of the city and who works in each today."""

    permission = "accounts.manage"
    title = "Wilayah"
    meta = "Kelurahan Kota Kendari dan siapa yang bermandat di sana hari ini; mandat diubah di Pengguna."
    table_class = RegionTable
    filter_class = RegionFilter
    search_hint = "Cari nama atau kode kelurahan"
    order_by = "parent"
    nothing_yet = "Tabel wilayah belum dimuat. Jalankan manage.py prepare."

    def rows(self) -> QuerySet[Region]:
        return queries.wards(timezone.localdate())


class NewUser(FormView):
    """A new account; its one-time password is shown once."""

    permission = "accounts.manage"
    form_class = UserForm
    title = "Pengguna baru"
    submit = "Buat akun"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return ("Pengguna", reverse("accounts:users"))

    def done(self, form: Any) -> HttpResponse:
        user, password = services.create_user(**form.cleaned_data)
        return show_password(self.request, user, password)


def show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The one page on which a one-time password stands."""
    context = {"title": f"Kata sandi sekali pakai untuk {user}", "person": user, "password": password}
    return no_store(render(request, "accounts/one_time_password.html", context))


class NewPassword(RoomView):
    """A new one-time password for an account."""

    permission = "accounts.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        return show_password(request, user, services.reset_password(user=user))


class SwitchUser(RoomView):
    """Take an account out of use, or back in."""

    permission = "accounts.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)

        def switch() -> str:
            if user.is_active:
                services.deactivate(user=user, actor=request.user)  # type: ignore[arg-type]
                messages.success(request, f"{user} tidak dapat masuk lagi. Riwayatnya tetap.")
            else:
                services.reactivate(user=user)
                messages.success(request, f"{user} dapat masuk lagi.")
            return user_url(user)

        return one_effect(request, switch)


class NewMandate(FormView):
    """A mandate for an account."""

    permission = "accounts.manage"
    form_class = MandateForm
    submit = "Simpan mandat"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Mandat baru untuk {self.person}"

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": timezone.localdate()}

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return (str(self.person), user_url(self.person))

    def done(self, form: Any) -> str:
        mandate = services.give_mandate(user=self.person, given_by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        said = (
            "Mandat tersimpan." if mandate.basis else "Mandat tersimpan, tetapi belum berlaku: nomor surat belum ada."
        )
        messages.success(self.request, said)
        return user_url(self.person)


class EndMandate(FormView):
    """The last day of a mandate."""

    permission = "accounts.manage"
    form_class = EndMandateForm
    submit = "Akhiri mandat"
    meta = "Mandat tidak dihapus; yang sudah diputus dengan mandat ini tetap berlaku."

    @cached_property
    def mandate(self) -> Mandate:
        return get_object_or_404(Mandate.objects.select_related("user", "region"), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Akhiri mandat {self.mandate}"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return (str(self.mandate.user), user_url(self.mandate.user))

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate()}

    def done(self, form: Any) -> str:
        services.end_mandate(mandate=self.mandate, ends_on=form.cleaned_data["ends_on"])
        messages.success(self.request, "Mandat diakhiri.")
        return user_url(self.mandate.user)
