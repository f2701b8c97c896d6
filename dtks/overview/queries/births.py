"""What the page of a birth shows, and the slip of papers that still have to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from consultation.desk.queries.receipts import head_data, short_name
from consultation.desk.queries.tickets import full_day, joined, papers_until
from dtks.accounts.models import User
from dtks.office.queries import KASI, official_on
from dtks.registry.models import Citizen
from dtks.registry.queries import heads_of
from dtks.web.pdf import qr_svg
from verification.corrections.models import Act, Birth, ChangeRequest
from verification.corrections.models.acts import EvidenceRule
from verification.corrections.queries.newborns import AskedPaper, asked_before, asked_of


@dataclass(frozen=True)
class PapersOfBirth:
    """What is asked, what is missing, until when it comes in time, and whether it locks the request."""

    asked: list[AskedPaper]
    until: date

    @property
    def missing(self) -> list[AskedPaper]:
        return [each for each in self.asked if each.there is None]

    @property
    def there(self) -> list[AskedPaper]:
        return [each for each in self.asked if each.there is not None]

    @property
    def words(self) -> str:
        """What is missing, in one line."""
        return joined(each.words for each in self.missing)


def papers_before(mother: Citizen | None) -> PapersOfBirth:
    """For a birth that is about to be reported today."""
    today = timezone.localdate()
    return PapersOfBirth(asked_before(mother, today), papers_until(today))


def papers_of(birth: Birth) -> PapersOfBirth:
    """For one that was reported."""
    return PapersOfBirth(asked_of(birth), papers_until(timezone.localdate(birth.reported_at)))


def locks(act: Act | None = None) -> bool:
    """Whether a missing paper locks the request of a birth, by the rule of its act in force."""
    act = act or Act.objects.filter(code="ADD_MEMBER").first()
    return act is not None and act.rule.evidence == EvidenceRule.BLOCK


def who_is(citizens: Sequence[Citizen], user: User) -> dict[int, str]:
    """What tells women of like names apart: age, place, on whose card she stands, by name if that may be seen."""
    heads = heads_of(each.pk for each in citizens)
    shown: set[int] = {each.pk for each in heads.values()}
    if user.area_codes() is not None:
        shown = set(Citizen.objects.visible_to(user).filter(pk__in=shown).values_list("pk", flat=True))
    return {each.pk: _words(each, heads.get(each.pk), shown) for each in citizens}


def _words(citizen: Citizen, head: Citizen | None, shown: set[int]) -> str:
    born = f"lahir {citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else "tanggal lahir belum diketahui"
    card = "belum ada di KK mana pun"
    if head is not None:
        card = f"KK {head.name if head.pk in shown else 'warga di wilayah lain'}"
        card = "kepala keluarga" if head.pk == citizen.pk else card
    place = ", ".join(filter(None, [str(citizen.kelurahan or "kelurahan belum diketahui"), citizen.place_words]))
    return f"{born} · {place} · {card}"


def slip_data(birth: Birth, papers: PapersOfBirth) -> dict[str, Any]:
    """Everything that desk/slip.typ sets for a birth: what to bring, where to get it, until when. No NIK."""
    request, mother, born = birth.request, birth.mother, birth.child.birth_date
    there = joined(each.there.kind.short_label for each in papers.there if each.there)
    lock = "Sebelum berkas ini ada, usulan anak belum dapat diterima." if locks(birth.request.act) else ""
    return {
        "head": head_data(timezone.localdate()),
        "official": official_on(KASI, timezone.localdate()),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "title": "Berkas kelahiran yang masih kurang" if papers.missing else "Berkas kelahiran sudah lengkap",
        "day": full_day(timezone.localdate()),
        "address": "Ibu",
        "name": short_name(mother.name),
        "matter": f"kelahiran {date_format(born, 'j F Y') if born else 'anak'}, usulan {request.number}",
        "until": full_day(papers.until) if papers.missing else "",
        "proxy": "Boleh diwakili ayah, keluarga, atau pendamping.",
        "missing": [_card(each, str(mother.kelurahan or "")) for each in papers.missing],
        "there": there,
        "not_yet": f"Anak sudah dicatat; Ibu tidak perlu mengulang dari awal. {lock}".strip(),
        "code": "",
        "qr": qr_svg(f"{settings.PUBLIC_ADDRESS}/syarat/PBI_JK"),
        "ticket": "",
        "served_by": f"Dicatat {birth.reported_by.full_name.split()[0]}",
        "rules_on": f"aturan {date_format(timezone.localdate(birth.reported_at), 'j M Y')}",
    }


def nik_request_of(birth: Birth) -> ChangeRequest | None:
    """The request that gives the child its NIK, while it is open; one query."""
    found = ChangeRequest.objects.filter(
        citizen=birth.child_id, state__in=ChangeRequest.OPEN_STATES, fields__field="nik"
    )
    return None if birth.attached else found.exclude(pk=birth.request_id).order_by("pk").first()


def _card(asked: AskedPaper, kelurahan: str) -> dict[str, Any]:
    usual, *others = asked.kinds
    rows = [
        ("Minta di", usual.place_in(kelurahan)), ("Bawa", usual.bring), ("Biaya", "tidak ada"),
        ("Kalau hilang", usual.if_lost), ("Boleh diganti", joined(kind.short_label for kind in others)),
    ]  # fmt: skip
    name = f"{usual.short_label} ibu" if not others and usual.code == "KK" else usual.short_label
    return {"name": name, "rows": [{"label": label, "text": text} for label, text in rows if text]}
