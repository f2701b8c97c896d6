"""A sealed stream: AES-256-GCM in frames of a megabyte, so that a backup of any size needs little memory.

Form: `PADAN-1` and a newline, 16 bytes of salt, then frames of 4 bytes length (big endian) and ciphertext. The nonce
of a frame is its number; the last frame is marked in its authenticated data, so that a file cut short shows. The key is
scrypt (RFC 7914; n 2^15, r 8, p 1) of the passphrase.
"""

from __future__ import annotations

import os
from io import RawIOBase
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"PADAN-1\n"
FRAME = 1024 * 1024


class BrokenSeal(Exception):
    """The passphrase is another one, or the file was changed or cut short."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


class SealedWriter(RawIOBase):
    """Write plain bytes, get a sealed file; `close` writes the last frame."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(16)
        self.target, self.cipher, self.number, self.waiting = target, _cipher(passphrase, salt), 0, bytearray()
        target.write(MAGIC + salt)

    def writable(self) -> bool:
        """It is only written."""
        return True

    def write(self, data: Any) -> int:
        """Take plain bytes."""
        self.waiting += data
        while len(self.waiting) > FRAME:
            self._frame(bytes(self.waiting[:FRAME]), b"more")
            del self.waiting[:FRAME]
        return len(data)

    def close(self) -> None:
        """The last frame."""
        if not self.closed:
            self._frame(bytes(self.waiting), b"last")
        super().close()

    def _frame(self, plain: bytes, mark: bytes) -> None:
        sealed = self.cipher.encrypt(self.number.to_bytes(12, "big"), plain, mark)
        self.target.write(len(sealed).to_bytes(4, "big") + sealed)
        self.number += 1


class SealedReader(RawIOBase):
    """Read the plain bytes of a sealed file.

    Raises:
        BrokenSeal: at once for another kind of file, else while reading.
    """

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        if source.read(len(MAGIC)) != MAGIC:
            raise BrokenSeal("Berkas ini bukan cadangan Padan.")
        self.source, self.cipher, self.number = source, _cipher(passphrase, source.read(16)), 0
        self.plain, self.ended = b"", False

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next plain bytes; 0 after the last frame."""
        while not self.plain and not self.ended:
            self.plain = self._frame()
        taken, self.plain = self.plain[: len(buffer)], self.plain[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _frame(self) -> bytes:
        size = int.from_bytes(self.source.read(4), "big")
        sealed = self.source.read(size) if 16 <= size <= FRAME + 16 else b""
        nonce = self.number.to_bytes(12, "big")
        self.number += 1
        for mark in (b"more", b"last"):
            try:
                plain = self.cipher.decrypt(nonce, sealed, mark)
            except (InvalidTag, ValueError):
                continue
            self.ended = mark == b"last"
            return plain
        raise BrokenSeal("Kata sandi cadangan keliru, atau berkasnya berubah atau terpotong.")
