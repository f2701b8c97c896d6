"""Acts on papers: load the rules, read a scan, archive a document."""

from dtks.papers.services.archive import add_document, add_scan, move_to_box
from dtks.papers.services.proofs import NewPaper, Proof, take_proofs
from dtks.papers.services.rules import load_papers, load_requirements
from dtks.papers.services.scans import RefusedScan, Scan, Upload, read_scan

__all__ = [
    "NewPaper", "Proof", "RefusedScan", "Scan", "Upload", "add_document", "add_scan", "load_papers",
    "load_requirements", "move_to_box", "read_scan", "take_proofs",
]  # fmt: skip
