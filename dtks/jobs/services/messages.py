"""Sending of what waits: e-mail, gateway, the office's phone. A provider that is down costs time and no message."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected

import requests
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from dtks.accounts.models import User
from dtks.jobs.models import Message, Resend

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # much longer than settings.EMAIL_TIMEOUT
WAITS = (1, 5, 15, 60)  # minutes after each failure; the last one from then on
ATTEMPTS_UNTIL_FAILED = 20
AT_ONE_SWEEP = 50
NO_PROVIDER = "django.core.mail.backends.console.EmailBackend"


def sweep_messages() -> int:
    """Send the e-mails that are due. Returns how many went out; ends early if the provider does not answer.

    An office that has named no provider (EMAIL_URL) keeps them waiting: a log is no place for a citizen's text. Texts
    for telephones go by the gateway (MESSAGE_GATEWAY_URL) if there is one, else by hand from the hand-over page.
    """
    return sum(_sweep(channel) for channel in _providers())


def _providers() -> list[str]:
    """The channels for which the office has named a provider."""
    mail = [] if settings.EMAIL_BACKEND == NO_PROVIDER else [str(Message.Channel.EMAIL)]
    return [*mail, *([str(Message.Channel.WHATSAPP)] if settings.MESSAGE_GATEWAY_URL else [])]


def _sweep(channel: str) -> int:
    due = Message.objects.filter(channel=channel, state=Message.State.WAITING, due_at__lte=Now())
    sent = 0
    for pk in list(due.order_by("due_at", "id").values_list("pk", flat=True)[:AT_ONE_SWEEP]):
        if not due.filter(pk=pk).update(due_at=Now() + LEASE, attempts=F("attempts") + 1):
            continue  # another sweeper has it
        try:
            _send(Message.objects.get(pk=pk))
        except Exception as error:
            _put_off(pk=pk, error=error)
            if _is_down(error):
                break
        else:
            sent += 1
    return sent


@transaction.atomic
def send_again(*, messages: Iterable[Message], by: User) -> set[int]:
    """Let failed e-mails wait for the next sweep once more; returns the ids of those that had failed.

    A message that somebody else sent again meanwhile, or that went out, is left alone.
    """
    failed = Message.objects.select_for_update().filter(
        pk__in=[message.pk for message in messages],
        state=Message.State.FAILED,
        channel__in=[Message.Channel.EMAIL, Message.Channel.WHATSAPP],
    )
    found = list(failed.order_by("pk"))
    Resend.objects.bulk_create([Resend(message=message, error=message.error, by=by) for message in found])
    ids = {message.pk for message in found}
    Message.objects.filter(pk__in=ids).update(state=Message.State.WAITING, attempts=0, due_at=Now(), error="")
    return ids


@transaction.atomic
def hand_over(*, message: Message, sent: bool, by: User) -> bool:
    """Say that a text went out with the office's phone, or cannot; False if somebody else said so before."""
    state = Message.State.SENT if sent else Message.State.FAILED
    waiting = Message.objects.filter(pk=message.pk, channel=Message.Channel.WHATSAPP, state=Message.State.WAITING)
    return bool(
        waiting.update(
            state=state, handed_by=by, attempts=F("attempts") + 1, sent_at=Now() if sent else None,
            error="" if sent else "tidak terkirim dari HP kantor",
        )
    )  # fmt: skip


class RefusedByGateway(Exception):
    """The gateway took the call and refused the text."""


def _send_by_gateway(message: Message) -> None:
    answer = requests.post(
        settings.MESSAGE_GATEWAY_URL, timeout=settings.EMAIL_TIMEOUT, allow_redirects=False,
        json={"to": message.recipient, "text": message.text, "reference": message.pk},
        headers={"Authorization": f"Bearer {settings.MESSAGE_GATEWAY_KEY}"},
    )  # fmt: skip
    if 400 <= answer.status_code < 500:
        raise RefusedByGateway
    answer.raise_for_status()


def _send(message: Message) -> None:
    if message.channel == Message.Channel.WHATSAPP:
        _send_by_gateway(message)
    else:
        send_mail(message.subject, message.text, None, [message.recipient])
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=Now(), error="")


def _put_off(*, pk: int, error: Exception) -> None:
    """Keep only the error's class: its text may hold an address."""
    name = type(error).__name__
    log.warning("message %s was not sent: %s", pk, name)
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=pk)
    failed = attempts >= ATTEMPTS_UNTIL_FAILED
    Message.objects.filter(pk=pk, state=Message.State.WAITING).update(
        state=Message.State.FAILED if failed else Message.State.WAITING,
        due_at=Now() + timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1]),
        error=name,
    )


def _is_down(error: Exception) -> bool:
    if isinstance(error, SMTPException):
        return isinstance(error, SMTPConnectError | SMTPServerDisconnected)
    return isinstance(error, OSError)
