"""Messages chosen in their list wait to be sent once more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse

from dtks.accounts.models import User
from dtks.jobs.models import Choice, Message
from dtks.jobs.services.choices import ChoiceKind, Done, Look
from dtks.jobs.services.messages import send_again
from dtks.web.refusals import Refusal


class ResendMessages(ChoiceKind):
    """Kind "resend_messages": failed ones wait for the next sweep."""

    label, button = "Mengirim lagi pesan", "Kirim lagi"
    permission = "messages.send"
    follows = ("Tiap pesan yang gagal menunggu dikirim lagi, paling lama setengah menit.",)

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        return Message.objects.in_bulk(list(ids)) if user.may("messages.see") else {}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        return {each.pk: _look(each) for each in subjects}

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        if not send_again(messages=[subject], by=user):
            raise Refusal("Tidak sedang gagal: sudah terkirim, atau sedang menunggu dikirim.")
        return Done(words="menunggu dikirim lagi")


def _look(message: Message) -> Look:
    state = str(message.get_state_display())
    printed = "Dicetak, tidak dikirim." if message.channel == Message.Channel.PRINT else ""
    return Look(
        label=message.subject or str(message), below=message.about_words, url=reverse("jobs:messages"),
        will="menunggu dikirim lagi", seen={"Keadaan": state},
        why=printed or ("" if message.state == Message.State.FAILED else f"Tidak gagal: {state}."),
    )  # fmt: skip
