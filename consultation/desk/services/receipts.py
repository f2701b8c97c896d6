"""What the citizen takes home: a code that cannot be misread and a word with two digits that only he knows."""

from __future__ import annotations

import hmac
import secrets

from django.utils.crypto import salted_hmac

from consultation.desk.models import CODE_SIGNS, Ticket

# Things that everybody in Kendari knows, easy to say and to write.
WORDS = (
    "pisang kelapa mangga pepaya nanas jeruk durian rambutan salak langsat jambu semangka melon nangka markisa "
    "padi jagung ubi sagu kacang bayam kangkung terong wortel cabai bawang jahe kunyit lengkuas serai "
    "ikan cumi udang kepiting kerang gurita lumba penyu teripang tongkol cakalang baronang "
    "kuda sapi kambing ayam bebek merpati elang rusa anoa maleo kucing kelinci kupu lebah "
    "perahu layar jala dayung pantai ombak karang teluk pulau pelabuhan jembatan gunung sungai danau hutan sawah "
    "kebun ladang rumah pintu jendela atap tangga dapur meja kursi lampu piring gelas sendok kuali payung sepeda "
    "topi sarung baju sepatu kain benang jarum kertas pensil buku tas bola layang gasing seruling gendang gong "
    "matahari bulan bintang awan hujan pelangi angin embun pagi senja"
).split()


def new_code() -> str:
    """Eight signs that nobody confuses. About 8.5e11 of them, so guessing is hopeless even without the word."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
        if not Ticket.objects.filter(receipt_code=code).exists():
            return code


def new_secret() -> str:
    """A word and two digits: pisang 48."""
    return f"{secrets.choice(WORDS)} {secrets.randbelow(90) + 10}"


def secret_hash(*, code: str, secret: str) -> str:
    """What is kept of a secret: useless without the server's key, and another for each code."""
    plain = f"{code.upper()} {' '.join(secret.lower().split())}"
    return salted_hmac("desk.receipt", plain, algorithm="sha256").hexdigest()


def secret_fits(*, ticket: Ticket | None, code: str, secret: str) -> bool:
    """Whether the word belongs to the code; the same work for a code that nobody has (failure 26)."""
    known = ticket.secret_hash if ticket else "0" * 64
    return hmac.compare_digest(known, secret_hash(code=code, secret=secret)) and ticket is not None


def renew_secret(*, ticket: Ticket) -> str:
    """A new word for a ticket whose paper is lost; the old one is worth nothing from now on."""
    secret = new_secret()
    Ticket.objects.filter(pk=ticket.pk).update(secret_hash=secret_hash(code=ticket.receipt_code, secret=secret))
    return secret
