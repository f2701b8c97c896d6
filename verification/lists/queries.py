"""Reads of the lists: which list speaks for a month, and which one came before."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.registry.models import Scheme
from verification.lists.models import CentralList, IdentityQuestion, ReturnedCase


def standing_lists() -> QuerySet[CentralList]:
    """Lists that are merged and were not taken back, the newest first."""
    return CentralList.objects.filter(taken_back_at=None, staged_file__state=StagedFile.State.MERGED)


def list_of(period: date, scheme: str = Scheme.DTKS) -> CentralList | None:
    """The list of a month; of two the one that came later."""
    return standing_lists().filter(period=period, scheme=scheme).order_by("-number").first()


def list_before(central: CentralList) -> CentralList | None:
    """The newest list of an earlier month of the same scheme."""
    earlier = CentralList.objects.filter(taken_back_at=None, scheme=central.scheme, period__lt=central.period)
    return earlier.order_by("-period", "-number").first()


def open_questions(user: User) -> QuerySet[IdentityQuestion]:
    """Questions that wait for an answer."""
    return IdentityQuestion.objects.visible_to(user).filter(answer="")


def open_returns(user: User) -> QuerySet[ReturnedCase]:
    """Returned names that wait for a decision."""
    return ReturnedCase.objects.visible_to(user).filter(decision="")


def open_work(user: User) -> int:
    """What waits for a person in this room, for the menu."""
    return open_questions(user).count() + open_returns(user).count()
