"""Passwords that somebody who knows the office would try first."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# Words of the office, of the city and of the work (ASVS 6.1.2): none of them, counted up, makes a password.
OWN_WORDS = frozenset(
    """padan dtks dtsen dinas sosial dinsos kendari kota sulawesi tenggara sultra indonesia bansos bantuan siks siksng
    kemensos disdukcapil dukcapil kelurahan kecamatan loket petugas operator supervisor fasilitator kasi kabid admin
    administrator auditor walikota warga keluarga pkh bpnt pbi pip ktp nik kk rahasia sandi katasandi masuk selamat
    datang merdeka januari februari maret april mei juni juli agustus september oktober november desember""".split()
)
_WORDS = re.compile(r"[a-z]+")
_SAID = "Kata sandi ini mudah ditebak: ia hanya kata yang dikenal orang, dengan angka. Pakai beberapa kata yang lain."


class EasyToGuess:
    """Refuses words of the office and common passwords that are only counted up, decorated or repeated."""

    def __init__(self) -> None:
        self.common: frozenset[str] = frozenset(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: Any = None) -> None:
        """Raises:
        ValidationError: without digits and signs nothing is left but words that stand on a list.
        """
        bare = "".join(_WORDS.findall(password.lower()))
        if not self._is_made_of_known_words(bare) and not self._is_made_of_known_words(password.lower()):
            return
        raise ValidationError(_SAID, code="password_easy_to_guess")

    def _is_made_of_known_words(self, text: str) -> bool:
        """Whether a text is empty, a common password, repetitions of a short piece, or words of the office in a row."""
        if not text or text in self.common or re.fullmatch(r"(.{1,6})\1+", text):
            return True
        whole = {0}  # places up to which the text is made of own words
        for place in range(1, len(text) + 1):
            if any(start in whole and text[start:place] in OWN_WORDS for start in range(max(0, place - 14), place)):
                whole.add(place)
        return len(text) in whole

    def get_help_text(self) -> str:
        """Nothing beside the field: the sentence comes with the refusal."""
        return ""
