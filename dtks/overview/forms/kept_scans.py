"""A photo that was chosen before the form came back with a question: kept for its person until the form goes through.

A browser cannot choose a file by itself again, so what was sent once is kept here, made small, for some hours.
"""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from django import forms
from django.core.cache import cache

from dtks.accounts.models import User
from dtks.papers.services import RefusedScan
from dtks.papers.services.scans import Upload, read_scan
from dtks.web.forms import DropFile

HOURS = 4


class KeptUpload(io.BytesIO):
    """A scan that was sent before, as a form would hand it in."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name: str | None = name


class KeepsScan(forms.Form):
    """Fields `scan` and `scan_kept`; a form that has them sets `user`."""

    user: User

    scan = forms.FileField(
        label="Foto berkas", required=False, widget=DropFile, help_text="boleh menyusul; PDF, JPG, PNG"
    )
    scan_kept = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    @property
    def scan_given(self) -> Upload | None:
        """The photo of this time, else the one that was kept."""
        return self.cleaned_data["scan"] or self._kept()

    def keep_scan(self) -> None:
        """The form goes back to the person: what was chosen is kept, and said."""
        upload = self.files.get("scan")
        if upload is not None:
            upload.seek(0)
            self._keep(upload)
        if (kept := self._kept()) is not None:
            size = round(len(kept.getbuffer()) / 1000)
            self["scan"].help_text = f"{kept.name}, {size} kB, sudah tersimpan. Pilih lagi hanya bila keliru."

    def forget_scan(self) -> None:
        """The form went through."""
        cache.delete(self._key(str(self.data.get("scan_kept", ""))))

    def _keep(self, upload: Upload) -> None:
        try:
            scan = read_scan(upload)
        except RefusedScan as refused:
            self.add_error("scan", str(refused))
            return
        token = str(uuid4())
        cache.set(self._key(token), (scan.name, scan.content), HOURS * 3600)
        sent: Any = self.data
        typed = sent.copy()  # what a request sent is not written into
        typed["scan_kept"] = token
        self.data = typed

    def _kept(self) -> KeptUpload | None:
        token = str(self.data.get("scan_kept", ""))
        found = cache.get(self._key(token)) if token else None
        return KeptUpload(*found) if found else None

    def _key(self, token: str) -> str:
        return f"scan:{self.user.pk}:{token[:36]}"
