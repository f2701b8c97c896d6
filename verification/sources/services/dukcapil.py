"""Disdukcapil's web service: one question over HTTP, and its answer in our words (domain 8.2).

The service says per field only whether it agrees, never what the register holds. What it does not say in a known form
is no answer: a disturbance of the service is never counted against a citizen.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from dtks.registry.models import Citizen
from verification.sources.models import Agreement

# Our field -> the service's. Parts of the address are asked one by one.
ASKED = {
    "nik": "NIK", "name": "NAMA_LGKP", "birth_place": "TMPT_LHR", "birth_date": "TGL_LHR", "sex": "JENIS_KLMIN",
    "address": "ALAMAT", "kelurahan": "KEL_NAME",
}  # fmt: skip
_SEXES = {"L": "Laki-Laki", "P": "Perempuan"}
_VERDICT = re.compile(r"^(tidak )?sesuai(?: \((\d{1,3})\))?$", re.IGNORECASE)
_LARGEST = 64 * 1024  # bytes of an answer that are read at all


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back. `fields`: our field to (agrees, similarity 0 to 100 or None); `code`: 11 to 15 or ''."""

    fields: dict[str, tuple[bool, int | None]] = field(default_factory=dict)
    code: str = ""
    error: str = ""  # why there is no answer, without anything of the citizen
    raw: dict[str, Any] = field(default_factory=dict)
    milliseconds: int = 0


def ask(citizen: Citizen, agreement: Agreement, *, tries: int = 1) -> Reply:
    """Ask once; a lost connection or a 502, 503, 504 is tried again after a moment that chance makes longer.

    Args:
        tries: how often in all; a person waits at most about ten seconds for one.
    """
    started = time.monotonic()
    try:
        with (
            _session(tries) as session,
            session.post(
                settings.DUKCAPIL_URL,
                json=_question(citizen, agreement),
                timeout=(settings.DUKCAPIL_TIMEOUT / 3, settings.DUKCAPIL_TIMEOUT),
                stream=True,
                allow_redirects=False,
            ) as response,
        ):
            reply = _reply(response)
    except requests.Timeout:
        reply = Reply(error="waktu habis")
    except (requests.RequestException, OSError) as error:
        reply = Reply(error=f"tidak tersambung ({type(error).__name__})")
    return Reply(**{**vars(reply), "milliseconds": int(1000 * (time.monotonic() - started))})


def _session(tries: int) -> requests.Session:
    retry = Retry(
        total=max(0, tries - 1), read=0, backoff_factor=0.3, backoff_jitter=0.5, status_forcelist=(502, 503, 504),
        allowed_methods={"POST"}, raise_on_status=False,
    )  # fmt: skip
    session = requests.Session()
    session.trust_env = False  # no proxy and no password file of the machine
    session.mount("http://", HTTPAdapter(max_retries=retry))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    return session


def _question(citizen: Citizen, agreement: Agreement) -> dict[str, str]:
    place = citizen.kelurahan
    return {
        "user_id": settings.DUKCAPIL_USER,
        "password": settings.DUKCAPIL_PASSWORD,
        "IP_USER": settings.DUKCAPIL_IP,
        "NIK": citizen.nik,
        "NAMA_LGKP": citizen.name,
        "TMPT_LHR": citizen.birth_place,
        "TGL_LHR": f"{citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else "",
        "JENIS_KLMIN": _SEXES.get(citizen.sex, ""),
        "ALAMAT": citizen.address,
        "KEL_NAME": place.name if place else "",
        "TRESHOLD": str(agreement.threshold),  # spelt so by the service
    }


def _reply(response: requests.Response) -> Reply:
    if response.status_code != 200:
        return Reply(error=f"HTTP {response.status_code}")
    body = response.raw.read(_LARGEST + 1, decode_content=True)
    if len(body) > _LARGEST:
        return Reply(error="jawaban terlalu besar")
    try:
        answer = json.loads(body)
        content = answer["content"]
        row = content[0] if isinstance(content, list) else content
        if not isinstance(row, dict):
            raise TypeError
    except (ValueError, KeyError, IndexError, TypeError):
        return Reply(error="jawaban tidak terbaca")
    return parsed(row)


def parsed(row: dict[str, Any]) -> Reply:
    """One element of `content`: a code, or a verdict for each field. One unknown text makes the whole unknown."""
    raw = {str(key)[:40]: str(value)[:120] for key, value in list(row.items())[:40]}
    if "RESPON" in row or "RESPONSE_CODE" in row:
        code = str(row.get("RESPONSE_CODE", "")).strip()
        if code in ("11", "12", "13", "14", "15"):
            return Reply(code=code, raw=raw)
        return Reply(error="kuota di Disdukcapil habis" if code == "05" else f"kode {code[:8] or 'tidak ada'}", raw=raw)
    fields = {}
    for ours, theirs in ASKED.items():
        if theirs not in row:
            continue
        verdict = _VERDICT.match(str(row[theirs]).strip())
        if verdict is None:
            return Reply(error=f"isi {theirs} tidak dikenal", raw=raw)
        fields[ours] = (not verdict[1], int(verdict[2]) if verdict[2] else None)
    if "nik" not in fields or len(fields) == 1:
        return Reply(error="jawaban kosong", raw=raw)
    return Reply(fields=fields, raw=raw) if fields["nik"][0] else Reply(code="13", raw=raw)
