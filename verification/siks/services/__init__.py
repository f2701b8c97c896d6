"""Acts of the room: load templates, write a sealed batch into workbooks, prove what was written."""

from verification.siks.services.batches import ExportBatch, NothingReady, check_of, start_export
from verification.siks.services.files import NothingToWrite, WritePacket, WriteRest, jobs_of, write_rest, write_signed
from verification.siks.services.lookups import PROGRAMMES, NotHis, Seen, keep_look_up, read_screen, require_his
from verification.siks.services.passwords import AlreadyShown, NoPassword, locked_copy, password_of, show_password
from verification.siks.services.proof import Proof, prove_batch, prove_batches
from verification.siks.services.returns import ImportReturn, take_in_return
from verification.siks.services.templates import load_templates, missing_in
from verification.siks.services.versions import NotATemplate, Version, columns_as_text, enter_version

__all__ = [
    "PROGRAMMES",
    "AlreadyShown",
    "ExportBatch",
    "ImportReturn",
    "NoPassword",
    "NotATemplate",
    "NotHis",
    "NothingReady",
    "NothingToWrite",
    "Proof",
    "Seen",
    "Version",
    "WritePacket",
    "WriteRest",
    "check_of",
    "columns_as_text",
    "enter_version",
    "jobs_of",
    "keep_look_up",
    "load_templates",
    "locked_copy",
    "missing_in",
    "password_of",
    "prove_batch",
    "prove_batches",
    "read_screen",
    "require_his",
    "show_password",
    "start_export",
    "take_in_return",
    "write_rest",
    "write_signed",
]
