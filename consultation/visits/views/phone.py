"""Form A4 on a phone without network: the page, its worker, and the three calls by which it speaks to the office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from consultation.visits import services
from consultation.visits.models import FILL, Report
from consultation.visits.queries.phone import day_list
from consultation.visits.services import Incomplete, NotYours
from consultation.visits.views.lists import person_of
from dtks.accounts.services import log_read
from dtks.papers.services import RefusedScan
from dtks.web.refusals import Refusal
from dtks.web.views import RoomView

MOST_BODY = 200_000  # bytes of one report
WORDS = {
    "new": "Terkirim. Supervisor memeriksa.",
    "again": "Sudah sampai sebelumnya; tidak dicatat dua kali.",
}


class Phone(RoomView):
    """The page that stays on the phone. It holds no citizen; these come by its first call."""

    permission = FILL

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "visits/phone.html", {"title": "Kunjungan"})


class Worker(RoomView):
    """The service worker: keeps the page and its files, nothing else."""

    permission = FILL

    def get(self, request: HttpRequest) -> HttpResponse:
        files = [
            reverse("visits:phone"),
            *(static(name) for name in (
                "bootstrap/css/bootstrap.min.css", "padan.css", "visits_phone.css", "visits_phone.js", "ikon.svg",
                "tanda.svg",
            )),
        ]  # fmt: skip
        version = hashlib.sha256("".join(files).encode()).hexdigest()[:12]
        context = {"files": json.dumps(files), "version": version}
        return render(request, "visits/worker.js", context, content_type="text/javascript; charset=utf-8")


class Manifest(RoomView):
    """What the phone needs to put the page among its applications."""

    permission = FILL

    def get(self, request: HttpRequest) -> HttpResponse:
        found = {
            "name": "Padan Kunjungan", "short_name": "Kunjungan", "start_url": reverse("visits:phone"),
            "scope": reverse("visits:phone"), "display": "standalone", "lang": "id", "background_color": "#f5f4f0",
            "theme_color": "#0b3d52",
            "icons": [{"src": static("tanda.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }  # fmt: skip
        return JsonResponse(found, content_type="application/manifest+json")


def refused(act: Callable[[], dict[str, Any]]) -> JsonResponse:
    """The answer of a call, or the sentence of its refusal; the phone shows it to the person."""
    try:
        return JsonResponse(act())
    except NotYours as refusal:
        return JsonResponse({"error": str(refusal)}, status=404)
    except (Refusal, RefusedScan) as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)


class PhoneList(RoomView):
    """The day's list, once for the phone: visits, their families, the form."""

    permission = FILL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user = person_of(request)
        visits = services.take_along(facilitator=user, limit=settings.PHONE_VISITS)
        log_read(user=user, act="download", subject="visits", visits=[visit.pk for visit in visits])
        return JsonResponse(day_list(user, visits))


class PhoneSend(RoomView):
    """One report. Sent again it is said to be there; against another one it is kept for the supervisor."""

    permission = FILL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return refused(lambda: self.receive(request))

    def receive(self, request: HttpRequest) -> dict[str, Any]:
        try:
            raw = json.loads(request.body) if len(request.body) <= MOST_BODY else None
        except ValueError:
            raw = None
        if not isinstance(raw, dict):
            raise Incomplete("Kiriman ini tidak terbaca. Perbarui halaman di HP, lalu kirim lagi.")
        received = services.receive(by=person_of(request), sent=services.sent_of(raw))
        conflict = f"{received.report.why_conflict} Laporan Anda tersimpan; supervisor yang memilih."
        there = [str(key) for key in received.report.photos.values_list("key", flat=True)]
        return {"result": received.result, "words": WORDS.get(received.result, conflict), "photos": there}


class PhonePhoto(RoomView):
    """A photo of a report in pieces; without bytes it says how far the photo has come, and the phone goes on there."""

    permission = FILL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return refused(lambda: self.add(request))

    def add(self, request: HttpRequest) -> dict[str, Any]:
        said, user = request.POST, person_of(request)
        try:
            report, upload = UUID(said.get("report", "")), request.FILES.get("piece") or request.FILES.get("photo")
            content = upload.read(services.MOST_BYTES + 1) if upload else b""
            piece = services.Piece(
                key=UUID(said.get("key", "")), kind=said.get("kind", ""), size=int(said.get("size") or len(content)),
                offset=int(said.get("offset") or 0), content=content, taken_at=parse_datetime(said.get("taken_at", "")),
            )  # fmt: skip
        except ValueError as error:
            raise Incomplete("Foto ini tidak terbaca. Ambil sekali lagi.") from error
        found = get_object_or_404(Report.objects.filter(by=user), key=report)
        return {"have": services.take_piece(report=found, piece=piece, by=user)}
