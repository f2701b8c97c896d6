"""The supervisor's desk: who is how far, what came back, accept or send back; conflicts; the random audit."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consultation.visits import services
from consultation.visits.forms import CancelForm, DrawForm
from consultation.visits.models import GIVE, AuditDraw, Photo, Report, State, Visit
from consultation.visits.queries.outcomes import consequence
from consultation.visits.queries.progress import audits, overview
from consultation.visits.queries.questions import lacking_words
from consultation.visits.queries.returned import RETURN_REASONS, Back, counts_of, filtered, waiting
from consultation.visits.services.giving import NotNow, waiting_assignments
from consultation.visits.views.filling import OneVisit
from consultation.visits.views.lists import person_of
from dtks.accounts.services import log_read
from dtks.web.templatetags.formats import month
from dtks.web.views import FormView, RoomView
from dtks.web.views.forms import one_effect
from verification.corrections.queries import crossing_sentences

Standing = Report.Standing
AT_ONCE, AT_ONCE_LOADS = 25, 10  # reports, and facilitators, on one page
LAST = "visit_sent_back"  # in the session: for Urungkan


class Desk(RoomView):
    """Assignments, what came back, and one report beside it."""

    permission = GIVE

    def get(self, request: HttpRequest) -> HttpResponse:
        user, today = person_of(request), timezone.localdate()
        found = overview(user, today)
        rows = waiting(user)
        chip = request.GET.get("saring", "")
        shown = filtered(rows, chip)
        asked = request.GET.get("hal", "")
        current = self.current(shown, int(asked) if asked.isdecimal() else 1)
        if current:
            log_read(user=user, act="open", subject="citizen", subject_id=current.visit.citizen_id)
        photos, before = beside(current) if current else ([], [])
        context = {
            "title": f"Kunjungan {month(today).split(' ')[0]}",
            "overview": found,
            "loads": Paginator(found.loads, AT_ONCE_LOADS).get_page(request.GET.get("petugas")),
            "rows": Paginator(shown, AT_ONCE).get_page(shown.index(current) // AT_ONCE + 1 if current else 1),
            "all": len(rows),
            "chips": counts_of(rows),
            "chip": chip,
            "current": current,
            "photos": photos,
            "before": before,
            "undo": Visit.objects.visible_to(user).filter(pk=request.session.get(LAST, 0), state=State.RETURNED).first()
            if LAST in request.session
            else None,
            "reports": conflicts_of(current) if current else [],
            "lacks": lacking_words(current.report.version, current.report.lacks) if current else [],
            "consequence": consequence(current.report, attempts=current.visit.attempt) if current else "",
            "following": following(shown, current),
            "plain": sum(each.plain for each in rows),
            "reasons": RETURN_REASONS,
            "audit": audits(user),
            "to_collect": waiting_assignments().count(),  # type: ignore[attr-defined]
        }
        return render(request, "visits/desk.html", context)

    def current(self, rows: list[Back], page: int) -> Back | None:
        """The visit that is asked for, else the first of the page."""
        asked = self.request.GET.get("k", "")
        first = (page - 1) * AT_ONCE if 0 < page <= math.ceil(len(rows) / AT_ONCE) else 0
        return next((each for each in rows if str(each.visit.pk) == asked), rows[first] if rows else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Accept all that have nothing to look at, or take back what was just sent back."""

        def act() -> str:
            user = person_of(request)
            if "undo" in request.POST:
                last = Visit.objects.visible_to(user).filter(pk=request.session.pop(LAST, 0)).first()
                if last is None:
                    raise NotNow("Tidak ada pengembalian yang bisa diurungkan di halaman ini.")
                services.take_back(visit=last, by=user)
                return f"{reverse('visits:desk')}?k={last.pk}"
            plain = [each.visit for each in waiting(user) if each.plain]
            rows = services.accept_many(visits=plain, by=user)
            messages.success(request, f"{sum(each.done for each in rows)} kunjungan tanpa catatan diterima.")
            for each in rows:
                if not each.done:
                    messages.warning(request, f"{each.visit.number}: {each.words}")
            return reverse("visits:desk")

        return one_effect(request, act)


def beside(back: Back) -> tuple[list[Photo], list[Photo]]:
    """Photos of the report, and those of the same home at the visit before; one query."""
    found = Photo.objects.filter(
        report__visit__citizen=back.visit.citizen_id, report__standing__in=[Standing.STANDS, Standing.CONFLICT]
    ).select_related("document", "report")
    photos = list(found.order_by("kind", "pk"))
    now = [each for each in photos if each.report_id == back.report.pk]
    older = [each for each in photos if each.report.visit_id != back.visit.pk and each.report_id < back.report.pk]
    last = max((each.report_id for each in older), default=0)
    return now, [each for each in older if each.report_id == last]


def conflicts_of(back: Back) -> list[Report]:
    """Reports that came against the one that stands."""
    if not back.conflicts:
        return []
    found = back.visit.reports.filter(standing=Report.Standing.CONFLICT)
    return list(found.select_related("by"))


def following(rows: list[Back], current: Back | None) -> int | None:
    """The visit after the open one; from the top again at the end."""
    if current is None:
        return None
    ids = [each.visit.pk for each in rows]
    at = ids.index(current.visit.pk)
    others = [*ids[at + 1 :], *ids[:at]]
    return others[0] if others else None


class Judge(OneVisit):
    """Accept one, or send it back with a reason; the next one is open then."""

    permission = GIVE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act() -> str:
            if request.POST.get("verdict") == "accept":
                checked = services.accept(visit=self.visit, by=self.person)
                words = f"{checked.visit.number} diterima"
                words += f", {len(checked.requests)} usulan menunggu operator" if checked.requests else ""
                words += f"; kunjungan kedua {checked.again.number} dibuat" if checked.again else ""
                for crossing in crossing_sentences(checked.requests, self.person):
                    messages.warning(request, crossing)
            else:
                listed, own = request.POST.get("reason", ""), request.POST.get("words", "").strip()
                reason = ": ".join(part for part in (listed, own) if part)
                visit = services.send_back(visit=self.visit, reason=reason, by=self.person)
                words = f"{visit.number} dikembalikan ke {visit.facilitator_words}"
                request.session[LAST] = visit.pk
            messages.success(request, f"{words}.")
            return request.POST.get("ke") or reverse("visits:desk") if _ours(request) else reverse("visits:desk")

        return one_effect(request, act)


def _ours(request: HttpRequest) -> bool:
    return request.POST.get("ke", "").startswith(reverse("visits:desk"))


class Choose(OneVisit):
    """Settle two reports of one visit."""

    permission = GIVE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, report: int) -> HttpResponse:
        found = get_object_or_404(self.visit.reports.all(), pk=report)

        def act() -> str:
            stands = request.POST.get("verdict") == "stands"
            services.choose(report=found, by=self.person, stands=stands)
            messages.success(request, "Laporan itu berlaku." if stands else "Laporan itu disisihkan; tetap tersimpan.")
            return self.visit.get_absolute_url()

        return one_effect(request, act)


class Cancel(OneVisit, FormView):
    """Not to be made."""

    permission = GIVE
    form_class = CancelForm
    title = "Batalkan kunjungan"
    submit = "Batalkan"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Kembali ke kunjungan", self.visit.get_absolute_url()

    def done(self, form: Any) -> str:
        services.cancel(visit=self.visit, by=self.person, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{self.visit.number} dibatalkan.")
        return reverse("visits:list")


class Draw(FormView):
    """The random audit: draw, and see how the earlier draws came out."""

    permission = GIVE
    template_name = "visits/draw.html"
    form_class = DrawForm
    title = "Uji acak"
    meta = "Orang lain mengulang kunjungan. Undian memakai benih yang dicatat, sehingga dapat diulang siapa pun."
    submit = "Undi"

    @property
    def back(self) -> tuple[str, str]:  # type: ignore[override]
        return "Kunjungan", reverse("visits:desk")

    def done(self, form: Any) -> str:
        made = services.draw(by=person_of(self.request), month=timezone.localdate(), **form.cleaned_data)
        messages.success(
            self.request, f"{len(made.drawn)} dari {len(made.population)} kunjungan diulang. Benih {made.seed}."
        )
        return reverse("visits:draw")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Visit.objects.visible_to(person_of(self.request))
        draws = [
            (
                each,
                [
                    (visit, visit.repeats)
                    for visit in own.filter(draw=each).select_related("citizen", "repeats", "facilitator")
                ],
            )
            for each in AuditDraw.objects.select_related("by")[:3]
        ]
        return super().get_context_data(draws=draws, **kwargs)
