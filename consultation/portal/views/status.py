"""How a ticket stands, for whoever holds its receipt. Nobody is signed in here, and no NIK opens anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from consultation.desk.services import secret_fits
from consultation.portal import queries, services
from consultation.portal.forms import StatusForm, plain_code, shown_code
from consultation.portal.views.pages import PublicView

NO_FIT = (
    "Kode dan kata kunci ini tidak cocok. Periksa lagi tulisan di tanda terima. "
    "Bila kertasnya hilang, loket membuatkan kata kunci baru."
)


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
