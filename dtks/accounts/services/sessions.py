"""Sessions of people: written down at sign-in, listed, ended."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dtks.accounts.models import SignIn, User
from dtks.web.refusals import Refusal

BEGAN = "began"  # in a session: when its person signed in, seconds
FRESH_FOR = 15 * 60  # seconds after signing in, in which what proves a person may be changed
SIGN_IN = "sign_in"  # the row of a session, kept in the session
PROVED = "second_factor"  # in a session whose second factor was proved
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def client_address(request: HttpRequest) -> str:
    """The address of the browser; behind our own proxy the one that the proxy saw."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def device_of(request: HttpRequest) -> str:
    """Browser and system in words; nothing finer."""
    said = request.headers.get("User-Agent", "")
    browser = next((word for mark, word in BROWSERS if mark in said), "Peramban lain")
    system = next((word for mark, word in SYSTEMS if mark in said), "")
    return f"{browser} di {system}" if system else browser


def begin_session(*, request: HttpRequest, user: User) -> SignIn:
    """Write down a session that has just begun."""
    request.session.save()
    row = SignIn.objects.create(
        user=user, session_key=request.session.session_key or "", device=device_of(request),
        address=client_address(request) or None,
    )  # fmt: skip
    request.session[SIGN_IN] = row.pk
    request.session[BEGAN] = int(time.time())
    return row


class SignInAgain(Refusal):
    """The person signed in too long ago for an act on what proves who he is."""


def require_fresh_sign_in(*, request: HttpRequest) -> None:
    """A computer that somebody left, or a session that somebody stole, changes nothing that proves the person.

    Raises:
        SignInAgain: the sign-in lies more than a quarter of an hour back.
    """
    if time.time() - request.session.get(BEGAN, 0) > FRESH_FOR:
        raise SignInAgain("Demi keamanan, keluar lalu masuk lagi dahulu; dalam 15 menit sesudah itu, ulangi di sini.")


def end_if_too_old(*, request: HttpRequest) -> None:
    """A session ends a working day after its sign-in, however busy it is."""
    if time.time() - request.session.setdefault(BEGAN, int(time.time())) > settings.SESSION_HOURS * 3600:
        note_sign_out(request=request)
        logout(request)


def follow_session(*, request: HttpRequest) -> None:
    """The session was used, or has a new key: note both with its row."""
    if row := request.session.get(SIGN_IN):
        key = request.session.session_key or ""
        SignIn.objects.filter(pk=row, ended_at=None).update(seen_at=timezone.now(), session_key=key)


def open_sessions(user: User) -> QuerySet[SignIn]:
    """Sessions that have not ended and were used within the idle time, newest first."""
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    return SignIn.objects.filter(user=user, ended_at=None, seen_at__gte=since)


@transaction.atomic
def end_sessions(*, sessions: QuerySet[SignIn], by: User) -> int:
    """End sessions at once: the next click in them leads to the sign-in page. Returns how many."""
    rows = list(sessions.select_for_update().filter(ended_at=None))
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    for row in rows:
        store(row.session_key).delete()
    SignIn.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now(), ended_by=by)
    return len(rows)


def note_sign_out(*, request: HttpRequest) -> None:
    """The person signs out: the row ends with the session."""
    if row := request.session.get(SIGN_IN):
        SignIn.objects.filter(pk=row, ended_at=None).update(ended_at=timezone.now(), ended_by=request.user.pk)
