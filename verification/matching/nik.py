"""The NIK: cleaning, findings, masking. Permendagri 108/2019; SIAK number layout PP KK CC DD MM YY SSSS."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

LENGTH = 16
FEMALE_DAY_SHIFT = 40
SERIAL_SELDOM_ABOVE = 1000
# Kemendagri codes in use, and 54 (East Timor): an area that is gone stays valid in a NIK for ever.
PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 54 61 62 63 64 65 71 72 73 74 75 76 81 82 "
    "91 92 93 94 95 96".split()
)

_SEPARATORS = re.compile(r"[\s.\-'\u2019`\u00a0\u200b\ufeff]+")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$")
_WHOLE_FLOAT = re.compile(r"^\d+[.,]0+$")
_COUNTING = frozenset({"1234567890123456", "0123456789012345", "123456789012345"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a value. Severity is `error`, `warning`, or `signal` (look at the paper)."""

    code: str
    severity: str
    text: str


def clean_nik(raw: object) -> str:
    """Digits of a NIK (or card number) as it comes out of a form or a worksheet.

    Takes text, whole number or float; strips blanks, dots, dashes, apostrophe, NBSP. A number in scientific notation
    is written out. What is no digit stays, so that a finding can name it. Nothing is ever padded or cut.
    """
    if raw is None or isinstance(raw, bool) or raw != raw:
        return ""
    text = repr(raw) if isinstance(raw, float) else str(raw)
    for _ in range(5):
        if (cleaner := _cleaned(text)) == text:
            break
        text = cleaner
    return text


def _cleaned(text: str) -> str:
    text = text.strip().strip("\u200b\ufeff\u00a0 '\u2019`")
    if _SCIENTIFIC.match(text) or _WHOLE_FLOAT.match(text):
        return _written_out(text.replace(",", "."))
    return _SEPARATORS.sub("", text).upper()


def _written_out(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return ""
    return format(number.to_integral_value(), "f") if number == number.to_integral_value() else format(number, "f")


def is_placeholder(nik: str) -> bool:
    """Whether a cleaned NIK only fills the cell: empty, zero, one digit repeated, counting, area and zeros or nines."""
    if not nik or nik in _COUNTING:
        return True
    if not nik.isdigit():
        return not any(mark.isdigit() for mark in nik)
    if len(set(nik)) == 1:
        return True
    return len(nik) >= LENGTH - 1 and len(set(nik[6:])) == 1 and nik[6] in "09"


def birth_part_is_possible(nik: str) -> bool:
    """Whether day (1-31, or 41-71 for women), month and year of a 16-digit NIK make a date in some century."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    if day > FEMALE_DAY_SHIFT:
        day -= FEMALE_DAY_SHIFT
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def is_wellformed(nik: str) -> bool:
    """Whether a cleaned NIK can be anybody's: 16 digits, no placeholder, a possible date, a serial from 0001."""
    return (
        len(nik) == LENGTH
        and nik.isascii()
        and nik.isdigit()
        and not is_placeholder(nik)
        and not nik.endswith("0000")
        and birth_part_is_possible(nik)
    )


def nik_sex(nik: str) -> str:
    """`L` or `P` as the day of birth in the NIK says; empty when the NIK is not well formed."""
    if not is_wellformed(nik):
        return ""
    return "P" if int(nik[6:8]) > FEMALE_DAY_SHIFT else "L"


def nik_birth_matches(nik: str, birth_date: dt.date) -> bool:
    """Whether the six birth digits of a well-formed NIK agree with a date, whatever the sex."""
    day = int(nik[6:8]) % FEMALE_DAY_SHIFT
    return (day, int(nik[8:10]), int(nik[10:12])) == (birth_date.day, birth_date.month, birth_date.year % 100)


def nik_findings(nik: object, birth_date: dt.date | None = None, sex: str = "") -> list[Finding]:
    """Everything to be said about a NIK, worst first. A list of findings, never a refusal (domain 2.1).

    Birth date and sex may differ by law after a later correction (Permendagri 108/2019 art. 15(3)): signals only.
    """
    text = clean_nik(nik)
    if is_placeholder(text):
        return [Finding("NO_NIK", "error", "NIK kosong atau hanya pengisi")]
    if len(text) == LENGTH and text[0] == "0" and text.isdigit():
        return [Finding("NO_NIK", "error", "NIK sementara (diawali 0)")]
    shape = _shape_findings(text)
    if shape:
        return shape
    return _weak_findings(text, birth_date, sex)


def _shape_findings(text: str) -> list[Finding]:
    if not text.isdigit() or not text.isascii():
        return [Finding("NIK_INVALID", "error", "NIK memuat tanda yang bukan angka")]
    if len(text) != LENGTH:
        kind = "kurang" if len(text) < LENGTH else "lebih"
        return [Finding("NIK_INVALID", "error", f"NIK {len(text)} angka, {kind} dari 16")]
    findings = []
    if text.endswith("0000"):
        findings.append(Finding("NIK_SERIAL", "error", "Nomor urut NIK 0000"))
    if not birth_part_is_possible(text):
        findings.append(Finding("NIK_DATE", "error", "Tanggal lahir dalam NIK tidak mungkin"))
    return findings


def _weak_findings(text: str, birth_date: dt.date | None, sex: str) -> list[Finding]:
    findings = []
    if text[:2] not in PROVINCES:
        findings.append(Finding("NIK_PROVINCE", "warning", f"Kode provinsi {text[:2]} tidak dikenal"))
    if int(text[12:]) > SERIAL_SELDOM_ABOVE:
        findings.append(Finding("NIK_SERIAL_HIGH", "warning", "Nomor urut NIK di atas 1000, jarang"))
    if birth_date is not None and not nik_birth_matches(text, birth_date):
        findings.append(Finding("NIK_BIRTH", "signal", "Tanggal lahir tidak sama dengan NIK; lihat KTP"))
    if sex in ("L", "P") and nik_sex(text) != sex:
        findings.append(Finding("NIK_SEX", "signal", "Jenis kelamin tidak sama dengan NIK; lihat KTP"))
    return findings


def is_sound(nik: object) -> bool:
    """Whether a NIK has no finding of severity error."""
    return not any(finding.severity == "error" for finding in nik_findings(nik))


def excel_loss(values: Iterable[object]) -> bool:
    """Whether a whole column has lost its last digit in Excel: 15 digits and 0 in every number of it.

    Excel keeps 15 significant digits. Needs at least three numbers: less proves nothing.
    """
    numbers: Sequence[str] = [text for text in (clean_nik(value) for value in values) if len(text) == LENGTH]
    numbers = [text for text in numbers if text.isdigit() and not is_placeholder(text)]
    return len(numbers) >= 3 and all(text.endswith("0") for text in numbers)


def mask_nik(nik: object) -> str:
    """A NIK with its serial hidden: `747105520384****`. Area and birth date stand on the page anyway."""
    text = clean_nik(nik)
    if len(text) <= 4:
        return "*" * len(text)
    return text[:-4] + "****"
