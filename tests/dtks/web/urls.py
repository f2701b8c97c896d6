"""The project's addresses, and a list and a form for the tests of their bases."""

import django_filters
from django import forms
from django.urls import path

from dtks.accounts.models import User
from dtks.urls import handler400, handler403, handler404, handler500
from dtks.urls import urlpatterns as office
from dtks.web.filters import WordsFilter
from dtks.web.forms import OfficeForm
from dtks.web.refusals import Refusal
from dtks.web.tables import ListTable, NameColumn
from dtks.web.views import Act, FormView, ListView, Outcome, RoomView


class People(ListTable):
    full_name = NameColumn(verbose_name="Nama", url="page_url", below="username")

    class Meta(ListTable.Meta):
        model = User
        fields = ("full_name", "counter")


class PeopleFilter(django_filters.FilterSet):
    q = WordsFilter("full_name__icontains")

    class Meta:
        model = User
        fields = ["counter"]


class PeopleList(ListView):
    permission = ""
    title = "Orang"
    table_class = People
    filter_class = PeopleFilter
    chip_field = "counter"
    chip_words = {"1": "Loket 1", "2": "Loket 2"}
    order_by = "full_name"
    acts = [Act("greet", "Sapa {n} orang"), Act("decide", "Putuskan", permission="corrections.decide")]

    def rows(self):
        return User.objects.filter(username__startswith="orang")

    def bulk_greet(self, rows):
        return [Outcome(str(row), "disapa") for row in rows]


class NameForm(OfficeForm):
    name = forms.CharField(label="Nama")


class NameView(FormView):
    permission = ""
    form_class = NameForm
    title = "Nama"

    def done(self, form):
        if form.cleaned_data["name"] == "sudah ada":
            raise Refusal("Nama ini sudah ada. Pilih yang lain.")
        User.objects.create(username=f"orang.{User.objects.count()}", full_name=form.cleaned_data["name"])
        return "/orang"


class Refuses(RoomView):
    permission = ""

    def post(self, request):
        raise Refusal("Perkara ini sekarang dibuka Salim.")


class Forgotten(RoomView):
    def get(self, request):
        raise AssertionError("a view without permission is never reached")


class Breaks(RoomView):
    permission = ""

    def get(self, request):
        raise RuntimeError("NIK 7471085203840021")


urlpatterns = [
    path("orang", PeopleList.as_view(), name="people"),
    path("nama", NameView.as_view(), name="name"),
    path("tolak", Refuses.as_view(), name="refuses"),
    path("lupa", Forgotten.as_view(), name="forgotten"),
    path("rusak", Breaks.as_view(), name="breaks"),
    *office,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
