"""Who turns 17 without a recorded KTP-el, the slips, and the match tried again."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.assignments.models import GIVE
from dtks.office.queries import KASI, letterhead_data, letterhead_on, official_on
from dtks.registry.models import Citizen
from dtks.web.pdf import typeset
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import day
from dtks.web.views import Act, ListView, RoomView
from verification.workbench.queries.seventeen import (
    BAND_WORDS,
    left_words,
    open_recordings,
    seventeen_on,
    solved_before,
    turning_seventeen,
)
from verification.workbench.views.people import PeopleFilter, PeopleTable, with_aid

MOST_SLIPS = 200


class SeventeenTable(PeopleTable):
    on = tables.Column(accessor="on_words", order_by="birth_date", verbose_name="Berumur 17")
    band = tables.Column(accessor="band_words", orderable=False, verbose_name="Sisa")
    aid = tables.Column(accessor="aid_words", orderable=False, verbose_name="Bantuan")
    slip = tables.TemplateColumn(
        '{% if record.waiting %}<a href="{{ record.waiting.get_absolute_url }}">{{ record.waiting.number }}</a>'
        "<small>terekam, {{ record.waiting.get_state_display }}</small>"
        '{% else %}<a href="{% url "workbench:seventeen_slip" record.pk %}">Slip</a>{% endif %}',
        orderable=False, verbose_name="Disdukcapil",
    )  # fmt: skip

    class Meta(PeopleTable.Meta):
        fields = ("name", "kelurahan", "on", "band", "aid", "slip")


class Seventeen(ListView):
    """By days left: 180, 90, 30, and who is 17 already."""

    permission = "citizens.see"
    title = "Usia 17"
    template_name = "workbench/seventeen.html"
    table_class = SeventeenTable
    filter_class = PeopleFilter
    chip_field = "band"
    chip_words = BAND_WORDS
    order_by = "on"
    search_hint = "Nama, NIK, No. KK"
    nothing_yet = "Tidak ada yang berumur 17 tahun dalam 180 hari tanpa rekam KTP-el."
    acts = (
        Act("slips", "Cetak {n} slip", "printer", download=True),
        Act("assign", "Tugaskan kelurahan…", "people", GIVE, kind="give_seventeen"),
        Act("retry", "Cocokkan lagi…", "check", "reconciliation.run", kind="retry_seventeen"),
    )

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        return turning_seventeen(Citizen.objects.visible_to(user).select_related("kelurahan"))

    def table(self) -> Any:
        table, today = super().table(), timezone.localdate()
        people = with_aid([row.record for row in table.page.object_list])
        waiting = open_recordings(people)
        for row in table.page.object_list:
            person = row.record
            on = seventeen_on(person.birth_date)  # an estimated day is watched from the beginning of its year
            person.on_words = f"tahun {on.year} (perkiraan)" if person.birth_estimated else day(on)
            person.waiting = waiting.get(person.pk)
            person.band_words = left_words(person.birth_date, estimated=person.birth_estimated, today=today)
        return table

    def context(self) -> dict[str, Any]:
        return {"solved": solved_before(self.request.user)}  # type: ignore[arg-type]

    def bulk_slips(self, rows: QuerySet[Any]) -> HttpResponse:
        """One paper a person; who is recorded already and only waits for the decision needs none."""
        people = list(rows[: MOST_SLIPS + 1])
        if len(people) > MOST_SLIPS:
            raise Refusal(f"Paling banyak {MOST_SLIPS} slip sekaligus. Persempit dengan saringan, lalu pilih lagi.")
        waiting = open_recordings(people)
        wanted = [each for each in people if each.pk not in waiting]
        if not wanted:
            raise Refusal("Perekaman mereka sudah diusulkan dan menunggu putusan; tidak ada slip yang perlu dicetak.")
        return slips(self.request, wanted)


class SeventeenSlip(RoomView):
    """The slip of one person, to be taken to Disdukcapil."""

    permission = "citizens.see"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        people = Citizen.objects.visible_to(user).select_related("kelurahan").exclude(birth_date=None)
        return slips(request, [get_object_or_404(people, pk=pk)])


def slips(request: HttpRequest, people: list[Any]) -> HttpResponse:
    """A5, one page a person, without any number of the person."""
    user: Any = request.user
    for each in people:
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject="citizen", subject_id=each.pk)
    today = timezone.localdate()
    data = {
        "head": letterhead_data(letterhead_on(today)),
        "official": official_on(KASI, today),
        "day": day(today),
        "people": [
            {"name": each.name, "born": day(each.birth_date), "on": day(seventeen_on(each.birth_date)),
             "place": ", ".join(filter(None, [each.place_words, str(each.kelurahan or "")])),
             "estimated": each.birth_estimated}
            for each in people
        ],
    }  # fmt: skip
    answer = HttpResponse(typeset("workbench/seventeen.typ", data), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="slip-rekam-ktp.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
