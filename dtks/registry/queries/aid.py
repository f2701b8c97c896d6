"""Which programmes a citizen receives now: what the newest list that speaks of a programme says (decisions.md 2).

Lists write who receives, not who does not: a list that has the programme's column and names the citizen without it ends
the programme; one that lacks the column changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from dtks.registry.models import AidRecord, SchemeStanding
from dtks.web.memory import kept

NO_AID = ("", "TIDAK")
SPEAKERS = "lists_that_speak"
_REMEMBERED = 600  # seconds


def programmes_of(citizen_ids: Iterable[int]) -> dict[int, set[str]]:
    """Codes of the programmes that each citizen receives now; who receives none is left out."""
    rows = holding(AidRecord.objects.filter(citizen_id__in=list(citizen_ids)))
    found: dict[int, set[str]] = defaultdict(set)
    for citizen, code in rows.order_by().values_list("citizen_id", "programme__code"):
        found[citizen].add(code)
    return dict(found)


def aid_labels(citizen_ids: Iterable[int]) -> dict[int, list[str]]:
    """Short labels of the programmes that each citizen receives now, in the office's order; one query."""
    rows = holding(AidRecord.objects.filter(citizen_id__in=list(citizen_ids))).order_by("programme__position")
    found: dict[int, list[str]] = defaultdict(list)
    for citizen, label in rows.values_list("citizen_id", "programme__short_label"):
        if label not in found[citizen]:
            found[citizen].append(label)
    return dict(found)


def holding(rows: QuerySet[AidRecord]) -> QuerySet[AidRecord]:
    """Of aid records the newest of each programme, unless a newer list that speaks of it names the citizen without it.

    For a subquery as well as for a page of people.
    """
    newer = SchemeStanding.objects.filter(citizen=OuterRef("citizen"), period__gt=OuterRef("period"), listed=True)
    ended = Q(pk__in=[])
    for references, programmes in programmes_by_lists().items():
        ended |= Q(programme__in=programmes) & Q(Exists(newer.filter(reference__in=references)))
    return rows.exclude(state__in=NO_AID).filter(~ended)


def programmes_by_lists() -> dict[tuple[str, ...], list[int]]:
    """The lists that speak of programmes, by their references, and the programmes of which they speak.

    Remembered for some minutes; whoever merges a list forgets it.
    """

    def read() -> dict[tuple[str, ...], list[int]]:
        lists: dict[int, list[str]] = defaultdict(list)
        pairs = AidRecord.objects.order_by("programme", "reference").values_list("programme", "reference").distinct()
        for programme, reference in pairs:
            lists[programme].append(reference)
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for programme, references in lists.items():
            found[tuple(references)].append(programme)
        return dict(found)

    return kept(SPEAKERS, read, _REMEMBERED)
