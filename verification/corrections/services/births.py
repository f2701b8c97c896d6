"""A birth is reported; the child hangs on its mother and is attached when an extract brings its NIK."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import Document, PaperKind
from dtks.papers.services import add_document
from dtks.papers.services.scans import Upload
from dtks.registry.models import Citizen, LifeState, RegisterState, Relation, Sex, Source
from dtks.registry.queries import value_text
from dtks.registry.services import register_citizen, set_values
from dtks.web.locking import locked
from dtks.web.refusals import Refusal
from verification.corrections.models import NEWBORN_DAYS, Birth, ChangeRequest, Origin
from verification.corrections.queries.newborns import CARD, card_paper
from verification.corrections.services.citations import cite_more
from verification.corrections.services.proposals import Proposal, Whence, propose, propose_many, raise_into_lane
from verification.corrections.services.questions import send_again
from verification.corrections.services.refusals import NotAllowed
from verification.corrections.services.returns import require_maker, resubmit, withdraw
from verification.corrections.services.states import hold
from verification.corrections.services.voiding import void_newborn
from verification.matching import names
from verification.sources.models import CivilPerson, Comparison, ResultClass
from verification.sources.services import compared_fields

if TYPE_CHECKING:
    from dtks.jobs.models import Event

SAME_MOTHER = 0.9
MOST_AT_ONCE = 4  # children of one birth
WAITING = (ChangeRequest.State.SUBMITTED, ChangeRequest.State.RETURNED)
MISTAKEN_DAY = timedelta(days=30)  # no mother bears again so soon
TAKEN_BACK = "Kelahiran ini dicatat keliru"
OF_MOTHER = ("kk_number", "address", "rt", "rw", "kelurahan")
BROUGHT = ("nik", "name", "birth_place", "mother_name", "kk_number")
RELATION_OF_CHILD = {Relation.HEAD: Relation.CHILD, Relation.WIFE: Relation.CHILD, Relation.CHILD: Relation.GRANDCHILD}


class NoMother(Refusal):
    """The birth cannot hang on this person."""


class TooOld(Refusal):
    """No newborn, or not born yet."""


def unnamed(mother: Citizen, number: int = 1) -> str:
    """How hospitals write a child without a name: BAYI NY. HALIMAH; the second twin BAYI 2 NY. HALIMAH."""
    return f"BAYI {number} NY. {mother.name}" if number > 1 else f"BAYI NY. {mother.name}"


@transaction.atomic
def report_birth(
    *, mother: Citizen, name: str, sex: str, born_on: date, birth_place: str, maker: User,
    papers: Sequence[PaperKind] = (), scan: Upload | None = None, twin: bool = False, urgent_reason: str = "",
    whence: Whence | None = None,
) -> Birth:  # fmt: skip
    """Write down a newborn as a person in no list yet, hang it on its mother, and propose it as a member.

    The same child reported twice, by the counter and a companion, is one birth: also where it has got its name since,
    or the day was told otherwise by some days; another child of that birth is a twin. What the second one brings, a
    name or papers, goes to the first.

    Args:
        name: may be empty, then it is named after its mother until it has a name.
        papers: kinds that were seen; the scan goes with the first of them.
        twin: a second unnamed child of the same day.
        whence: where it comes from; without, from the page of births.

    Raises:
        NoMother: a man, or somebody who does not live in the register.
        TooOld: born in the future, or more than a year ago.
    """
    mother = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=mother.pk)
    _check(mother, born_on)
    days = (born_on - MISTAKEN_DAY, born_on + MISTAKEN_DAY)
    near = Birth.objects.standing().filter(mother=mother, child__birth_date__range=days)
    known = list(near.select_related("child", "request").order_by("pk"))
    that_day = [each for each in known if each.child.birth_date == born_on]
    wanted = name.strip().upper() or unnamed(mother, len(that_day) + 1 if twin else 1)
    for birth in known:
        bare = not name.strip() or is_unnamed(birth)  # one of the two did not know a name yet, or told another day
        if (bare and not twin and birth.child.sex == sex) or (birth in that_day and birth.child.name == wanted):
            _told_again(birth, name=name.strip().upper(), papers=papers, scan=scan, actor=maker)
            raise_into_lane(hold(birth.request), urgent_reason or (whence.urgent_reason if whence else ""))
            return birth
    child = register_citizen(
        values=_values(mother, name=wanted, sex=sex, born_on=born_on, birth_place=birth_place), actor=maker,
        reference=f"Laporan kelahiran {timezone.localdate():%d-%m-%Y}", source=Source.BIRTH,
    )  # fmt: skip
    documents = _archived(child, papers, scan, maker)
    if (card := card_paper(mother)) and CARD not in {each.kind.code for each in documents}:
        documents.append(card)  # the office has it already: nobody is asked for it twice
    whence = whence or Whence(reference="Laporan kelahiran")
    request = propose(
        citizen=child, act="ADD_MEMBER", values={"register_state": RegisterState.PROPOSED.value},
        origin=whence.origin, origin_reference=whence.reference,
        urgent_reason=urgent_reason or whence.urgent_reason, maker=maker,
        reason=f"Anak dari {mother.name}. Periksa komponen PKH anak usia dini dan PBI bayi.",
        documents=documents,
    )  # fmt: skip
    return Birth.objects.create(child=child, mother=mother, request=request, reported_by=maker)


def _told_again(
    birth: Birth, *, name: str, papers: Sequence[PaperKind], scan: Upload | None, actor: User
) -> None:  # fmt: skip
    """What a second report brings: its papers are cited while the first waits, and are in the archive in any case."""
    request = hold(birth.request)
    waits = request.state in WAITING
    fresh = _not_there(birth, papers, scan)
    documents = _archived(birth.child, fresh, scan if fresh[:1] == [*papers[:1]] else None, actor)
    if waits:
        cite_more(request=request, documents=documents)
    if request.state == ChangeRequest.State.RETURNED and documents:  # somebody has come with what was missing
        send_again(request, f"{actor}: membawa berkas.")
    if not (name and is_unnamed(birth)):
        return
    reference = f"Laporan kelahiran {timezone.localdate():%d-%m-%Y}"
    if waits:  # nobody has decided on the child yet: it gets the name that the first report left open
        set_values(citizen=birth.child, values={"name": name}, source=Source.BIRTH, reference=reference,
                   on=timezone.localdate())  # fmt: skip
    else:
        propose(citizen=birth.child, act="", values={"name": name}, origin=Origin.CITIZEN_PAGE, maker=actor,
                origin_reference=reference, reason="Nama anak dilaporkan sesudah kelahirannya.")  # fmt: skip
    birth.child.refresh_from_db()


def is_unnamed(birth: Birth) -> bool:
    """Whether the child still bears the name of its mother: BAYI NY. HALIMAH."""
    return birth.child.name in {unnamed(birth.mother, number) for number in range(1, MOST_AT_ONCE + 1)}


def take_back_birth(*, birth: Birth, actor: User) -> Birth:
    """Take back a birth that was written down by mistake: its request is withdrawn, its child is no valid record.

    Nothing is deleted; the same birth may be reported again on the right mother.

    Raises:
        NotAllowed: somebody else reported it.
        WrongState: it is applied, or the child has a NIK or another open request by now.
    """
    with locked():
        request = hold(birth.request)
        if request.state == ChangeRequest.State.REFUSED:
            require_maker(request, actor)
            void_newborn(request, actor)
        else:
            withdraw(request=request, actor=actor, reason=TAKEN_BACK)
    birth.child.refresh_from_db()
    return birth


def may_bring(birth: Birth, user: User) -> bool:
    """Whoever reported it and whoever adds papers may bring those that are missing while it waits."""
    return birth.request.state in WAITING and (birth.reported_by_id == user.pk or user.may("papers.add"))


@transaction.atomic
def bring_birth_papers(
    *, birth: Birth, papers: Sequence[PaperKind], actor: User, scan: Upload | None = None
) -> list[Document]:
    """Papers that come after the birth was reported; one that was sent back to whoever reported it goes in again.

    Raises:
        NotAllowed: neither who reported it nor somebody who adds papers.
        WrongState: it is decided.
    """
    request = hold(birth.request)
    if not may_bring(birth, actor):
        raise NotAllowed("Berkas kelahiran ditambah oleh pelapornya selama usulannya menunggu.")
    documents = _archived(birth.child, papers, scan, actor)
    if request.state == ChangeRequest.State.RETURNED and request.maker_id == actor.pk:
        resubmit(request=request, actor=actor, documents=documents)
    else:
        cite_more(request=request, documents=documents)
    return documents


def _archived(child: Citizen, papers: Sequence[PaperKind], scan: Upload | None, seen_by: User) -> list[Document]:
    form = Document.Form.ORIGINAL
    return [
        add_document(citizen=child, kind=kind, form=form, seen_by=seen_by, upload=None if place else scan)
        for place, kind in enumerate(papers)
    ]


def _not_there(birth: Birth, papers: Sequence[PaperKind], scan: Upload | None) -> list[PaperKind]:
    """Papers that are not cited yet; the one that the scan shows also where it was only seen till now."""
    cited = list(birth.request.evidence.values_list("document__kind", "document__scan"))
    there, scanned = {kind for kind, _ in cited}, {kind for kind, kept in cited if kept}
    shown = papers[:1] if scan else ()
    return [kind for kind in papers if kind.pk not in (scanned if kind in shown else there)]


def _check(mother: Citizen, born_on: date) -> None:
    today = timezone.localdate()
    if mother.sex == Sex.MALE or mother.life_state not in (LifeState.ALIVE, LifeState.DECEASED):
        raise NoMother("Pilih ibu kandungnya: seorang perempuan yang tercatat.")
    if not today - timedelta(days=NEWBORN_DAYS) <= born_on <= today:
        raise TooOld("Lewat setahun, atau belum lahir. Anak yang lebih besar dicatat sebagai anggota dengan berkasnya.")
    if mother.birth_date and born_on.year - mother.birth_date.year < 10:
        raise NoMother("Umur ibu tidak cocok dengan kelahiran ini. Periksa siapa ibunya.")


def _values(mother: Citizen, *, name: str, sex: str, born_on: date, birth_place: str) -> dict[str, str]:
    relation = RELATION_OF_CHILD.get(Relation(mother.relation), Relation.OTHER_KIN)
    card = {"relation": relation.value} if mother.kk_number else {}
    return {
        **{field: value_text(mother, field) for field in OF_MOTHER}, **card,
        "name": name, "sex": sex, "birth_date": born_on.isoformat(), "birth_place": birth_place,
        "mother_name": mother.name,
    }  # fmt: skip


def follow_births(event: Event) -> None:
    """Handler of `extract.merged`: children without NIK are looked for in the register. Safe to repeat."""
    attach_newborns()


@transaction.atomic
def attach_newborns() -> list[ChangeRequest]:
    """Propose the NIK of each waiting child whom the register has by now: one person for one child, else nobody.

    Same birth date, same sex where both say it, and the mother's card or name. A child that fits two persons, or a
    person who fits two children, waits for the name or for eyes.
    """
    births = list(Birth.objects.waiting().select_related("child__kelurahan", "mother"))
    found = _sure_pairs(births)
    proposals = []
    for birth in births:
        if (person := found.get(birth.pk)) is None:
            continue
        values = _brought(birth.child, person)
        proposals.append(Proposal(citizen_id=birth.child_id, values=values, comparison=_basis(birth.child, person)))
    if not proposals:
        return []
    done = propose_many(proposals=proposals, origin=Origin.EXTRACT, origin_reference="Jembatan kelahiran")
    return done.made


def _sure_pairs(births: Iterable[Birth]) -> dict[int, CivilPerson]:
    births = list(births)
    days = {birth.child.birth_date for birth in births}
    by_day: dict[date | None, list[CivilPerson]] = defaultdict(list)
    people = CivilPerson.objects.filter(birth_date__in=days, flag=CivilPerson.Flag.ACTIVE).select_related("kelurahan")
    for person in people:
        by_day[person.birth_date].append(person)
    fitting = {birth.pk: [each for each in by_day[birth.child.birth_date] if _fits(birth, each)] for birth in births}
    niks = {person.nik for people in fitting.values() for person in people}
    taken = set(Citizen.objects.filter(nik__in=niks).values_list("nik", flat=True))
    sure = {birth.pk: _only(birth, [each for each in fitting[birth.pk] if each.nik not in taken]) for birth in births}
    claims = Counter(person.pk for person in sure.values() if person)
    return {pk: person for pk, person in sure.items() if person and claims[person.pk] == 1}


def _fits(birth: Birth, person: CivilPerson) -> bool:
    child, mother = birth.child, birth.mother
    if child.sex and person.sex and child.sex != person.sex:
        return False
    if person.kk_number and person.kk_number in (child.kk_number, mother.kk_number):
        return True
    return bool(person.mother_name) and names.similarity(person.mother_name, mother.name) >= SAME_MOTHER


def _only(birth: Birth, people: Sequence[CivilPerson]) -> CivilPerson | None:
    """The one person, or among twins the one of the child's name."""
    if len(people) > 1:
        people = [each for each in people if names.similarity(each.name, birth.child.name) >= SAME_MOTHER]
    return people[0] if len(people) == 1 else None


def _brought(child: Citizen, person: CivilPerson) -> dict[str, str]:
    said: Mapping[str, str] = {field: str(getattr(person, field)) for field in BROUGHT}
    return {field: text for field, text in said.items() if text and text != value_text(child, field)}


def _basis(child: Citizen, person: CivilPerson) -> Comparison:
    """The register's word on the child, as found by its mother, frozen as the basis of the proposal."""
    same: Comparison | None = child.comparisons.filter(civil_person=person).first()
    if same is not None and same.taken_on == person.taken_on:
        return same
    return Comparison.objects.create(
        citizen=child, civil_person=person, taken_on=person.taken_on, result_class=ResultClass.NO_NIK,
        fields=compared_fields(child, person, ("nama", "tempat_lahir", "nama_ibu", "no_kk", "alamat")),
        confidence=0.99, band="same", codes=["MOTHER"], method_version="jembatan-kelahiran-1",
    )  # fmt: skip
