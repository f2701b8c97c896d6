"""A result in Indonesian words: for the operator what was found, for the citizen no value of the register."""

import csv
import functools
from collections.abc import Sequence
from importlib import resources

from verification.matching.results import FIELD_LABELS, Band, Result, ResultClass

_BANDS = {
    Band.SAME: "Orangnya sama",
    Band.EYES: "Mungkin orang yang sama; perlu dilihat",
    Band.DIFFERENT: "Tidak ada orang yang cocok",
}
_CODES = {
    "NO_NIK": "NIK di daftar kosong atau hanya pengisi",
    "NIK_INVALID": "NIK di daftar salah bentuk",
    "NIK_REPEATED": "NIK yang sama dipakai orang lain di daftar",
    "NIK_OWNER_OTHER": "NIK di daftar milik orang lain menurut Disdukcapil",
    "CLAIMED_TWICE": "orang ini juga cocok dengan baris lain di daftar",
    "NOT_RECORDED": "belum rekam KTP-el",
    "INACTIVE": "nonaktif di Disdukcapil",
    "KTP17": "rekam KTP-el sudah ada di Disdukcapil",
    "MOTHER": "dikenali dari tanggal lahir dan dari KK atau nama ibunya",
    "NIK_AND_DATE": "dikenali dari NIK dan tanggal lahir yang sama",
}
_SHOWN = {**FIELD_LABELS, "rumah": "Serumah", "klaim": "Dipakai baris lain"}
_SHORT_FOR_CITIZEN = {
    "nik": "nomor KTP",
    "nama": "nama",
    "tgl_lahir": "tanggal lahir",
    "tempat_lahir": "tempat lahir",
    "jk": "jenis kelamin",
    "no_kk": "nomor KK",
    "alamat": "alamat",
    "nama_ibu": "nama ibu",
}
_LOUD = 0.5


def explain_operator(result: Result) -> str:
    """What was found, in two or three sentences: how sure and why, what differs, what else to know."""
    sentences = [f"{_BANDS[result.band]} ({_percent(result.confidence)})."]
    if result.band is not Band.DIFFERENT:
        sentences[0] = sentences[0][:-1] + _because(result) + "."
    if differing := _labels(result.fields):
        sentences.append(f"Berbeda: {differing}.")
    if missing := _labels(result.missing):
        sentences.append(f"Kosong di daftar: {missing}.")
    if result.result_class is ResultClass.VARIANT:
        sentences.append("Perbedaan hanya pada ejaan atau cara tulis.")
    if notes := [_CODES[code] for code in result.codes if code in _CODES]:
        sentences.append("Catatan: " + "; ".join(notes) + ".")
    return " ".join(sentences)


def explain_citizen(result: Result) -> str:
    """What a citizen reads: the class's next step, with the names of the fields but no value of the register."""
    words = [_SHORT_FOR_CITIZEN[name] for name in (*result.fields, *result.missing) if name in _SHORT_FOR_CITIZEN]
    element = _joined(words) or "Ada data"
    return next_steps()[str(result.result_class)].replace("{elemen}", element[0].upper() + element[1:])


@functools.cache
def next_steps() -> dict[str, str]:
    """The next step in plain words of each class, from result_classes.csv."""
    text = resources.files("verification.matching").joinpath("data/result_classes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["next_step"] for row in csv.DictReader(text.splitlines())}


def bars(result: Result) -> list[tuple[str, float]]:
    """Label and signed weight of each field, strongest first, for the bars of the screen."""
    pairs = [(_SHOWN.get(name, name), round(value, 1)) for name, value in result.contributions.items()]
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: (-abs(pair[1]), pair[0]))


def _because(result: Result) -> str:
    ranked = sorted(result.contributions.items(), key=lambda item: (-item[1], item[0]))
    good = [_SHOWN[name] for name, value in ranked if value >= _LOUD and name in _SHOWN][:3]
    bad = [_SHOWN[name] for name, value in reversed(ranked) if value <= -_LOUD and name in _SHOWN][:2]
    text = f", terutama karena {_joined([in_sentence(word) for word in good])}" if good else ""
    return text + (f"; yang melemahkan: {_joined([in_sentence(word) for word in bad])}" if bad else "")


def in_sentence(label: str) -> str:
    """A label inside a sentence: its first letter small, but not of an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _labels(names: Sequence[str]) -> str:
    return _joined([FIELD_LABELS[name] for name in names])


def _joined(words: Sequence[str]) -> str:
    return " dan ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _percent(confidence: float) -> str:
    """Cut, not rounded: nothing is ever quite certain."""
    return f"{int(confidence * 1000 + 1e-6) / 10:.1f}%".replace(".", ",")
