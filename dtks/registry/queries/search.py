"""One box for everything a person may bring: NIK, No. KK, id, phone, birth date, name, address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from dtks.accounts.models import User
from dtks.registry.models import Citizen, CitizenIdentifier
from verification.matching.dates import parse_date
from verification.matching.names import clean, search_key
from verification.matching.nik import clean_nik

_SEPARATORS = re.compile(r"[\s.\-'/`()\u2018\u2019\u00a0\u200b\ufeff]+")
_STUCK = re.compile(r"[\s'`\u2018\u2019\u200b\ufeff]+")  # comes along with a pasted id; dots, hyphens may be its own
_WORDS = re.compile(r"[^\w]+")
_PHONE = re.compile(r"^(?:\+?62|0)?8\d{7,11}$")
NAME_LIKENESS = 0.55  # of the words of the term within the name; below it the hits are noise


@dataclass(frozen=True, kw_only=True)
class CitizenHit:
    """A citizen that was found, and the words of what he was found by ("nama", "NIK lama")."""

    citizen: Citizen
    by: str


def digits_of(term: str) -> str:
    """The digits of a term that is a number and nothing else, pasted with spaces, dots, apostrophes; else ''."""
    bare = _SEPARATORS.sub("", term)
    return bare.removeprefix("+") if bare.removeprefix("+").isdecimal() else ""


def is_number_like(term: str) -> bool:
    """Whether a term could be a NIK or a card number: such a term never goes into a URL or a log."""
    return len(digits_of(term)) >= 12 or len(re.findall(r"\d", term)) >= 12


def search_citizens(*, user: User, term: str, limit: int = 8) -> list[CitizenHit]:
    """Citizens of the person's areas that a term may mean, the surest first; at most five queries."""
    found: dict[int, CitizenHit] = {}
    for by, rows in _ways(user, term.strip()):
        for citizen in rows[: limit - len(found)] if len(found) < limit else []:
            found.setdefault(citizen.pk, CitizenHit(citizen=citizen, by=by))
        if len(found) >= limit:
            break
    return list(found.values())


def citizens_alike(*, user: User, values: Mapping[str, str], limit: int = 5) -> list[Citizen]:
    """Citizens in the person's areas who may be the one whom somebody writes down as new.

    Equal NIK, or equal name by sound with the same birth date.
    """
    same = Q(pk__in=[])
    if nik := clean_nik(values.get("nik", "")):
        same |= Q(nik=nik)
    if born := values.get("birth_date"):
        same |= Q(name_key=search_key(values.get("name", "")), birth_date=born)
    return list(Citizen.objects.visible_to(user).filter(same).select_related("kelurahan")[:limit])


def _ways(user: User, term: str) -> Iterator[tuple[str, list[Citizen]]]:
    people = Citizen.objects.visible_to(user).select_related("kelurahan__parent")
    digits = digits_of(term)
    if len(digits) >= 6:
        yield from _by_number(people, digits, _ids_of(term))
    elif ids := _ids_of(term):
        yield "ID", list(people.filter(dtks_id__in=ids)[:8])
    if (born := parse_date(term)).date and not born.problem and len(digits) <= 8:
        yield "tanggal lahir", list(people.filter(birth_date=born.date)[:8])
    if any(mark.isalpha() for mark in term):
        yield from _by_words(people, term)


def _ids_of(term: str) -> set[str]:
    """The forms in which the centre's id may stand in the register; empty where the term is none."""
    bare = _STUCK.sub("", term)
    return {bare, bare.upper()} if re.search(r"\d", bare) and 4 <= len(bare) <= 36 else set()


def _by_number(people: QuerySet[Citizen], digits: str, ids: set[str]) -> Iterator[tuple[str, list[Citizen]]]:
    if _PHONE.match(digits):
        yield "telepon", list(people.filter(phone="+62" + re.sub(r"^(62|0)", "", digits))[:8])
    if len(digits) < 9:
        yield "ID", list(people.filter(dtks_id__in=ids | {digits})[:8])
    else:
        number = Q(nik=digits) | Q(kk_number=digits) | Q(dtks_id__in=ids | {digits})
        for citizen in people.filter(number)[:8]:
            by = "NIK" if citizen.nik == digits else "No. KK" if citizen.kk_number == digits else "ID"
            yield by, [citizen]
        former = CitizenIdentifier.objects.filter(value=digits).exclude(ended_on=None).values("citizen_id")
        yield "nomor lama", list(people.filter(pk__in=former)[:8])


def _by_words(people: QuerySet[Citizen], term: str) -> Iterator[tuple[str, list[Citizen]]]:
    key = search_key(term)
    if len(key) >= 2:
        yield "nama", list(people.filter(name_key=key)[:8])
        yield "nama mirip", _alike(lambda: _names_like(people, key))
    text = clean(term)
    if len(text) >= 5:
        yield "alamat", list(people.annotate(address_text=Upper("address")).filter(_address_has(text))[:8])


def _names_like(people: QuerySet[Citizen], key: str) -> QuerySet[Citizen]:
    """Names that hold the words of the key, or something near them; of equal ones those first that begin so."""
    return (
        people.filter(name_key__trigram_word_similar=key)
        .annotate(likeness=TrigramWordSimilarity(key, "name_key"), begins=Q(name_key__startswith=key))
        .order_by("-likeness", "-begins", "name", "id")
    )


def _alike(rows: Callable[[], QuerySet[Citizen]]) -> list[Citizen]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [NAME_LIKENESS])
        return list(rows()[:8])


def _address_has(text: str) -> Q:
    condition = Q()
    for word in _WORDS.split(text):
        if len(word) >= 3:
            condition &= Q(address_text__contains=word)
    return condition or Q(pk=None)
