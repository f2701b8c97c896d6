"""Whether a paper of the office is genuine."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consultation.desk.queries import letters
from consultation.desk.services import count_check
from consultation.portal import services
from consultation.portal.views.pages import PublicView


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
