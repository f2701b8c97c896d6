"""What a file really is, found in its content before anything of it is unpacked (decisions.md 3)."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from dtks.files.services.storage import RefusedFile

LARGEST_UNPACKED = 2_000_000_000  # bytes; 370,000 rows of 25 columns are about 900 MB
LARGEST_RATIO = 200  # a sheet of identical cells packs 1:60, a bomb 1:1000
MOST_MEMBERS = 1_000
LONGEST_LINE = 200_000  # bytes of a text; 200 columns of a thousand letters
_BLOCK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WAY_OUT = "Simpan daftarnya sebagai XLSX atau CSV, lalu unggah lagi."
_OTHERS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "gambar PNG"), (b"\xff\xd8\xff", "gambar JPEG"), (b"GIF8", "gambar GIF"),
    (b"MZ", "program Windows"), (b"\x7fELF", "program"), (b"Rar!", "arsip RAR"), (b"7z\xbc\xaf", "arsip 7z"),
    (b"\x1f\x8b", "arsip gzip"), (b"{\\rtf", "dokumen RTF"), (b"PAR1", "Parquet"), (b"BZh", "arsip bzip2"),
    (b"SQLite format", "basis data SQLite"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|table|\?xml|script|svg)", re.IGNORECASE | re.DOTALL
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def table_kind(path: Path) -> str:
    """`xlsx` or `csv`, whatever the name says.

    Raises:
        RefusedFile: it is neither, is locked, carries a program, or would unpack to more than it says.
    """
    size = path.stat().st_size
    if size == 0:
        raise RefusedFile("Berkas ini kosong. Pilih berkas lain.")
    if size > settings.UPLOAD_LIMIT:
        largest = settings.UPLOAD_LIMIT // 1024 // 1024
        raise RefusedFile(f"Berkas ini {size / 1024 / 1024:.0f} MB, paling besar {largest} MB. Bagi dua berkasnya.")
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    if start.startswith(_OLE):
        raise RefusedFile(_what_ole_is(path))
    if start.startswith(b"PK"):
        _check_workbook(path)
        return "xlsx"
    _check_text(start)
    _check_lines(path)
    return "csv"


def _what_ole_is(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(4_000_000)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "Berkas ini terkunci sandi. Buka di Excel, hapus sandinya, simpan, lalu unggah lagi."
    return "Berkas ini dari Excel lama (XLS) atau Office lain. Buka di Excel, simpan sebagai XLSX, lalu unggah lagi."


def _check_text(start: bytes) -> None:
    for mark, name in _OTHERS:
        if start.startswith(mark):
            raise RefusedFile(f"Berkas ini sebenarnya {name}, bukan XLSX atau CSV. {_WAY_OUT}")
    if _MARKUP.match(start):
        raise RefusedFile(f"Berkas ini sebenarnya halaman web (HTML), bukan XLSX atau CSV. {_WAY_OUT}")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start:
        raise RefusedFile("Isi berkas ini bukan teks biasa. Simpan dari Excel sebagai “CSV UTF-8” atau XLSX.")


def _check_lines(path: Path) -> None:
    """No line without an end: whoever reads it would hold all of it at once."""
    since = 0
    with path.open("rb") as file:
        while block := file.read(LONGEST_LINE):
            block = block.replace(b"\r", b"\n")
            end = block.find(b"\n")
            if since + (len(block) if end < 0 else end) > LONGEST_LINE:
                raise RefusedFile(f"Satu baris berkas ini lebih dari {LONGEST_LINE // 1000} ribu huruf. {_WAY_OUT}")
            since = since + len(block) if end < 0 else len(block) - block.rfind(b"\n") - 1


def _check_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            _check_members(book)
            for info in book.infolist():
                _check_honest(info, path)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise RefusedFile("Berkas ini rusak atau terpotong. Minta dikirim ulang, lalu unggah lagi.") from error


def _check_members(book: zipfile.ZipFile) -> None:
    members = book.infolist()
    names = {info.filename for info in members}
    if "mimetype" in names and "content.xml" in names:
        raise RefusedFile(f"Berkas ini ODS (LibreOffice). {_WAY_OUT}")
    if any(name.endswith("workbook.bin") for name in names):
        raise RefusedFile(f"Berkas ini XLSB. {_WAY_OUT}")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedFile("Berkas ini memuat makro (program). Simpan sebagai XLSX tanpa makro, lalu unggah lagi.")
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise RefusedFile(f"Berkas ini arsip ZIP, bukan XLSX. {_WAY_OUT}")
    if any(info.flag_bits & 1 for info in members):
        raise RefusedFile("Berkas ini terkunci sandi. Buka di Excel, hapus sandinya, simpan, lalu unggah lagi.")
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or _is_bomb(unpacked, packed):
        raise RefusedFile(
            "Berkas ini akan membengkak tak wajar saat dibuka, jadi tidak dibuka. Minta berkas aslinya ke pengirim."
        )


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > 20_000_000 and unpacked / packed > LARGEST_RATIO


def _check_honest(info: zipfile.ZipInfo, path: Path) -> None:
    """Unpack into nothing, block by block, and stop at the first byte beyond what the header says."""
    if info.compress_type == zipfile.ZIP_STORED:
        if info.file_size != info.compress_size:
            raise ValueError("size")
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError("compression")
    with path.open("rb") as file:
        file.seek(_data_offset(file, info))
        unpacker, seen, left, first = zlib.decompressobj(-15), 0, info.compress_size, b""
        while left > 0 and not unpacker.eof:
            block = file.read(min(_BLOCK, left))
            if not block:
                raise EOFError
            left -= len(block)
            while block:
                out = unpacker.decompress(block, 1 << 20)
                block = unpacker.unconsumed_tail
                first = first or out[:4096]
                seen += len(out)
                if seen > info.file_size:
                    raise RefusedFile("Berkas ini tidak jujur tentang isinya, jadi tidak dibuka. Minta berkas aslinya.")
    if info.filename.endswith((".xml", ".rels")) and _DECLARATION.search(first):
        raise RefusedFile(f"Berkas ini memuat perintah di dalam XML, jadi tidak dibuka. {_WAY_OUT}")


def _data_offset(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin: behind the local header, whose own lengths count."""
    file.seek(info.header_offset)
    local = file.read(30)
    if len(local) < 30 or local[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    return info.header_offset + 30 + int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
