"""Pages of requests: the list, one request, and the maker's acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.papers.models import Document
from dtks.papers.services import add_document
from dtks.registry.models import Citizen
from dtks.web.masking import may_see_numbers
from dtks.web.navigation import offered_part
from dtks.web.views import FormView, ListView, PageView, RoomView
from dtks.web.views.forms import one_effect
from verification.corrections import services
from verification.corrections.filters import RequestFilter
from verification.corrections.forms import AnswerForm, MorePapersForm, PapersForm, ReasonForm, ResubmitForm
from verification.corrections.models import MACHINE_ORIGINS, ChangeRequest
from verification.corrections.queries import evidence_of, labels_of_fields, may_decide, pairs_of, waits_for_words
from verification.corrections.queries.succession import programme_lines
from verification.corrections.tables import RequestTable

State = ChangeRequest.State
SHOWN = ("number", "result_class", "created_at", "state", "citizen__name", "act__label", "maker__full_name",
         "maker__username")  # fmt: skip


class Requests(ListView):
    """All requests of the person's areas, by state."""

    permission = "corrections.see"
    title = "Usulan"
    table_class = RequestTable
    filter_class = RequestFilter
    chip_field = "state"
    chip_words = dict(State.choices)
    search_hint = "Cari nama, nomor usulan, atau tiket"
    nothing_yet = "Belum ada usulan. Usulkan dari halaman warga."
    order_by = "-created_at"
    ids_first = True

    def rows(self) -> Any:
        visible = ChangeRequest.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return visible.select_related("citizen", "act", "maker").only(*SHOWN).prefetch_related(labels_of_fields())


class RequestView(RoomView):
    """What the views of one request share."""

    permission = "corrections.see"

    @property
    def change_request(self) -> ChangeRequest:
        visible = ChangeRequest.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        joined = visible.select_related("act", "citizen__kelurahan", "maker", "household", "reverses")
        return get_object_or_404(joined, pk=self.kwargs["pk"])

    def back_to(self, request: ChangeRequest) -> str:
        return reverse("corrections:request", args=[request.pk])


class RequestPage(RequestView, PageView):
    """One request: its values, papers, decisions and what may be done with it."""

    template_name = "corrections/request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, user = self.change_request, self.request.user
        assert isinstance(user, User)
        log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=found.citizen_id)
        mine = found.maker_id == user.pk or (found.origin in MACHINE_ORIGINS and user.may("corrections.propose"))
        return super().get_context_data(
            title=found.citizen.name,
            meta=f"{found.number} · {found.act.label}",
            back=("Usulan", reverse("corrections:list")),
            found=found,
            lines=programme_lines(found),
            batch=offered_part("batch_ahead", user),
            pairs=pairs_of(found, full=may_see_numbers(user)),
            papers=evidence_of(found),
            events=_events(found),
            permission=may_decide(found, user),
            waits=waits_for_words(found) if found.waits_for else "",
            mine=mine,
            asked=services.asked_words(found) if found.state == State.RETURNED and found.maker_id is None else "",
            standing=(offered_part("standings", user, [found.pk]) or {}).get(found.pk) if found.sealed_in else None,
            may_override=user.may("corrections.override") and found.maker_id is not None,
            may_add=user.may("papers.add"),
            may_propose=user.may("corrections.propose"),
            reversals=found.reversals.select_related("maker").order_by("pk") if found.applied_at else (),
            may_retry=user.may("corrections.decide"),
            may_reverse=user.may("corrections.decide") or user.may("corrections.propose"),
            **kwargs,
        )


def _events(request: ChangeRequest) -> list[dict[str, Any]]:
    """What happened to a request, the newest first; a blind second look sees no verdicts while it is open."""
    rows: list[dict[str, Any]] = [
        {"at": request.created_at, "act": "diusulkan", "who": request.maker, "note": request.origin_reference}
    ]
    for decision in request.decisions.select_related("checker", "field_change", "override").order_by("pk"):
        if request.second_look and request.state == State.SUBMITTED:
            continue
        label = Citizen.FIELDS[decision.field_change.field] if decision.field_change else ""
        note = ", ".join(filter(None, [label, decision.reason, "dengan izin kabid" if decision.override_id else ""]))
        rows.append({"at": decision.at, "act": decision.get_kind_display(), "who": decision.checker, "note": note})
    rows += [
        {"at": each.at, "act": "izin kabid", "who": each.given_by, "note": each.reason}
        for each in request.overrides.all()
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def papers_of(form: PapersForm, request: HttpRequest) -> list[Document]:
    """The papers that were ticked, and the new one."""
    cleaned, user = form.cleaned_data, request.user
    assert isinstance(user, User)
    papers = list(cleaned["papers"])
    if kind := cleaned.get("paper_kind"):
        seen = Document.Form.ORIGINAL if cleaned["original_seen"] else Document.Form.COPY
        papers.append(
            add_document(citizen=form.citizen, kind=kind, form=seen, upload=cleaned.get("scan"), seen_by=user)
        )
    return papers


class RequestForm(RequestView, FormView):
    """A form about one request."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.change_request
        return super().get_context_data(
            meta=f"{found.number} · {found.citizen.name}", back=(found.number, self.back_to(found)), **kwargs
        )


class Resubmit(RequestForm):
    """Send a returned request again, with more papers; to a machine's the answer of the citizen."""

    permission = "corrections.propose"
    title = "Kirim lagi"
    submit = "Kirim lagi"

    def get_form_class(self) -> Any:
        return AnswerForm if self.change_request.origin in MACHINE_ORIGINS else ResubmitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "citizen": self.change_request.citizen}

    def done(self, form: Any) -> str:
        found = services.resubmit(
            request=self.change_request, actor=self.request.user, documents=papers_of(form, self.request),  # type: ignore[arg-type]
            note=form.cleaned_data["note"],
        )  # fmt: skip
        messages.success(self.request, f"{found.number} dikirim lagi.")
        return self.back_to(found)


class AddPapers(RequestForm):
    """Cite more papers, or say something more, while the request waits."""

    permission = "papers.add"
    form_class = MorePapersForm
    title = "Tambah berkas atau catatan"
    submit = "Tambahkan"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "citizen": self.change_request.citizen}

    def done(self, form: Any) -> str:
        papers, note = papers_of(form, self.request), form.cleaned_data["note"]
        found = services.add_papers(
            request=self.change_request, actor=self.request.user, documents=papers, note=note,  # type: ignore[arg-type]
        )  # fmt: skip
        added = " dan ".join(filter(None, [f"{len(papers)} berkas" if papers or not note else "", note and "catatan"]))
        messages.success(self.request, f"{added} ditambahkan pada {found.number}.")
        return self.back_to(found)


class Reverse(RequestForm):
    """Propose the earlier values of an applied request."""

    form_class = ReasonForm
    title = "Balikkan perbaikan"
    submit = "Usulkan pembalikan"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; of a request that was never applied its page, with the reason."""
        try:
            services.require_reversible(self.change_request)
        except services.WrongState as refusal:
            messages.warning(request, str(refusal))
            return redirect(self.back_to(self.change_request))
        return super().get(request, *args, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        made = services.reverse(request=self.change_request, maker=user, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{made.number} mengusulkan nilai lama. Menunggu {waits_for_words(made)}.")
        return self.back_to(made)


class GiveOverride(RequestForm):
    """The kabid lets the maker decide."""

    permission = "corrections.override"
    form_class = ReasonForm
    title = "Izinkan pengusul memutuskan"
    submit = "Beri izin"

    def done(self, form: Any) -> str:
        found = self.change_request
        services.give_override(request=found, given_by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        messages.success(self.request, f"{found.maker} boleh memutuskan {found.number}. Izin ini tercatat.")
        return self.back_to(found)


class Withdraw(RequestView):
    """The maker takes it back."""

    permission = "corrections.propose"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.change_request
        return one_effect(request, lambda: self.back_to(services.withdraw(request=found, actor=request.user)))  # type: ignore[arg-type]


class RetryApply(RequestView):
    """Try again to write what was accepted."""

    permission = "corrections.decide"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = services.retry_apply(request=self.change_request, actor=request.user)  # type: ignore[arg-type]
        if found.apply_error:
            messages.warning(request, f"Belum diterapkan: {found.apply_error}")
        else:
            messages.success(request, f"{found.number} {found.get_state_display()}.")
        return one_effect(request, lambda: self.back_to(found))
