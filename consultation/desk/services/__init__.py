"""Acts of the counter: open a ticket, lead it on, answer, close; receipts and drafts."""

from consultation.desk.services.acts import propose_from
from consultation.desk.services.canned import load_canned_answers
from consultation.desk.services.clocks import wind_clocks
from consultation.desk.services.course import (
    NotNow,
    add_note,
    answer,
    appeal,
    close,
    hand_over,
    move,
    propose_more,
    reopen,
    see_paper,
    take_in_scan,
)
from consultation.desk.services.drafts import draft_of, drop_draft, keep_draft
from consultation.desk.services.events import follow_batch, follow_decision
from consultation.desk.services.intake import Intake, KeyUsed, Opened, PaperSeen, open_ticket
from consultation.desk.services.kinship import link, merge, split
from consultation.desk.services.letters import count_check, issue_letter, withdraw_letter
from consultation.desk.services.mergers import follow_merger
from consultation.desk.services.receipts import new_code, new_secret, renew_secret, secret_fits, secret_hash
from consultation.desk.services.registry import follow_registry_answer, follow_work_order
from consultation.desk.services.reminders import remind
from consultation.desk.services.rounds import make_round, put_first, tick_attendance
from consultation.desk.services.visits import ask_for_visit
from consultation.desk.services.voices import answer_survey, identify, load_articles, open_from_page, save_article

__all__ = [
    "Intake", "KeyUsed", "NotNow", "Opened", "PaperSeen", "add_note", "answer", "answer_survey", "appeal",
    "ask_for_visit", "close", "count_check", "draft_of", "drop_draft", "follow_batch", "follow_decision",
    "follow_merger", "follow_registry_answer", "follow_work_order", "hand_over", "identify", "issue_letter",
    "keep_draft", "link", "load_articles", "load_canned_answers", "make_round", "merge", "move", "new_code",
    "new_secret", "open_from_page", "open_ticket", "propose_from", "propose_more", "put_first", "remind",
    "renew_secret", "reopen", "save_article", "secret_fits", "secret_hash", "see_paper", "split", "take_in_scan",
    "tick_attendance", "wind_clocks", "withdraw_letter",
]  # fmt: skip
