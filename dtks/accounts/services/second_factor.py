"""The second factor: a code of the telephone (TOTP), or one of ten codes on paper."""

from __future__ import annotations

import base64
import secrets
import time
from datetime import timedelta
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP

from dtks.accounts.models import RecoveryCode, SecondFactor, User
from dtks.accounts.services.people import LETTERS
from dtks.web.refusals import Refusal

CODES = 10
FAILURES = 5
SHUT_FOR = timedelta(minutes=15)
TOLERANCE = 1  # steps of 30 seconds: clocks of telephones differ
SECRET_BYTES = 20


class WrongCode(Refusal):
    """The code is not the one of now, was used already, or is no code on paper."""


class TooManyCodes(Refusal):
    """So many wrong codes that the factor takes none for a while."""


def asks_second_factor(user: User) -> bool:
    """Whether the office asks this person for a second factor: by role, or because he set one up himself."""
    if not settings.SECOND_FACTOR:
        return False
    roles = {mandate.role for mandate in user.mandates_today}
    return bool(roles & set(settings.SECOND_FACTOR_ROLES)) or has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Whether a telephone is set up and was proved."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def _seal() -> Fernet:
    """The secrets are useless without the key of the office."""
    key = salted_hmac("padan.second_factor", "seal", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def secret_of(factor: SecondFactor) -> bytes:
    """The secret, opened.

    Raises:
        WrongCode: the office's key was changed since; the factor has to be set up anew.
    """
    try:
        return _seal().decrypt(bytes(factor.sealed_secret))
    except InvalidToken as error:
        raise WrongCode("Kunci kantor sudah diganti. Minta administrator menyetel ulang faktor kedua.") from error


@transaction.atomic
def begin_second_factor(*, user: User) -> SecondFactor:
    """The factor that is being set up; the same secret until its first right code, so that a reload breaks nothing."""
    sealed = _seal().encrypt(secrets.token_bytes(SECRET_BYTES))
    found, _ = SecondFactor.objects.get_or_create(user=user, defaults={"sealed_secret": sealed})
    return found


def secret_words(factor: SecondFactor) -> str:
    """The secret for typing, in groups of four."""
    text = base64.b32encode(secret_of(factor)).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def secret_address(factor: SecondFactor) -> str:
    """What the QR code says to an authenticator."""
    text = secret_words(factor).replace(" ", "")
    return f"otpauth://totp/{quote(f'Padan:{factor.user.username}')}?secret={text}&issuer=Padan&digits=6&period=30"


@transaction.atomic
def confirm_second_factor(*, user: User, code: str) -> list[str]:
    """The first right code: from now on the factor is asked for. Returns the codes for paper, which stand nowhere else.

    Raises:
        WrongCode, TooManyCodes
    """
    factor = SecondFactor.objects.select_for_update().get(user=user)
    if factor.confirmed_at:
        raise WrongCode("Faktor kedua sudah aktif. Muat ulang halaman ini.")
    _check(factor, code, with_paper=False)
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
    return new_recovery_codes(user=user)


@transaction.atomic
def new_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes for paper; those before work no more."""
    RecoveryCode.objects.filter(user=user, used_at=None, replaced_at=None).update(replaced_at=timezone.now())
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(code)) for code in codes])
    return codes


def check_second_factor(*, user: User, code: str) -> None:
    """Take a code of the telephone or of paper, once. Wrong ones are counted, also where the caller rolls back.

    Raises:
        WrongCode, TooManyCodes
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(user=user, confirmed_at__isnull=False)
        try:
            _check(factor, code, with_paper=True)
        except WrongCode as error:
            refusal: WrongCode | None = error
        else:
            refusal = None
    if refusal:
        raise refusal


def _check(factor: SecondFactor, code: str, *, with_paper: bool) -> None:
    now = timezone.now()
    if factor.shut_until and factor.shut_until > now:
        again = timezone.localtime(factor.shut_until)
        raise TooManyCodes(f"Terlalu banyak kode yang salah. Coba lagi pukul {again:%H.%M}.")
    if _is_code_of_now(factor, code) or (with_paper and _is_paper_code(factor.user, code)):
        factor.failures, factor.shut_until = 0, None
        factor.save(update_fields=["failures", "shut_until", "last_step"])
        return
    factor.failures += 1
    if factor.failures >= FAILURES:
        factor.failures, factor.shut_until = 0, now + SHUT_FOR
    factor.save(update_fields=["failures", "shut_until"])
    raise WrongCode("Kode tidak cocok. Tunggu kode berikutnya di telepon, lalu ketik lagi.")


def _is_code_of_now(factor: SecondFactor, code: str) -> bool:
    digits = "".join(code.split())
    if not (digits.isdigit() and len(digits) == 6):
        return False
    clock = TOTP(secret_of(factor))
    clock.time = time.time()
    if not clock.verify(int(digits), tolerance=TOLERANCE, min_t=factor.last_step + 1):
        return False
    factor.last_step = clock.t()
    return True


def _is_paper_code(user: User, code: str) -> bool:
    waiting = RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at=None, replaced_at=None)
    return bool(waiting.update(used_at=timezone.now()))


def _digest(code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return salted_hmac("padan.recovery", letters, algorithm="sha256").hexdigest()


@transaction.atomic
def take_second_factor_away(*, user: User) -> None:
    """The telephone is lost: the person sets up a new one at the next sign-in."""
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user, used_at=None, replaced_at=None).update(replaced_at=timezone.now())
