"""The form on which somebody who was taken off the list objects."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.office.queries import KABID, letterhead_data, letterhead_on, official_on
from dtks.web.pdf import typeset
from dtks.web.templatetags.formats import long_day
from verification.corrections.queries import evidence_of
from verification.corrections.queries.outcomes import minutes_number_of, public_reason
from verification.corrections.views.requests import RequestView


class ObjectionForm(RequestView):
    """A4: what was decided, why, on which papers, until when one may object; the rest is for the citizen's hand."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.change_request
        if found.objection_until is None:
            raise Http404
        assert isinstance(request.user, User)
        log_read(user=request.user, act=ReadLog.Act.DOWNLOAD, subject="citizen", subject_id=found.citizen_id)
        decided, citizen = timezone.localdate(found.applied_at), found.citizen
        data = {
            "head": letterhead_data(letterhead_on(decided)),
            "official": official_on(KABID, decided),
            "number": found.number,
            "act": found.act.label,
            "name": citizen.name,
            "place": ", ".join(filter(None, [citizen.place_words, f"Kel. {citizen.kelurahan}"])),
            "reason": public_reason(found),
            "minutes": minutes_number_of(found),
            "papers": [cited.document.kind.label for cited in evidence_of(found)],
            "decided": long_day(decided),
            "until": long_day(found.objection_until),
            "day": long_day(timezone.localdate()),
        }
        answer = HttpResponse(typeset("corrections/objection.typ", data), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="keberatan-{found.number}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer
