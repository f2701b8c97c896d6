"""Jobs: the list, the page of one with its live progress, and the acts on it; the messages that go out."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from dtks.jobs.filters import JobFilter, MessageFilter
from dtks.jobs.models import Job, Message
from dtks.jobs.queries import Progress, progress_of, story_of, with_stuck
from dtks.jobs.services import NotLive, cancel_job, hand_over, job_kind, pause_job, resume_job, retry_stuck, send_again
from dtks.jobs.tables import JobTable, MessageTable
from dtks.web.navigation import page_before
from dtks.web.refusals import Refusal
from dtks.web.views import Act, ListView, Outcome, PageView, RoomView
from dtks.web.views.forms import one_effect

ENDED = "Pekerjaan ini sudah berakhir, atau orang lain baru saja mengubahnya. Lihat keadaannya sekarang."


class Jobs(ListView):
    """All jobs that the person may see, newest first."""

    permission = ""
    title = "Pekerjaan"
    meta = "Yang dikerjakan di belakang layar. Halaman ini boleh ditutup, pekerjaan terus berjalan."
    table_class = JobTable
    filter_class = JobFilter
    chip_field = "state"
    chip_words = {value: word.capitalize() for value, word in Job.State.choices}
    order_by = "-created_at"
    template_name = "jobs/list.html"
    nothing_yet = "Belum ada pekerjaan. Menggabungkan berkas, rekonsiliasi dan kiriman akan tampil di sini."
    search_hint = "Cari pekerjaan atau orangnya"

    def rows(self) -> QuerySet[Job]:
        user: Any = self.request.user
        found: QuerySet[Job] = with_stuck(Job.objects.visible_to(user).select_related("actor"))
        return found

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        running = (
            Job.objects.visible_to(user)
            .filter(state__in=Job.LIVE)
            .select_related("actor")
            .order_by("-started_at")
            .first()
        )
        return {
            "may_see_messages": user.may("messages.see"),
            "progress": progress_of(running, user) if running else None,
        }


class OneJob(RoomView):
    """The base of what belongs to one job. Nobody's data stands in it, so a job of others is refused, not hidden."""

    permission = ""

    @cached_property
    def job(self) -> Job:
        user: Any = self.request.user
        job = get_object_or_404(Job.objects.select_related("actor"), pk=self.kwargs["pk"])
        if not Job.objects.visible_to(user).filter(pk=job.pk).exists():
            raise PermissionDenied
        return job

    @property
    def progress(self) -> Progress:
        user: Any = self.request.user
        return progress_of(self.job, user)


class JobPage(OneJob, PageView):
    """How far a job is, what is stuck, what happened to it."""

    template_name = "jobs/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        needed = job_kind(self.job.kind).see
        return super().get_context_data(
            title=self.job.title,
            back=("Pekerjaan", reverse("jobs:list")),
            job=self.job,
            progress=self.progress,
            events=story_of(self.job),
            when_stopped=job_kind(self.job.kind).when_stopped,
            may_open_result=bool(self.job.link) and (not needed or user.may(needed)),
            **kwargs,
        )


class JobProgress(OneJob):
    """The progress panel alone, polled every two seconds; at the end the whole page comes anew."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.job.is_live:
            htmx = getattr(request, "htmx", None)
            return HttpResponseClientRefresh() if htmx else redirect(self.job.page_url)
        progress = self.progress
        news = str(progress.quarter) != request.GET.get("bagian", "")
        context = {"progress": progress, "news": news and progress.said, "on_job_page": "sini" in request.GET}
        return render(request, "jobs/_progress.html", context)


class LedJob(OneJob):
    """What changes the course of a job: only for who started it or looks after jobs."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if user.is_authenticated and not self.job.may_be_led_by(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StopJob(LedJob):
    """What stopping means, then the stop, which cannot be taken back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        back = (self.job.title, self.job.page_url)
        context = {"title": "Hentikan pekerjaan", "back": back, "job": self.job, "progress": self.progress}
        context["when_stopped"] = job_kind(self.job.kind).when_stopped
        return render(request, "jobs/stop.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        def stop() -> str:
            try:
                cancel_job(job=self.job, by=request.user)  # type: ignore[arg-type]
            except NotLive as error:
                raise Refusal(ENDED) from error
            messages.success(request, f"{self.job.title}: dihentikan. {job_kind(self.job.kind).when_stopped}")
            return self.job.page_url

        return one_effect(request, stop)


class JobAct(LedJob):
    """Pause, resume, try again what is stuck; then back to where the button stood."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        done = {"jeda": self.pause, "lanjut": self.resume, "coba-lagi": self.retry}.get(act)
        if done is None:
            raise Http404

        def do() -> str:
            try:
                messages.success(request, done())
            except NotLive as error:
                raise Refusal(ENDED) from error
            return page_before(request) if request.headers.get("Referer") else self.job.page_url

        return one_effect(request, do)

    def pause(self) -> str:
        """Running chunks end, no other begins."""
        pause_job(job=self.job, by=self.request.user)  # type: ignore[arg-type]
        return "Dijeda. Bagian yang sedang dikerjakan diselesaikan dahulu."

    def resume(self) -> str:
        """On from where it was paused."""
        resume_job(job=self.job, by=self.request.user)  # type: ignore[arg-type]
        return "Dilanjutkan."

    def retry(self) -> str:
        """One stuck chunk, or all."""
        number = self.request.POST.get("bagian", "")
        chunk_no = int(number) if number.isdigit() and len(number) < 9 else None
        retry_stuck(job=self.job, chunk_no=chunk_no, by=self.request.user)  # type: ignore[arg-type]
        return f"Bagian {chunk_no} dicoba lagi." if chunk_no else "Yang macet dicoba lagi."


class Messages(ListView):
    """What goes out by e-mail or on paper: to whom is masked, what it says is not shown."""

    permission = "messages.see"
    title = "Pesan keluar"
    meta = "Surel dicoba lagi sendiri sampai 20 kali. Alamat disamarkan; isi pesan hanya ada di tiketnya."
    table_class = MessageTable
    filter_class = MessageFilter
    chip_field = "state"
    chip_words = {value: word.capitalize() for value, word in Message.State.choices}
    order_by = "-due_at"
    search_hint = "Cari nomor tiket"
    nothing_yet = "Belum ada pesan. Warga yang setuju dikabari akan menerima surel dari sini."
    acts = (Act("resend", "Kirim lagi {n} pesan", "redo", "messages.send", kind="resend_messages"),)

    def rows(self) -> QuerySet[Message]:
        return Message.objects.all()

    def context(self) -> dict[str, Any]:
        return {"back": ("Pekerjaan", reverse("jobs:list"))}

    def bulk_resend(self, rows: QuerySet[Message]) -> list[Outcome]:
        """The failed ones among the chosen wait for the next sweep; the others are left alone."""
        chosen = list(rows)
        again = send_again(messages=chosen, by=self.request.user)  # type: ignore[arg-type]
        return [
            Outcome(
                message.subject or str(message),
                "menunggu dikirim lagi" if message.pk in again else f"tidak gagal: {message.get_state_display()}",
                done=message.pk in again,
            )
            for message in chosen
        ]


class SendAgain(RoomView):
    """One failed message."""

    permission = "messages.send"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(Message, pk=pk)

        def again() -> str:
            if not send_again(messages=[message], by=request.user):  # type: ignore[arg-type]
                raise Refusal("Pesan ini tidak sedang gagal: sudah terkirim, atau sedang menunggu dikirim.")
            messages.success(request, "Pesan menunggu dikirim lagi, paling lama setengah menit.")
            return page_before(request) if request.headers.get("Referer") else reverse("jobs:messages")

        return one_effect(request, again)


class HandOver(RoomView):
    """Texts one by one for WhatsApp on the office's phone: the number and the text, then what came of it."""

    permission = "messages.hand_over"

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = Message.objects.filter(channel=Message.Channel.WHATSAPP, state=Message.State.WAITING)
        message = waiting.order_by("due_at", "pk").first()
        number = "".join(letter for letter in message.recipient if letter.isdigit()) if message else ""
        context = {
            "title": "Kirim lewat HP kantor",
            "message": message,
            "left": waiting.count(),
            "by_gateway": bool(settings.MESSAGE_GATEWAY_URL),
            "link": f"https://wa.me/{number}?{urlencode({'text': message.text})}"
            if message and not settings.PRACTICE
            else "",
        }
        return render(request, "jobs/hand_over.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        message = get_object_or_404(Message, pk=request.POST.get("message") or 0)

        def said() -> str:
            if not hand_over(message=message, sent=request.POST.get("what") == "sent", by=request.user):  # type: ignore[arg-type]
                raise Refusal("Pesan ini sudah dicatat orang lain. Ambil yang berikutnya.")
            return reverse("jobs:hand_over")

        return one_effect(request, said)
