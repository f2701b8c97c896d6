"""Each class of a result becomes the work of its owner; a newer result ends what no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dtks.assignments.services import Draft, assign_many, settle
from dtks.office.queries import is_working_day, working_days_after
from dtks.registry.models import Citizen
from verification.sources.models import ResultClass
from verification.sources.queries import CLASS_WORK, PREFIX, RETRY_DAYS, citizen_words, key_of


@dataclass(frozen=True, kw_only=True)
class Found:
    """A citizen and the class a source gave him; `fields`: labels of what differs, `page`: where the result stands."""

    citizen: Citizen
    result_class: str
    fields: Sequence[str] = ()
    page: str = ""
    again_on: date | None = None  # when the source is asked again; without, by the class
    waits: bool = False  # a newborn whose NIK comes by itself: nobody's work


@transaction.atomic
def follow_classes(*, found: Iterable[Found], origin: str, besides: Iterable[str] = ()) -> tuple[int, int]:
    """Give the work of these results to its owners, and end what a result before them asked for.

    Written twice, it is the same. A disturbed service says nothing: it begins nothing and ends nothing.

    Args:
        origin: where the results come from, "Rekonsiliasi R-2611-0004".
        besides: classes of which this source knows nothing, so that their work stays.

    Returns:
        How many assignments are new, and how many ended.
    """
    known = [each for each in found if each.result_class != ResultClass.SERVICE_ERROR]
    again: dict[str, date | None] = {}
    drafts = [_draft(each, origin, again) for each in known if each.result_class in CLASS_WORK and not each.waits]
    keep = [draft.key for draft in drafts]
    keep += [key_of(each, one.citizen.pk) for one in known for each in besides]
    ended = settle(
        prefix=PREFIX, citizens=[each.citizen.pk for each in known], keep=keep, note=f"{origin} lain hasilnya"
    )
    return assign_many(drafts=drafts), ended


def _draft(found: Found, origin: str, again: dict[str, date | None]) -> Draft:
    work = CLASS_WORK[found.result_class]
    if found.result_class not in again:
        again[found.result_class] = asked_again_on(found.result_class)
    label, fields = ResultClass(found.result_class).label, ", ".join(found.fields)
    return Draft(
        kind=work.kind, role=work.role, owner=work.owner, title=work.title, citizen=found.citizen,
        step=f"{label}{f': {fields}' if fields else ''}. {work.step}",
        say=citizen_words(found.result_class, found.fields), origin=origin, origin_url=found.page, days=work.days,
        key=key_of(found.result_class, found.citizen.pk), again_on=found.again_on or again[found.result_class],
    )  # fmt: skip


def asked_again_on(result_class: str, step: int = 0) -> date | None:
    """The working day on which a class is asked again for the first (0), second … time; None: a person goes first."""
    days = RETRY_DAYS.get(result_class)
    if days is None:
        return None
    day = timezone.localdate() + timedelta(days=days[min(step, len(days) - 1)])
    return day if is_working_day(day) else working_days_after(day, 1)
