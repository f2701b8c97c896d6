"""What is asked before an act on a family is filed: its days, its card, and what is open on that card already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen, Household, Relation
from dtks.registry.queries import family_of
from verification.corrections.models import ActPlan, ChangeRequest
from verification.corrections.queries.act_forms import ActForm, act_forms
from verification.corrections.queries.cards import cards_of_others
from verification.corrections.queries.outcomes import outcome_of
from verification.corrections.queries.succession import may_head
from verification.corrections.services.refusals import BrokenPlan, OpenAlready

REACTIVATION = timedelta(days=183)  # a card that was shut longer ago needs a new proposal (domain.md 5)
CHANGING = tuple(form.code for form in act_forms().values() if form.changes_family)
EXITS = tuple(form.code for form in act_forms().values() if form.is_exit and form.who == "members")
DEATH, NEW_RECIPIENT = "DEATH", "PENGURUS_CHANGE"  # who received the aid died: both go together
CITED_LATER = ("minutes", "visits")
NEW_CARD, OLD_CARD = ("SPLIT",), ("MERGE", "ADD_MEMBER")

Values = Mapping[Citizen, Mapping[str, str]]


def check_days(form: ActForm, people: Sequence[Citizen], day: date, said: Mapping[str, Any]) -> None:
    """Refuse days that cannot be: to come, before somebody's birth, too long ago, or one visit instead of two.

    Raises:
        BrokenPlan: a sentence that says which.
    """
    if day > timezone.localdate():
        raise BrokenPlan("Tanggalnya di masa depan. Periksa tanggal kejadian.")
    if young := born_after(people, day):
        raise BrokenPlan(f"{young.name} lahir sesudah tanggal itu. Periksa tanggal kejadian.")
    if form.code == "REACTIVATE_PBI" and timezone.localdate() - day > REACTIVATION:
        raise BrokenPlan("Sudah lebih dari enam bulan nonaktif. Buat usulan baru.")
    visits = {date.fromisoformat(each) for each in said.get("visits", [])}
    if "visits" in form.asks and len(visits) < 2:
        raise BrokenPlan("Perlu dua kunjungan pada hari yang berlainan.")
    if any(each > timezone.localdate() for each in visits):
        raise BrokenPlan("Ada kunjungan di masa depan. Periksa tanggal kunjungannya.")


def born_after(people: Sequence[Citizen], day: date) -> Citizen | None:
    """Who of some people was not born yet on a day."""
    return next((each for each in people if each.birth_date and each.birth_date > day), None)


def check_change(form: ActForm, values: Values, said: Mapping[str, Any], day: date) -> None:
    """Refuse an act that changes nothing, names no programme, or leaves a card without one head or to a child.

    Raises:
        BrokenPlan: a sentence that says which.
    """
    if not values and (form.sets or form.asks & {"kk_number", "kelurahan"}):
        raise BrokenPlan("Tidak ada yang berubah: keadaannya sudah begitu.")
    if form.code == NEW_RECIPIENT and not said.get("programmes"):
        raise BrokenPlan("Pilih program yang berganti penerima.")
    if form.code in NEW_CARD + OLD_CARD:
        _check_card(form, values, day)


def _check_card(form: ActForm, values: Values, day: date) -> None:
    numbers = {new["kk_number"] for new in values.values() if "kk_number" in new}
    if any(len(number) != 16 for number in numbers):
        raise BrokenPlan("No. KK harus 16 angka. Salin dari kartunya.")
    heads = [each for each, new in values.items() if new.get("relation", each.relation) == Relation.HEAD]
    card = Household.objects.filter(unit=Household.Unit.FAMILY, number__in=numbers, ended_on=None).first()
    if form.code in NEW_CARD:
        _check_new_card(numbers, values)
    if form.code in OLD_CARD and numbers and card is None:
        raise BrokenPlan("Kartu itu tidak dikenal. Periksa No. KK-nya.")
    taken = card is not None and card.memberships.filter(ended_on=None, relation=Relation.HEAD).exists()
    if numbers and len(heads) + taken != 1:
        words = "belum punya" if not heads and not taken else "akan punya lebih dari satu"
        raise BrokenPlan(f"Kartu itu {words} kepala keluarga. Pilih tepat satu.")
    for head in heads if numbers else ():
        require_head(head, day)


def _check_new_card(numbers: set[str], values: Values) -> None:
    """A split leads to a card that nobody else stands on."""
    known = Household.objects.filter(unit=Household.Unit.FAMILY, number__in=numbers)
    if known.exclude(ended_on=None).exists():
        raise BrokenPlan("Kartu itu sudah ditutup. Salin No. KK dari kartu yang baru.")
    strangers = Q(memberships__ended_on=None) & ~Q(memberships__citizen__in=list(values))
    if known.filter(strangers).exists():
        raise BrokenPlan("No. KK itu kartu keluarga lain. Pecah KK perlu kartu baru; untuk ikut kartu itu: Gabung KK?")


def require_head(citizen: Citizen, on: date) -> None:
    """Whoever becomes head of a card by any act may be one on that day.

    Raises:
        BrokenPlan: a child.
    """
    if not may_head(citizen, on):
        raise BrokenPlan(
            f"{citizen.name} baru {citizen.age_on(on)} tahun, belum boleh menjadi kepala keluarga. Pilih yang sudah "
            "17 tahun atau pernah kawin, atau wali dengan surat."
        )


def take_turn(household: Household) -> Household:
    """Whoever proposes an act on a card waits, within `locked()`, until the one who does so now has written his: so
    that what is asked of the card holds until the end. Taken before any request or citizen. Returns the card as it is
    now."""
    _alone_with("corrections.card", household.pk)
    return Household.objects.select_related("kelurahan").get(pk=household.pk)


def take_turn_of(citizen: Citizen) -> Household | None:
    """As `take_turn`, with the card of a citizen; of who stands on none, nobody else proposes an act on him.

    Raises:
        BrokenPlan: his card changed at this moment.
    """
    card = family_of(citizen)
    _alone_with("corrections.card" if card else "corrections.citizen", card.pk if card else citizen.pk)
    if (now := family_of(citizen)) != card:
        raise BrokenPlan(f"Kartu keluarga {citizen.name} baru saja berganti. Muat ulang halaman ini.")
    return now


def _alone_with(word: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [word, key])


def require_one_exit(people: Iterable[Citizen], *, act: str) -> None:
    """Somebody leaves the list by one act: who died does not refuse his aid as well, whatever card he stands on.

    Raises:
        BrokenPlan: another exit of one of them is open, whoever proposed it.
    """
    if act not in (*EXITS, DEATH):
        return
    others = [code for code in (*EXITS, DEATH) if code != act]
    found = ChangeRequest.objects.open().filter(citizen__in=list(people), act__code__in=others, reverses=None)
    if (first := found.select_related("act", "citizen").order_by("pk").first()) is not None:
        raise BrokenPlan(
            f"{first.number} ({first.act.label}, {first.citizen.name}) masih terbuka: satu orang keluar dengan satu "
            "sebab. Selesaikan atau tarik dahulu."
        )


def require_free_card(card: Household | None, *, act: str, maker: User | None = None) -> None:
    """Two open acts on one card would cross each other: the first is decided before the next is proposed (row 38).

    So would a family that leaves beside the death of one of it, whoever proposed that.

    Args:
        maker: whose own open request of the same act does not count: it is looked at apart.

    Raises:
        BrokenPlan: another act on the card is open.
    """
    if card is None:
        return
    beside = [code for code in (*CHANGING, DEATH) if {code, act} != {DEATH, NEW_RECIPIENT}]
    planned = Q(act_plan__household=card, act__code__in=beside) | Q(succession__household=card)
    if act in EXITS:
        planned |= Q(household=card, act__code__in=(*EXITS, DEATH))
    elif act == DEATH:
        planned |= Q(household=card, act__code__in=EXITS)
    found = ChangeRequest.objects.open().filter(planned, reverses=None).select_related("act")
    if act == DEATH:
        found = found.exclude(act__code=DEATH)  # two of one family may die on one day
    if maker is not None:
        found = found.exclude(maker=maker, act__code=act)
    if (first := found.order_by("pk").first()) is not None:
        raise BrokenPlan(f"{first.number} ({first.act.label}) masih terbuka bagi kartu ini. Selesaikan dahulu.")


def require_own_cards(numbers: Iterable[str], *, people: Iterable[Citizen], maker: User) -> None:
    """A new card is nobody else's: to go to another family's is an act of its own.

    Raises:
        BrokenPlan: it is closed, or somebody else stands on it; whose it is, is told to whoever may see him.
    """
    for words in cards_of_others(sorted(set(numbers)), people=people, user=maker).values():
        raise BrokenPlan(words)


def open_already(
    form: ActForm, *, card: Household | None, values: Values, subject: Citizen, day: date, said: Mapping[str, Any],
    outcome: str = "",
) -> ChangeRequest | None:  # fmt: skip
    """The open request of this very act that says the same, so that it is sent again and stays one; else None.

    Args:
        values: what each person gets, without what stands already.
        outcome: code of the outcome for which they leave; empty where it is not said.

    Raises:
        OpenAlready: one is open that says something else.
    """
    people = [subject] if form.who == "person" else [subject, *values]
    about = Q(citizen__in=people)
    if card is not None and form.who != "person":
        about |= Q(act_plan__household=card)
    found = ChangeRequest.objects.open().filter(about, act__code=form.code, reverses=None)
    for request in found.select_related("act", "act_plan").order_by("pk"):
        same = _says(request, form, values=values, subject=subject, day=day, said=said)
        if not same or (outcome and outcome != outcome_of(request)):
            raise OpenAlready(request)
        return request
    return None


def _says(
    request: ChangeRequest, form: ActForm, *, values: Values, subject: Citizen, day: date, said: Mapping[str, Any]
) -> bool:
    plan: ActPlan | None = request.family_plan
    if plan is None or request.citizen_id != subject.pk:
        return False
    others = {each.pk: dict(new) for each, new in values.items() if each != subject}
    own = values.get(subject)
    same_own = own is None or {each.field: each.new_value for each in request.fields.all()} == dict(own)
    same_day = plan.event_on == day or "event_on" not in form.asks
    members = {each.citizen_id: each.values for each in plan.members.all()}
    return same_own and same_day and _told(plan.details) == _told(said) and members == others


def _told(details: Mapping[str, Any]) -> dict[str, Any]:
    """What an act says beside its values; the office's own papers may come after it was filed, and are cited then."""
    return {name: said for name, said in details.items() if name not in CITED_LATER}
