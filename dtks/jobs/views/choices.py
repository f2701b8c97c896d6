"""A choice out of a list: its preview, row by row, and afterwards what became of each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.jobs import services
from dtks.jobs.models import Choice
from dtks.jobs.queries import progress_of
from dtks.jobs.queries.choices import WHOLE, WORDS, Preview
from dtks.web.views import ButtonView, PageView
from dtks.web.views.forms import one_effect


def found(user: Any, pk: int) -> Choice:
    """A choice that the person may see; that of others is refused, not hidden, for nobody's data stands in it."""
    choice = get_object_or_404(Choice.objects.select_related("job", "reversal_job__actor", "made_by"), pk=pk)
    if not Choice.objects.visible_to(user).filter(pk=pk).exists():
        raise PermissionDenied
    return choice


class ChoicePage(PageView):
    """What would be done, to whom, what is skipped and why; each row can be taken out. Afterwards: what was done."""

    permission = ""
    template_name = "jobs/choice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        choice = found(user, self.kwargs["pk"])
        kind = services.choice_kind(choice.kind)
        log_read(user=user, act=ReadLog.Act.OPEN, subject="choice", subject_id=choice.pk)
        asked = self.request.GET
        shown = Preview(choice, user, fate=asked.get("nasib", ""), page=asked.get("hal", ""))
        job = choice.reversal_job or choice.job
        return super().get_context_data(
            title=kind.label, back=("Daftarnya", choice.back), choice=choice, kind=kind, shown=shown, page=shown.page,
            mine=choice.made_by_id == user.pk, progress=progress_of(job, user) if job and job.is_live else None,
            **kwargs,
        )  # fmt: skip

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what is ticked; then go to another page, drop the choice, or apply exactly what is left."""
        user: Any = request.user
        choice, act, page = found(user, pk), request.POST.get("act", ""), request.POST.get("hal", "")

        def done() -> str:
            if act == "drop":
                services.drop_choice(choice=choice, user=user)
                messages.success(request, f"{choice.number} dilepas. Tidak ada yang dilakukan.")
                return choice.back
            if choice.is_open:
                services.keep_rows(choice=choice, user=user, shown=self.ids("tampil"), kept=self.ids("baris"))
            if act == "accept":
                services.apply_choice(choice=choice, user=user, sha256=request.POST.get("sidik", ""))
            fate = request.POST.get("nasib", "")
            asked = {"nasib": fate if fate in WORDS else "", "hal": page if page.isdigit() or page == WHOLE else ""}
            query = urlencode({name: value for name, value in asked.items() if value})
            return choice.get_absolute_url() + (f"?{query}" if query else "")

        return one_effect(request, done)

    def ids(self, name: str) -> list[int]:
        return [int(number) for number in self.request.POST.getlist(name) if number.isdigit()]


class TakeBackChoice(ButtonView):
    """Take the whole back."""

    permission = ""
    page = "jobs:choice"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found(request.user, kwargs["pk"])
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        choice = found(user, pk)

        def act() -> str:
            services.reverse_choice(choice=choice, user=user, reason=request.POST.get("alasan", ""))
            return choice.get_absolute_url()

        return one_effect(request, act)
