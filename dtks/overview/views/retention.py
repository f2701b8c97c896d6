"""What is past its time: shown first, destroyed by a job."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dtks.overview.forms import DestructionForm
from dtks.overview.queries.retention import preview
from dtks.overview.services.retention import destroy_past
from dtks.web.views import FormView


class Retention(FormView):
    """The schedule with what is past it today; with the number of a paper it is destroyed."""

    permission = "retention.run"
    form_class = DestructionForm
    template_name = "overview/retention.html"
    title = "Masa simpan"
    meta = (
        "Yang lewat masa simpannya, dihitung sekarang. Dari orang yang masih punya usulan atau tiket terbuka tidak ada."
    )
    submit = "Musnahkan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(past=preview(timezone.localdate()), **kwargs)

    def done(self, form: Any) -> str:
        job = destroy_past(basis=form.cleaned_data["basis"], actor=self.request.user)  # type: ignore[arg-type]
        return job.page_url
