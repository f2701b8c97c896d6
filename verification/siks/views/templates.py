"""The centre's templates: their versions and columns, and a new version entered by a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse

from dtks.web.views import FormView, PageView
from verification.siks.forms import VersionForm
from verification.siks.models import Template
from verification.siks.services import columns_as_text, enter_version


class Templates(PageView):
    """The centre's templates in their versions, with their columns."""

    permission = "monthly.see"
    template_name = "siks/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        found = Template.objects.prefetch_related("columns")
        back, may = ("Kiriman SIKS", reverse("siks:batches")), user.may("monthly.seal")
        return super().get_context_data(title="Templat pusat", back=back, found=found, may_enter=may, **kwargs)


class NewVersion(FormView):
    """A new version, begun from an older one; batches that are opened already keep theirs."""

    permission = "monthly.seal"
    form_class = VersionForm
    title = "Versi baru templat"
    meta = "Kiriman yang sudah dibuka tetap memakai versinya"
    submit = "Simpan versi"

    def get_initial(self) -> dict[str, Any]:
        number = self.request.GET.get("dari", "")
        old = Template.objects.filter(pk=number).first() if number.isdecimal() else None
        if old is None:
            return {}
        kept = ("kind", "sheet", "first_data_row", "date_form", "dotted_codes", "slice_rows")
        return {name: getattr(old, name) for name in kept} | {"columns": columns_as_text(old)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, back=("Templat pusat", reverse("siks:templates")))

    def done(self, form: Any) -> str:
        template = enter_version(said=form.said(), columns=form.cleaned_data["columns"])
        messages.success(self.request, f"{template} disimpan, berlaku mulai {template.valid_from:%d-%m-%Y}.")
        return reverse("siks:templates")
