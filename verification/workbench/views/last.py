"""The last decision of a person, kept until the next for the undo line: in a cookie, a session would cost a query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "putusan_terakhir"  # signed: person, id and number of the case, word


def keep_last(answer: HttpResponse, last: str) -> HttpResponse:
    """Keep the last decision for the undo line of every next page."""
    if last:
        answer.set_signed_cookie(COOKIE, last, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def forget_last(answer: HttpResponse) -> HttpResponse:
    """It is taken back, or cannot be."""
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def last_of(user: Any, request: HttpRequest, fresh: str = "") -> dict[str, str] | None:
    """The last decision of a person: id and number of the case, word.

    Args:
        fresh: the one just made, which the browser does not know yet.
    """
    text = fresh or request.get_signed_cookie(COOKIE, default="") or ""
    person, number, code, word = (*text.split("|", 3), "", "", "", "")[:4]
    return {"id": number, "number": code, "word": word} if number and person == str(user.pk) else None
