"""manage.py verify_batches: exit 1 and name the first row or line that is not as sealed, of batches and packets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management import CommandError

from dtks.office.management.base import OfficeCommand
from verification.monthly.models import Packet
from verification.monthly.services import PacketProof, prove_packets
from verification.siks.services import Proof, prove_batches


class Command(OfficeCommand):
    help = "Periksa semua kiriman yang tersegel: sidik tiap baris, sidik kiriman, isi tiap sel berkas, lampiran paket."

    def handle(self, *args: Any, **options: Any) -> None:
        proved: list[dict[str, Any]] = []
        for proof in prove_batches():
            proved.append(_said(proof))
            if proof.fault:
                if options["json"]:
                    self.stdout.write(json.dumps({"fault": f"{proof.batch.number}: {proof.fault}", "batches": proved}))
                raise CommandError(f"{proof.batch.number}: {proof.fault}")
            if not options["json"]:
                self.stdout.write(f"{proof.batch.number}: {proof.batch.row_count} baris seperti disegel")
        packets = [_said_of_packet(proof.packet) for proof in self._packets(as_json=options["json"])]
        rows = sum(each["rows"] for each in proved)
        if options["json"]:
            self.stdout.write(json.dumps({"fault": "", "rows": rows, "batches": proved, "packets": packets}))
        else:
            self.stdout.write(f"Semua kiriman seperti disegel, {rows} baris.")

    def _packets(self, *, as_json: bool) -> Iterator[PacketProof]:
        for proof in prove_packets():
            if proof.fault:
                fault = f"{proof.packet.number}: {proof.fault}"
                if as_json:
                    self.stdout.write(json.dumps({"fault": fault}))
                raise CommandError(fault)
            if not as_json:
                self.stdout.write(f"{proof.packet.number}: {proof.packet.item_count} nama seperti dibekukan")
            yield proof


def _said_of_packet(packet: Packet) -> dict[str, Any]:
    return {"packet": packet.number, "names": packet.item_count, "hash": packet.hash}


def _said(proof: Proof) -> dict[str, Any]:
    batch = proof.batch
    return {"batch": batch.number, "rows": batch.row_count, "hash": batch.hash, "audit_head": batch.audit_head}
