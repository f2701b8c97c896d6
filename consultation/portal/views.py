"""Pages for citizens. Nobody is signed in here, nothing is remembered in the browser, and no NIK opens anything."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from consultation.desk.models import HallNumber
from consultation.desk.queries import letters
from consultation.desk.queries.hall import hall_now
from consultation.desk.services import count_check, secret_fits
from consultation.desk.services.hall import take_number
from consultation.portal import queries, services
from consultation.portal.forms import StatusForm, plain_code, shown_code
from dtks.web.views.rooms import no_store

NO_FIT = (
    "Kode dan kata kunci ini tidak cocok. Periksa lagi tulisan di tanda terima. "
    "Bila kertasnya hilang, loket membuatkan kata kunci baru."
)


class PublicView(View):
    """A page that anybody may open: kept by no browser, read by no search engine."""

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page."""
        answer = no_store(render(self.request, template, context, status=status))
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer


@method_decorator(csrf_exempt, name="dispatch")  # a look-up changes nothing, and works without cookies
class StatusView(PublicView):
    """How a ticket stands, for whoever holds the receipt."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = plain_code(request.GET.get("kode", ""))
        return self._form(StatusForm(initial={"kode": shown_code(code)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StatusForm(request.POST)
        if not form.is_valid():
            return self._form(form, status=422)
        code = form.cleaned_data["kode"]
        try:
            services.count_question(request=request, code=code)
        except services.AskedTooOften as refusal:
            answer = self._form(form, error=str(refusal), status=429)
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        except services.CannotCount as refusal:
            return self._form(form, error=str(refusal), status=503)
        ticket = queries.ticket_of_code(code)
        fits = secret_fits(ticket=ticket, code=code, secret=form.cleaned_data["kata"])  # the same work for no ticket
        if ticket is None or not fits:
            return self._form(form, error=NO_FIT, status=404)
        context = {"title": "Kabar konsultasi", "news": queries.news_of(ticket), "now": timezone.localtime()}
        return self.answer("portal/news.html", {**context, "code": shown_code(code)})

    def _form(self, form: StatusForm, *, error: str = "", status: int = 200) -> HttpResponse:
        """The form; of what was typed only a code comes back, so a NIK that somebody tried stands nowhere."""
        typed = form.data.get("kode", "") if form.is_bound else form.initial.get("kode", "")
        context = {"title": "Kabar konsultasi", "form": form, "error": error, "code": shown_code(plain_code(typed))}
        return self.answer("portal/status.html", context, status)


class LetterCheckView(PublicView):
    """Whether a paper of the office is genuine, for whoever holds it; its QR leads here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("kode", "").strip()
        if not typed:
            return self._page("")
        try:
            services.count_address(request)
        except services.AskedTooOften as refusal:
            answer = self._page("", error=str(refusal), status=429)
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        except services.CannotCount as refusal:
            return self._page("", error=str(refusal), status=503)
        letter = letters.letter_of_code(typed)
        if letter is not None:
            count_check(letter)
        return self._page(typed, checked=letters.check_of(letter), status=200 if letter else 404)

    def _page(
        self, typed: str, *, checked: letters.Checked | None = None, error: str = "", status: int = 200
    ) -> HttpResponse:
        """The page; of what was typed only a code comes back."""
        letter = checked.letter if checked else None
        context = {
            "title": "Periksa surat",
            "checked": checked,
            "error": error,
            "typed": typed.upper()[:20] if all(letters.plain_letter_code(typed)) else "",
            "until": letters.written_day(letter.valid_until) if letter and letter.valid_until else "",
            "since": letters.written_day(letter.withdrawn_on) if letter and letter.withdrawn_on else "",
            "hours": settings.OFFICE_HOURS_WORDS,
            "now": timezone.localtime(),
        }
        return self.answer("portal/letter.html", context, status)


class HallScreenView(PublicView):
    """The screen of the hall: numbers and counters, no names."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer("portal/hall.html", {"hall": hall_now(), "now": timezone.localtime()})


class HallBoardView(PublicView):
    """What changes on the screen, every three seconds (htmx)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer("portal/_board.html", {"hall": hall_now(), "now": timezone.localtime()})


class TakeNumberView(PublicView):
    """The button on the hall's tablet. Its address holds a key of the office; without one there is no such page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HALL_KEY or not constant_time_compare(kwargs["key"], settings.HALL_KEY):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        priority = request.POST.get("priority", "")
        return self._page(take_number(priority=priority if priority in HallNumber.Priority.values else ""))

    def _page(self, number: HallNumber | None = None) -> HttpResponse:
        return self.answer("portal/take.html", {"number": number, "priorities": HallNumber.Priority.choices})
