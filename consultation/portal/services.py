"""Who may ask how often. Counted in Redis before anything is looked up, so that guessing at once helps nobody."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from dtks.web.refusals import Refusal

# About 12,600 secret words belong to a code: thirty guesses a day need half a year for the even chance.
LIMITS = (("code", "10/15m"), ("code_day", "30/d"), ("address", "60/10m"))
WRITINGS = (("address_write", "10/h"), ("address_write_day", "30/d"))
logger = logging.getLogger("padan.portal")


class Busy(Refusal):
    """A question or writing that is not taken now; with the answer's status, and when to come again."""

    status = 503
    seconds = 0


class AskedTooOften(Busy):
    """The same code or the same address asked more often than a person does."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = max(seconds, 1)
        minutes = -(-self.seconds // 60)
        wait = f"{minutes} menit" if minutes < 120 else f"{-(-minutes // 60)} jam"
        super().__init__(
            f"Terlalu sering ditanyakan. Coba lagi {wait} lagi, atau tanya langsung di loket Dinas Sosial."
        )


class CannotCount(Busy):
    """The counter does not answer; without it nothing is looked up."""


def address_of(request: HttpRequest) -> str:
    """Who asks: behind our proxy the last address that it wrote down, which nobody else can invent."""
    if settings.BEHIND_PROXY:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        return hops[-1].strip() or str(request.META["REMOTE_ADDR"])
    return str(request.META["REMOTE_ADDR"])


def count_question(*, request: HttpRequest, code: str) -> None:
    """Count one question of an address about a code; a code that nobody has is counted just the same.

    Raises:
        AskedTooOften: this was one too many.
        CannotCount: Redis does not answer.
    """
    _count(request, LIMITS, code)


def count_address(request: HttpRequest) -> None:
    """Count one question of an address alone: a school may check the same paper as often as it likes.

    Raises:
        AskedTooOften: this was one too many.
        CannotCount: Redis does not answer.
    """
    _count(request, LIMITS[-1:], "")


def count_writing(request: HttpRequest) -> None:
    """Count one proposal, objection or report of an address; a household or an RT writes a few a day.

    Raises:
        AskedTooOften: this was one too many.
        CannotCount: Redis does not answer.
    """
    _count(request, WRITINGS, "")


def _count(request: HttpRequest, limits: Sequence[tuple[str, str]], code: str) -> None:
    try:
        usages = [_usage(request, group, rate, code) for group, rate in limits]
    except Exception as error:
        logger.exception("questions of citizens cannot be counted")
        raise CannotCount("Kabar belum dapat dibuka sekarang. Coba lagi beberapa menit lagi.") from error
    over = [usage["time_left"] for usage in usages if usage["should_limit"]]
    if over:
        raise AskedTooOften(max(over))


def _usage(request: HttpRequest, group: str, rate: str, code: str) -> dict[str, int]:
    key = address_of(request) if group.startswith("address") else code or "-"
    usage: dict[str, int] = get_usage(
        request, group=f"portal.{group}", key=lambda _group, _request: key, rate=rate, increment=True
    )
    return usage
