"""A row of a fault's list: the fault itself in words and numbers, and the act that mends it, one key away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from dtks.accounts.models import User
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, Relation, Sex
from dtks.web.masking import may_see_numbers
from dtks.web.navigation import may_open
from dtks.web.templatetags.formats import birth, day
from dtks.web.templatetags.marks import number
from verification.corrections.models import ChangeRequest
from verification.matching.nik import nik_findings
from verification.reconciliation.models import CaseMember, DuplicateCase, Result
from verification.reconciliation.queries.results import OPENED_CLASSES
from verification.workbench.queries.health import FEMALE_DAY, overdue_requests
from verification.workbench.queries.losses import Remedy

MOST_NAMES = 3
ELSEWHERE = "warga di wilayah lain"


@dataclass(frozen=True)
class Beside:
    """What stands beside the people of a page, read at once."""

    user: User
    results: dict[int, Result]
    cards: dict[int, HouseholdMembership]
    members: dict[int, list[HouseholdMembership]]  # of each card, by its id
    sharers: dict[str, list[Citizen]]  # NIK -> who bears it
    cases: dict[int, DuplicateCase]
    requests: dict[int, Any]  # the overdue request of a citizen
    elsewhere: frozenset[int]  # members of the cards whom the person may not see

    def nik(self, value: str) -> SafeString:
        """A number of a person, masked as the role demands."""
        return number(value, full=may_see_numbers(self.user))

    def names(self, people: Iterable[Citizen]) -> str:
        """The first names of a list; of whom the person may not see, that he is of another area."""
        return _names([each.name if each.pk not in self.elsewhere else ELSEWHERE for each in people])

    def others(self, person: Any) -> list[HouseholdMembership]:
        """The other members of the card of somebody."""
        card = self.cards.get(person.pk)
        return [each for each in self.members.get(card.household_id if card else 0, []) if each.citizen_id != person.pk]


def describe(code: str, people: Iterable[Any], user: User) -> None:
    """Give each citizen of a page `fault_words` and `remedy`; a fixed number of queries, at most four."""
    rows = list(people)
    beside = _beside(code, [each.pk for each in rows], [each.nik for each in rows], user)
    say, mend = ROWS[code]
    for person in rows:
        person.fault_words = say(person, beside)
        remedy = mend(person, beside)
        person.remedy = remedy if may_open(user, remedy.url) else Remedy("Buka warga", person.get_absolute_url())


def _beside(code: str, ids: list[int], niks: list[str], user: User) -> Beside:
    results: dict[int, Result] = {}
    cards: dict[int, HouseholdMembership] = {}
    members: dict[int, list[HouseholdMembership]] = {}
    sharers: dict[str, list[Citizen]] = {}
    cases: dict[int, DuplicateCase] = {}
    requests: dict[int, Any] = {}
    elsewhere: frozenset[int] = frozenset()
    if code in ("tanpa-nik", "nik-salah", "nik-lahir", "nik-kelamin", "kematian"):
        found = Result.objects.filter(citizen__in=ids, is_latest=True).select_related("civil_person")
        results = {each.citizen_id: each for each in found}
    if code in ("dua-kepala", "tanpa-kepala", "anak-sendiri", "kematian", "tanpa-nik"):
        cards, members = _cards(ids)
        elsewhere = _elsewhere(members, user)
    if code == "nik-ganda":
        sharers, cases = _sharers(niks, user), _cases(ids, user)
    if code == "berkas":
        visible = overdue_requests().filter(citizen__in=ids).select_related("act")
        requests = {each.citizen_id: each for each in visible.order_by("-returned_at")}
    return Beside(user, results, cards, members, sharers, cases, requests, elsewhere)


def _cards(ids: list[int]) -> tuple[dict[int, HouseholdMembership], dict[int, list[HouseholdMembership]]]:
    current = HouseholdMembership.objects.filter(household__unit="family", household__ended_on=None, ended_on=None)
    of_cards = current.filter(household__in=current.filter(citizen__in=ids).values("household"))
    members: dict[int, list[HouseholdMembership]] = defaultdict(list)
    cards = {}
    for each in of_cards.select_related("citizen", "household").order_by("citizen__birth_date", "pk"):
        members[each.household_id].append(each)
        if each.citizen_id in ids:
            cards[each.citizen_id] = each
    return cards, members


def _elsewhere(members: dict[int, list[HouseholdMembership]], user: User) -> frozenset[int]:
    """Members of cards whose own kelurahan is none of the person's."""
    if user.area_codes() is None:
        return frozenset()
    people = {each.citizen_id for card in members.values() for each in card}
    seen = Citizen.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True)
    return frozenset(people - set(seen))


def _sharers(niks: list[str], user: User) -> dict[str, list[Citizen]]:
    found: dict[str, list[Citizen]] = defaultdict(list)
    alive = Citizen.objects.visible_to(user).filter(nik__in=niks, life_state=LifeState.ALIVE)
    for each in alive.order_by("pk"):
        found[each.nik].append(each)
    return found


def _cases(ids: list[int], user: User) -> dict[int, DuplicateCase]:
    cases = DuplicateCase.objects.visible_to(user).filter(state__in=DuplicateCase.LIVE)
    rows = CaseMember.objects.filter(citizen__in=ids, case__in=cases).select_related("case")
    return {each.citizen_id: each.case for each in rows}


# What the fault is


def _no_nik(person: Any, beside: Beside) -> SafeString:
    heads = [each.citizen for each in beside.others(person) if each.relation == Relation.HEAD]
    family = f" · keluarga {beside.names(heads[:1])}" if heads else ""
    return format_html("NIK kosong · lahir {}{}", birth(person.birth_date), family)


def _bad_nik(person: Any, beside: Beside) -> SafeString:
    words = next((each.text for each in nik_findings(person.nik) if each.severity == "error"), "NIK tidak sah")
    return format_html("{} · {}", beside.nik(person.nik), words)


def _birth_in_nik(nik: str) -> str:
    text = f"{int(nik[6:8]) % FEMALE_DAY:02d}{nik[8:12]}"
    return f"{text[:2]}-{text[2:4]}-{text[4:]}"


def _nik_birth(person: Any, beside: Beside) -> SafeString:
    words = "{} · NIK memuat {}, tercatat lahir {}"
    return format_html(words, beside.nik(person.nik), _birth_in_nik(person.nik), birth(person.birth_date))


def _nik_sex(person: Any, beside: Beside) -> SafeString:
    said = Sex.FEMALE if int(person.nik[6:8]) > FEMALE_DAY else Sex.MALE
    words = "{} · NIK memuat {}, tercatat {}"
    return format_html(words, beside.nik(person.nik), said.label.lower(), Sex(person.sex).label.lower())


def _shared(person: Any, beside: Beside) -> SafeString:
    others = [each for each in beside.sharers.get(person.nik, []) if each.pk != person.pk]
    words = f"juga dipakai {beside.names(others)}" if others else f"juga dipakai {ELSEWHERE}"
    case = beside.cases.get(person.pk)
    return format_html("{} · {}{}", beside.nik(person.nik), words, f" · {case.number}" if case else "")


def _two_heads(person: Any, beside: Beside) -> SafeString:
    card = beside.cards.get(person.pk)
    heads = [each.citizen for each in beside.others(person) if each.relation == Relation.HEAD]
    other = f"kepala yang berlaku {beside.names(heads[:1])}" if heads else "kartu ini tidak punya kepala lain"
    return format_html("KK {} · {}, ia juga tertulis kepala", beside.nik(card.household.number if card else ""), other)


def _no_head(person: Any, beside: Beside) -> SafeString:
    card = beside.cards.get(person.pk)
    people = [each.citizen for each in beside.members.get(card.household_id if card else 0, [])]
    shown = beside.nik(card.household.number if card else "")
    return format_html("KK {} · {} anggota, tanpa kepala: {}", shown, len(people), beside.names(people))


def _death(person: Any, beside: Beside) -> SafeString:
    if person.life_state == LifeState.DECEASED:
        on = day(person.life_state_on) if person.life_state_on else "tanggal tidak tercatat"
        return format_html("tercatat meninggal {}, masih di KK{}", on, _his_family(person, beside))
    result = beside.results.get(person.pk)
    civil = result.civil_person if result else None
    on = f" {day(civil.flag_on)}" if civil is not None and civil.flag_on else ""
    return format_html("Disdukcapil: meninggal{}; di sini masih hidup{}", on, _his_family(person, beside))


def _his_family(person: Any, beside: Beside) -> str:
    card = beside.cards.get(person.pk)
    left = len(beside.others(person))
    head = ", kepala keluarga" if card is not None and card.relation == Relation.HEAD else ""
    return f"{head} · {left} anggota lain" if card is not None else " · tidak di KK"


def _lone_child(person: Any, beside: Beside) -> SafeString:
    card, today = beside.cards.get(person.pk), timezone.localdate()
    born = person.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    mother = f" · ibu {person.mother_name}" if person.mother_name else ""
    return format_html("{} th, sendiri di KK {}{}", age, beside.nik(card.household.number if card else ""), mother)


def _overdue(person: Any, beside: Beside) -> SafeString:
    request = beside.requests.get(person.pk)
    if request is None:
        return conditional_escape("–")
    words = "{} · dikembalikan {}, {} hari: {}"
    since = (timezone.now() - request.returned_at).days
    return format_html(words, request.number, day(request.returned_at), since, request.return_reason)


def _names(people: list[str]) -> str:
    shown = ", ".join(people[:MOST_NAMES])
    return shown + (f" + {len(people) - MOST_NAMES}" if len(people) > MOST_NAMES else "")


# What mends it


def _propose(words: str) -> Callable[[Any, Beside], Remedy]:
    return lambda person, _: Remedy(words, reverse("overview:propose", args=[person.pk]))


def _from_register(person: Any, beside: Beside) -> Remedy:
    """What Disdukcapil says of him, if a correction can be opened from it; else what is typed from the card."""
    result = beside.results.get(person.pk)
    if result is not None and result.result_class in OPENED_CLASSES and beside.user.may("reconciliation.run"):
        return Remedy("Buka hasil Disdukcapil", result.get_absolute_url())
    return _propose("Usulkan perbaikan")(person, beside)


def _adjudicate(person: Any, beside: Beside) -> Remedy:
    case = beside.cases.get(person.pk)
    if case is None:
        return _propose("Perbaiki NIK")(person, beside)
    return Remedy(f"Putuskan {case.number}", case.get_absolute_url())


def _successor(person: Any, beside: Beside) -> Remedy:
    card = beside.cards.get(person.pk)
    if card is None:
        return Remedy("Pilih tindakan", reverse("overview:acts", args=[person.pk]))
    return Remedy("Catat pergantian kepala", reverse("overview:succession", args=[card.household_id]))


def _record_death(person: Any, beside: Beside) -> Remedy:
    """Whoever was head leaves a family behind, which needs a successor; anybody else only dies."""
    card = beside.cards.get(person.pk)
    if card is not None and card.relation == Relation.HEAD and beside.others(person):
        return Remedy(
            "Catat pergantian kepala", f"{reverse('overview:succession', args=[card.household_id])}?kind=died"
        )
    if person.life_state == LifeState.DECEASED:
        return Remedy("Keluarkan dari KK", reverse("overview:act", args=[person.pk, "anggota-keluar"]))
    return Remedy("Catat kematian", reverse("overview:act", args=[person.pk, "meninggal"]))


def _join_family(person: Any, _: Beside) -> Remedy:
    return Remedy("Gabung ke KK keluarganya", reverse("overview:act", args=[person.pk, "gabung-kk"]))


def _bring_papers(person: Any, beside: Beside) -> Remedy:
    request: ChangeRequest | None = beside.requests.get(person.pk)
    if request is None:
        return Remedy("Buka warga", person.get_absolute_url())
    if request.maker_id not in (None, beside.user.pk):
        return Remedy(f"Buka {request.number}", request.get_absolute_url())
    return Remedy("Lengkapi dan kirim lagi", reverse("corrections:resubmit", args=[request.pk]))


ROWS: dict[str, tuple[Callable[[Any, Beside], SafeString], Callable[[Any, Beside], Remedy]]] = {
    "tanpa-nik": (_no_nik, _from_register),
    "nik-salah": (_bad_nik, _from_register),
    "nik-lahir": (_nik_birth, _from_register),
    "nik-kelamin": (_nik_sex, _from_register),
    "nik-ganda": (_shared, _adjudicate),
    "dua-kepala": (_two_heads, _propose("Perbaiki hubungan")),
    "tanpa-kepala": (_no_head, _successor),
    "kematian": (_death, _record_death),
    "anak-sendiri": (_lone_child, _join_family),
    "berkas": (_overdue, _bring_papers),
}
