"""Bundles: which cases are alike, what a row looked like at the preview, and what has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.papers.models import PaperKind
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text, value_text
from dtks.web.memory import kept
from dtks.web.templatetags.chips import result_word
from verification.corrections.models import ChangeRequest, Evidence
from verification.corrections.queries import decidable_by
from verification.workbench.models import Bundle, BundleRow

LEAST = 5  # fewer are as quick one by one
MOST_OFFERS = 50
SHOWN = 3  # beside the queue
SAVED = 14  # minutes a case: 15 one by one in the office's own study, about one to read its row in the preview
NUMBERS = ("nik", "kk_number")  # never said in words
OTHERS = "Ada perkara lain pada warga ini"


@dataclass(frozen=True)
class Offer:
    """Cases that are alike and could be decided together."""

    likeness: str
    kelurahan: int | None
    place: str
    papers: list[str]
    codes: list[str]
    count: int

    @property
    def frozen(self) -> int:
        """How many go in one bundle."""
        return min(self.count, Bundle.MOST_ROWS)

    @property
    def saved_hours(self) -> int:
        """About how many hours a bundle saves against its cases one by one."""
        return max(1, round(self.frozen * SAVED / 60))

    @property
    def title(self) -> str:
        return title_of(self.likeness)

    @property
    def result_class(self) -> str:
        return self.likeness.split("|")[1]

    @property
    def paper_words(self) -> str:
        return ", ".join(self.papers) or "tanpa berkas, nilai dari sumber"


def _kinds(likeness: str) -> list[tuple[str, str, str]]:
    """Field, kind of difference, verdict of the register."""
    found = []
    for part in likeness.split("|")[2].split(";"):
        field, _, rest = part.partition("=")
        kind, _, verdict = rest.rpartition("/")
        found.append((field, kind, verdict))
    return found


def title_of(likeness: str) -> str:
    """What is alike, in a few words: "Nama: singkatan menjadi MUHAMMAD"."""
    words = []
    for field, kind, _ in _kinds(likeness):
        what, _, longer = kind.partition(", ")
        words.append(f"{Citizen.FIELDS[field]}: {f'singkatan menjadi {longer}' if longer else what}")
    return "; ".join(words)[:160]


def alike_words(likeness: str, *, place: str, papers: Sequence[str], makers: Iterable[str]) -> list[dict[str, str]]:
    """What all rows of a bundle share, line by line, with its icon."""
    kinds = _kinds(likeness)
    labels = ", ".join(Citizen.FIELDS[field] for field, _, _ in kinds)
    lines = [
        {"icon": "approx", "words": f"{result_word(likeness.split('|')[1]) or 'Belum dibandingkan'}, isian {labels}"}
    ]
    lines += [{"icon": "pencil", "words": f"{Citizen.FIELDS[field]}: {kind}"} for field, kind, _ in kinds]
    same = [Citizen.FIELDS[field] for field, _, verdict in kinds if verdict == "same"]
    if same:
        lines.append({"icon": "check", "words": f"Disdukcapil menulis {', '.join(same)} sama dengan usulan"})
    variant = [Citizen.FIELDS[field] for field, _, verdict in kinds if verdict == "variant"]
    if variant:
        lines.append({"icon": "approx", "words": f"Disdukcapil menulis {', '.join(variant)} dengan ejaan lain"})
    lines.append(
        {"icon": "file", "words": f"Berkas: {', '.join(papers)}" if papers else "Tanpa berkas, nilai dari sumber"}
    )
    lines.append({"icon": "pin", "words": f"Kel. {place}" if place else "Kelurahan belum diketahui"})
    lines.append({"icon": "person", "words": f"Pengusul: {', '.join(sorted(set(makers))[:3])}"})
    lines.append({"icon": "check", "words": "Tidak ada perkara lain pada warganya saat dibekukan"})
    return lines


def bundleable(user: User) -> QuerySet[Any]:
    """Cases that a person may decide together with like ones: sure, single-tier, nobody's, the citizen's only one."""
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lt=timezone.now())
    others = ChangeRequest.objects.open().filter(citizen=OuterRef("citizen")).exclude(pk=OuterRef("pk"))
    found = decidable_by(ChangeRequest.objects.all(), user).exclude(likeness="").filter(free, tier=0, second_look=False)
    papers = Evidence.objects.filter(request=OuterRef("pk"), holds=True).order_by("document__kind__code")
    codes = ArraySubquery(papers.values("document__kind__code").distinct())
    return found.exclude(maker=user).filter(~Exists(others)).annotate(papers=codes).order_by()


def offers(user: User) -> list[Offer]:
    """Groups of like cases, the largest first: same class, same differences, same kelurahan, same papers."""
    rows = bundleable(user).values("likeness", "citizen__kelurahan", "citizen__kelurahan__name", "papers")
    counted = rows.annotate(number=Count("pk")).filter(number__gte=LEAST).order_by("-number", "likeness")[:MOST_OFFERS]
    labels = kept("paper_labels", lambda: {kind.code: kind.short_label for kind in PaperKind.objects.all()})
    return [
        Offer(
            likeness=row["likeness"],
            kelurahan=row["citizen__kelurahan"],
            place=row["citizen__kelurahan__name"] or "",
            papers=[labels.get(code, code) for code in row["papers"]],
            codes=row["papers"],
            count=row["number"],
        )
        for row in counted
    ]


def offers_beside(user: User) -> list[Offer]:
    """The offers as pages show them beside the queue, found once a minute and anew after each own bundle."""
    return kept(offers_name(user), lambda: offers(user))


@dataclass(frozen=True)
class Beside:
    """The largest bundles as they stand beside the queue, and what the others come to."""

    shown: list[Offer]
    cases: int  # of all bundles
    number: int  # of bundles

    @property
    def more(self) -> int:
        return self.number - len(self.shown)

    @property
    def more_cases(self) -> int:
        return self.cases - sum(offer.count for offer in self.shown)


def bundles_beside(user: User) -> Beside:
    """The first bundles for a page that shows others beside them."""
    found = offers_beside(user)
    return Beside(found[:SHOWN], sum(offer.count for offer in found), len(found))


def offers_name(user: User) -> str:
    """Under which name the offers of a person are kept."""
    return f"offered:{user.pk}"


def offers_count(user: User) -> int:
    """How many bundles are offered: the number in the top bar."""
    return len(offers_beside(user))


def like_cases(user: User, *, likeness: str, kelurahan: Region | None, papers: Sequence[str]) -> QuerySet[Any]:
    """The cases of one offer."""
    found = bundleable(user).filter(likeness=likeness, citizen__kelurahan=kelurahan, papers=list(papers))
    return found.order_by("citizen__name", "pk")


def seen_of(request: ChangeRequest) -> dict[str, Any]:
    """What a person sees of a case at the preview: how far it is, and old, proposed and present value of each field."""
    values = [
        [change.field, change.old_value, change.new_value, value_text(request.citizen, change.field), change.verdict]
        for change in request.fields.all()
    ]
    return {"state": request.state, "tier": request.tier, "values": values}


def changed_since(seen: dict[str, Any], request: ChangeRequest) -> str:
    """What has changed in a case since the preview, in words; '' if nothing."""
    now = seen_of(request)
    if now == seen:
        return ""
    if now["state"] != seen["state"] or now["tier"] != seen["tier"]:
        return f"Perkara ini sekarang {request.get_state_display()}."
    changed = [
        (after[0], after[3]) for before, after in zip(seen["values"], now["values"], strict=False) if before != after
    ]
    words = [
        Citizen.FIELDS[field] + ("" if field in NUMBERS or not value else f", kini {display_text(field, value)}")
        for field, value in changed
    ]
    return f"Berubah sejak dipratinjau: {'; '.join(words) or 'isian'}."[:200]


def others_open(requests: Iterable[ChangeRequest]) -> dict[int, ChangeRequest]:
    """Of some cases those whose citizen has another open request by now, with the oldest of them; one query.

    None had one when it was frozen: whatever is found came since, and is decided together with the case by a person.
    """
    about = {request.citizen_id: request.pk for request in requests}
    found = ChangeRequest.objects.open().filter(citizen__in=about).exclude(pk__in=about.values()).order_by("-pk")
    return {about[other.citizen_id]: other for other in found.only("number", "citizen")}


def others_words(other: ChangeRequest) -> str:
    """Why a row is skipped for another open request."""
    return f"{OTHERS}: {other.number}. Putuskan bersama."


def reversals_of(rows: Iterable[BundleRow]) -> dict[int, ChangeRequest]:
    """For rows whose reversal another person decides: the request that proposes it, by row."""
    asked = {row.request_id: row.pk for row in rows if row.outcome == BundleRow.Outcome.ASKED}
    if not asked:
        return {}
    found = ChangeRequest.objects.filter(reverses__in=asked).select_related("maker").order_by("pk")
    return {asked[each.reverses_id]: each for each in found if each.reverses_id}


def with_asking(bundles: QuerySet[Bundle]) -> QuerySet[Any]:
    """Bundles with `asking`: whether a reversal of one of their rows waits for another person."""
    rows = BundleRow.objects.filter(bundle=OuterRef("pk"), outcome=BundleRow.Outcome.ASKED)
    return bundles.annotate(
        asking=Exists(rows.filter(request__reversals__state__in=ChangeRequest.OPEN_STATES))
    )  # fmt: skip


def state_words(bundle: Bundle, *, asking: bool) -> str:
    """How far a bundle is, in words; it is taken back only when nothing of it waits for another person."""
    if bundle.state == Bundle.State.REVERSED and asking:
        return "pembalikan menunggu orang lain"
    return bundle.get_state_display()


def fate_of(row: BundleRow, *, changed: bool, reversal: ChangeRequest | None) -> str:
    """What became of a row, or will: terap, kedua, keluar, berubah, gagal, balik, tunggu."""
    outcome = BundleRow.Outcome
    if changed or row.outcome == outcome.SKIPPED:
        return "berubah"
    if row.outcome == outcome.ASKED and reversal is not None:
        done = reversal.state == ChangeRequest.State.APPLIED
        return "balik" if done else "tunggu" if reversal.is_open else "terap"
    named = {
        outcome.OUT: "keluar", outcome.FAILED: "gagal", outcome.REVERSED: "balik", outcome.SECOND_LOOK: "kedua",
    }  # fmt: skip
    return named.get(outcome(row.outcome), "terap")


@dataclass(frozen=True)
class Tally:
    """The count equation of a bundle: frozen = what is left + second look + taken back + out + changed + failed."""

    left: int
    out: int
    changed: int
    failed: int = 0
    back: int = 0
    asked: int = 0  # sealed; the request that takes it back waits for another person
    second: int = 0  # drawn for a second pair of eyes

    def parts(self, bundle: Bundle) -> list[tuple[int, str, str]]:
        """The terms after the first; while rows can be taken out, their term stands even at nought."""
        named = [
            (self.out, "dikeluarkan", "sama"), (self.changed, "berubah atau dilewati", "berubah"),
            (self.second, "ke pemeriksa kedua", "ganda"), (self.failed, "gagal", "ditolak"),
            (self.back, "dibalikkan", "sama"),
            (self.asked, "pembalikannya menunggu orang lain", "berubah"),
        ]  # fmt: skip
        return [part for at, part in enumerate(named) if part[0] or (at == 0 and bundle.is_open)]


def tally_of(fates: Iterable[str]) -> Tally:
    """The rows of a bundle by what became of them."""
    by = Counter(fates)
    return Tally(
        left=by["terap"], out=by["keluar"], changed=by["berubah"], failed=by["gagal"], back=by["balik"],
        asked=by["tunggu"], second=by["kedua"],
    )  # fmt: skip


def sample_of(rows: int) -> int:
    """How many of some rows go to a second pair of eyes, about: which ones the lot says only at the decision."""
    share: float = settings.SECOND_LOOK_SHARE
    return round(rows * share)


def left_words(bundle: Bundle) -> str:
    """What is said of the rows that are neither out nor changed."""
    if bundle.is_open:
        return "akan diterapkan"
    return {
        Bundle.State.FROZEN: "tidak jadi diterapkan",
        Bundle.State.DROPPED: "tidak jadi diterapkan",
        Bundle.State.RUNNING: "diterapkan atau menunggu giliran",
    }.get(Bundle.State(bundle.state), "diterapkan")
