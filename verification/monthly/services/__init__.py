"""Acts of the month."""

from verification.monthly.services.answers import Answer, mark_entered, mark_not_entered, take_answers
from verification.monthly.services.batches import (
    EmptyBatch,
    MonthIsBusy,
    fill_batch,
    give_up_batch,
    mark_written,
    open_batch,
    seal_batch,
)
from verification.monthly.services.carried import close_month, close_months, warn_before_cutoff
from verification.monthly.services.copies import make_copy, record_sending
from verification.monthly.services.desks import (
    Done,
    load_paraf_order,
    may_sign,
    record_step,
    set_finalization,
    set_order,
    sign_packet,
)
from verification.monthly.services.ledger import NothingOwed, ask_for_answers, ask_quarterly, infer_from_list
from verification.monthly.services.packets import (
    NotNow,
    carve_out,
    freeze_packet,
    make_packet,
    put_back,
    void_packet,
    withdraw,
)
from verification.monthly.services.proof import PacketProof, prove_packet, prove_packets
from verification.monthly.services.releases import open_lines
from verification.monthly.services.scans import take_scan

__all__ = [
    "Answer",
    "Done",
    "EmptyBatch",
    "MonthIsBusy",
    "NotNow",
    "NothingOwed",
    "PacketProof",
    "ask_for_answers",
    "ask_quarterly",
    "carve_out",
    "close_month",
    "close_months",
    "fill_batch",
    "freeze_packet",
    "give_up_batch",
    "infer_from_list",
    "load_paraf_order",
    "make_copy",
    "make_packet",
    "mark_entered",
    "mark_not_entered",
    "mark_written",
    "may_sign",
    "open_batch",
    "open_lines",
    "prove_packet",
    "prove_packets",
    "put_back",
    "record_sending",
    "record_step",
    "seal_batch",
    "set_finalization",
    "set_order",
    "sign_packet",
    "take_answers",
    "take_scan",
    "void_packet",
    "warn_before_cutoff",
    "withdraw",
]
