"""Reminders to the officers of kelurahan: a task for the kelurahan, and an e-mail to whoever has an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consultation.minutes.queries.months import WARN_DAYS, PlaceMonth, about_of, kelurahan_of, places_in
from dtks.accounts.models import Mandate, Role, User
from dtks.assignments.models import Kind, Owner
from dtks.assignments.services import Draft, assign
from dtks.jobs.models import Message
from dtks.office.models import Region
from dtks.office.queries import window_of, working_days_between
from dtks.web.templatetags.formats import long_day
from dtks.web.templatetags.formats import month as month_words

AGAIN_AFTER = 3  # days before the same kelurahan is reminded of the same month again


@transaction.atomic
def remind(*, places: Iterable[PlaceMonth], month: date, by: User | None = None) -> int:
    """Remind kelurahan that have not handed in, or have names to mend. Twice within three days only once.

    Returns how many kelurahan were reminded.
    """
    since = timezone.now() - timedelta(days=AGAIN_AFTER)
    number = 0
    for each in places:
        if not each.may_be_reminded or (each.reminded_at and each.reminded_at > since):
            continue
        _remind(each, month, by)
        number += 1
    return number


def _remind(each: PlaceMonth, month: date, by: User | None) -> None:
    place, until = each.place, window_of(month).kelurahan_until
    title, text = _words(each, month, until)
    url = reverse("minutes:list")
    assign(
        draft=Draft(
            kind=Kind.OTHER, role=Role.KELURAHAN.value, title=title, step=text, owner=Owner.KELURAHAN, region=place,
            origin=f"Kalender berita acara {month_words(month)}", origin_url=url, days=2, key=about_of(place, month),
        ),
        by=by,
    )  # fmt: skip
    body = f"{text}\n\n{settings.PUBLIC_ADDRESS}{url}"
    addresses = officers_of(place)
    channel, wanted = Message.Channel.EMAIL, addresses
    if not wanted:  # nobody has an address: the letter is printed and brought
        channel, wanted = Message.Channel.PRINT, [f"Kelurahan {place}"]
    Message.objects.bulk_create(
        Message(channel=channel, recipient=to, subject=title[:120], text=body, about=about_of(place, month))
        for to in wanted
    )


def _words(each: PlaceMonth, month: date, until: date) -> tuple[str, str]:
    if each.state == "handed_in":
        words = f"{each.returned} nama dalam berita acara {month_words(month)} dikembalikan dan belum diperbaiki."
        return f"Perbaiki {each.returned} nama yang kembali", words
    words = (
        f"Berita acara {month_words(month)} dari Kelurahan {each.place} belum diserahkan. Batasnya {long_day(until)}."
    )
    words += " Tanpa berita acara, usulan kelurahan ini tidak ikut kiriman bulan ini." if each.is_silent else ""
    return f"Serahkan berita acara {month_words(month)}", words


def officers_of(place: Region) -> list[str]:
    """E-mail addresses of the officers of a kelurahan."""
    held = Mandate.objects.in_force(timezone.localdate()).filter(
        role=Role.KELURAHAN, region=place, user__is_active=True
    )  # fmt: skip
    return sorted(set(held.exclude(user__email="").values_list("user__email", flat=True)))


def remind_due(today: date | None = None) -> int:
    """By itself, from five working days before the kelurahan's last day until the window closes. Safe to repeat."""
    today = today or timezone.localdate()
    month = today.replace(day=1)
    window = window_of(month)
    if window.is_shut or today > window.closes_on:
        return 0
    late = today > window.kelurahan_until
    if not late and working_days_between(today, window.kelurahan_until) > WARN_DAYS:
        return 0
    return remind(places=places_in(list(kelurahan_of(None)), month, late=late, codes=None), month=month)
