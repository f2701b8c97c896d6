"""Acts on papers: load the rules, read a scan, archive a document."""

from dtks.papers.services.archive import NotSo, add_document, add_scan, move_paper, move_to_box
from dtks.papers.services.joining import TURNS, joined
from dtks.papers.services.proofs import NewPaper, Proof, take_proofs
from dtks.papers.services.reading import texts_on
from dtks.papers.services.rules import OldRule, end_rule, load_papers, load_requirements, set_rule
from dtks.papers.services.scans import RefusedScan, Scan, Upload, read_scan

__all__ = [
    "TURNS", "NewPaper", "NotSo", "OldRule", "Proof", "RefusedScan", "Scan", "Upload", "add_document", "add_scan",
    "end_rule",
    "joined",
    "load_papers",
    "load_requirements", "move_paper", "move_to_box", "read_scan", "set_rule", "take_proofs",
    "texts_on",
]  # fmt: skip
