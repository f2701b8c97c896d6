"""Pages of bundles: what is offered, the frozen list, its progress and its outcomes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django_htmx.http import HttpResponseClientRefresh

from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.jobs.models import Job
from dtks.jobs.queries import QUARTERS
from dtks.jobs.services import NotLive, cancel_job
from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.web.masking import may_see_numbers
from dtks.web.memory import forget
from dtks.web.refusals import Refusal
from dtks.web.views import ButtonView, PageView, RoomView
from dtks.web.views.forms import one_effect
from dtks.web.views.lists import Chip
from verification.corrections.models import ChangeRequest
from verification.corrections.queries import load_for_decision, pair_of
from verification.workbench import services
from verification.workbench.models import Bundle, BundleRow
from verification.workbench.queries.bundles import (
    OTHERS,
    Tally,
    changed_since,
    fate_of,
    left_words,
    offers,
    offers_name,
    others_open,
    others_words,
    reversals_of,
    sample_of,
    state_words,
    tally_of,
    with_asking,
)
from verification.workbench.views.cases import LINE

PER_PAGE = 25
WHOLE = "semua"  # all rows on one page, to be printed
Outcome = BundleRow.Outcome
FATES = {"terap": "Diterapkan", "kedua": "Pemeriksa kedua",
         "balik": "Dibalikkan", "tunggu": "Menunggu orang lain", "keluar": "Dikeluarkan",
         "berubah": "Berubah", "gagal": "Gagal"}  # fmt: skip


class Bundles(PageView):
    """Groups of like cases, and the bundles that were made before."""

    permission = "corrections.decide"
    template_name = "workbench/bundles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        made = with_asking(Bundle.objects.visible_to(user).filter(made_by=user).exclude(state=Bundle.State.DROPPED))
        return super().get_context_data(
            title="Paket serupa",
            meta="Sama hasil, sama beda, sekelurahan, sama berkas: satu putusan, tiap baris tetap dijaga",
            offers=offers(user),
            made=[(each, state_words(each, asking=each.asking)) for each in made.select_related("job")[:10]],
            **kwargs,
        )


class Freeze(ButtonView):
    """Freeze one offer and go to its preview."""

    permission = "corrections.decide"
    page = "workbench:bundles"

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        number = request.POST.get("kelurahan", "")
        place = Region.objects.filter(pk=number).first() if number.isdecimal() else None
        papers = [code for code in request.POST.get("berkas", "").split(",") if code]
        likeness = request.POST.get("serupa", "")

        def act() -> str:
            bundle = services.freeze_bundle(user=user, likeness=likeness, kelurahan=place, papers=papers)
            forget(offers_name(user))
            return bundle.get_absolute_url()

        return one_effect(request, act)


def found(user: Any, pk: int) -> Bundle:
    """A bundle that the person may see."""
    return get_object_or_404(Bundle.objects.visible_to(user).select_related("job", "reversal_job", "made_by"), pk=pk)


class BundlePage(PageView):
    """The frozen list: what is alike, each row, which are out, which have changed; afterwards what became of them."""

    permission = "corrections.decide"
    template_name = "workbench/bundle.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        bundle = found(user, self.kwargs["pk"])
        log_read(user=user, act=ReadLog.Act.OPEN, subject="bundle", subject_id=bundle.pk)
        frozen = list(bundle.rows.order_by("no"))
        changes = _changes(frozen) if bundle.is_open else {}
        reversals = reversals_of(frozen)
        fates = {row.pk: fate_of(row, changed=row.pk in changes, reversal=reversals.get(row.pk)) for row in frozen}
        fate, whole = self.request.GET.get("nasib", ""), self.request.GET.get("hal") == WHOLE
        tally = tally_of(fates.values())
        chips = _chips(bundle, tally, fate)
        fate = next((chip.value for chip in chips if chip.active), "")
        sought = [row for row in frozen if not fate or fates[row.pk] == fate]
        page = Paginator(sought, Bundle.MOST_ROWS if whole else PER_PAGE).get_page(self.request.GET.get("hal"))
        rows = _shown(list(page.object_list), changes, user)
        for shown in rows:
            shown["fate"], shown["reversal"] = fates[shown["row"].pk], reversals.get(shown["row"].pk)
        job = bundle.reversal_job or bundle.job
        return super().get_context_data(
            title=bundle.title,
            back=("Paket serupa", reverse("workbench:bundles")),
            bundle=bundle,
            page=page,
            rows=rows,
            tally=tally,
            chips=chips,
            fate=fate,
            terms=[(tally.left, left_words(bundle), "baru"), *tally.parts(bundle)],
            state_words=state_words(bundle, asking=bool(tally.asked)),
            elsewhere=tally.left - sum(row["on"] for row in rows),
            mine=bundle.made_by_id == user.pk,
            sample=sample_of(tally.left),
            codes=",".join(sorted({e.document.kind.code for e in rows[0]["request"].evidence.all()})) if rows else "",
            job=job,
            share=_share(job) if job else 0,
            quarter=int(4 * _share(job)) if job else 0,
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what is ticked; then go to another page, drop the bundle, or decide exactly what is left."""
        user: Any = request.user
        bundle, act, page = found(user, pk), request.POST.get("act", ""), request.POST.get("hal", "")

        def done() -> str:
            if act == "drop":
                services.drop_bundle(bundle=bundle, user=user)
                messages.success(request, f"{bundle.number} dilepas. Perkaranya kembali ke antrean.")
                return reverse("workbench:bundles")
            if bundle.is_open:
                services.take_out(bundle=bundle, user=user, shown=self.ids("tampil"), kept=self.ids("baris"))
            if act == "open":
                return self.one_by_one(bundle)
            if act == "accept":
                services.decide_bundle(bundle=bundle, user=user, sha256=request.POST.get("sidik", ""))
            fate = request.POST.get("nasib", "")
            asked = {"nasib": fate if fate in FATES else "", "hal": page if page.isdecimal() or page == WHOLE else ""}
            query = urlencode({name: value for name, value in asked.items() if value})
            return bundle.get_absolute_url() + (f"?{query}" if query else "")

        return one_effect(request, done)

    def one_by_one(self, bundle: Bundle) -> str:
        """Give its cases back and open those that are left one after the other, before all others."""
        user: Any = self.request.user
        left = bundle.rows.filter(outcome=Outcome.WAITING).order_by("no")
        line = list(left.values_list("request", flat=True))
        services.drop_bundle(bundle=bundle, user=user)
        if not line:
            return reverse("workbench:bundles")
        self.request.session[LINE] = line
        messages.success(self.request, f"{bundle.number} dilepas. {len(line)} perkaranya dibuka satu per satu.")
        return reverse("workbench:case", args=[line[0]])

    def ids(self, name: str) -> list[int]:
        return [int(number) for number in self.request.POST.getlist(name) if number.isdecimal()]


def _chips(bundle: Bundle, tally: Tally, fate: str) -> list[Chip]:
    """All rows, then each fate that some row has; while rows can be taken out, theirs stands even at nought."""
    counts = {
        "terap": tally.left, "kedua": tally.second, "balik": tally.back, "tunggu": tally.asked, "keluar": tally.out,
        "berubah": tally.changed, "gagal": tally.failed,
    }  # fmt: skip
    words = FATES | {"terap": capfirst(left_words(bundle))}
    shown = [name for name in words if counts[name] or (bundle.is_open and name in ("terap", "keluar"))]
    found = [Chip(name, words[name], counts[name], name == fate) for name in shown]
    return [Chip("", "Semua", bundle.count, not any(chip.active for chip in found)), *found]


def _changes(frozen: list[BundleRow]) -> dict[int, str]:
    """Rows that still wait and have changed since the preview, or are no longer their citizen's only case; why."""
    rows = [row for row in frozen if row.outcome == Outcome.WAITING]
    requests = ChangeRequest.objects.select_related("citizen__kelurahan").prefetch_related("fields")
    by = requests.in_bulk([row.request_id for row in rows])
    others = others_open(by.values())
    said = {}
    for row in rows:
        other = others.get(row.request_id)
        said[row.pk] = changed_since(row.seen, by[row.request_id]) or (others_words(other) if other else "")
    return {pk: why for pk, why in said.items() if why}


def _shown(rows: list[BundleRow], changes: dict[int, str], user: User) -> list[dict[str, Any]]:
    """The rows of a page with their marks; a case of another area shows nothing of its citizen."""
    visible = ChangeRequest.objects.visible_to(user).select_related("act", "citizen__kelurahan")
    requests = visible.in_bulk([row.request_id for row in rows])
    load_for_decision(list(requests.values()))
    full = may_see_numbers(user)
    shown = []
    for row in rows:
        request = requests.get(row.request_id)
        if request is None:
            continue
        pairs = [
            (Citizen.FIELDS[each.field], pair_of(each.field, each.old_value, each.new_value, full=full))
            for each in request.fields.all()
        ]
        papers = ", ".join(each.document.kind.short_label for each in request.evidence.all())
        shown.append(
            {
                "row": row, "request": request, "pairs": pairs, "papers": papers, "changed": changes.get(row.pk, ""),
                "other": changes.get(row.pk, "").startswith(OTHERS),
                "on": row.outcome == Outcome.WAITING and row.pk not in changes,
            }
        )  # fmt: skip
    return shown


def _share(job: Job) -> float:
    return (job.done + job.refused) / job.total if job.total else 0


class BundleProgress(RoomView):
    """The part of the page that asks again every two seconds while the job runs."""

    permission = "corrections.decide"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bundle = found(request.user, pk)
        job = bundle.reversal_job or bundle.job
        if job is None or not job.is_live:
            return HttpResponseClientRefresh()
        share = _share(job)
        quarter = int(4 * share)  # each is said once to who cannot see the bar
        news = QUARTERS.get(quarter, "") if str(quarter) != request.GET.get("bagian", "") else ""
        mine = bundle.made_by_id == request.user.pk
        context = {"bundle": bundle, "job": job, "share": share, "quarter": quarter, "news": news, "mine": mine}
        return render(request, "workbench/_bundle_progress.html", context)


class StopBundle(ButtonView):
    """Stop the job; what is done stays done."""

    permission = "corrections.decide"
    page = "workbench:bundle"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        bundle = found(request.user, pk)
        job = bundle.reversal_job or bundle.job
        if job is None or job.actor_id != request.user.pk:
            raise Refusal("Hanya yang memulai paket ini yang menghentikannya.")

        def act() -> str:
            try:
                cancel_job(job=job)
            except NotLive:
                messages.info(request, "Paket ini sudah selesai sebelum dihentikan.")
            return bundle.get_absolute_url()

        return one_effect(request, act)


class ReverseBundlePage(ButtonView):
    """Take the whole bundle back."""

    permission = "corrections.decide"
    page = "workbench:bundle"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        bundle = found(user, pk)

        def act() -> str:
            services.reverse_bundle(bundle=bundle, user=user, reason=request.POST.get("alasan", ""))
            return bundle.get_absolute_url()

        return one_effect(request, act)
