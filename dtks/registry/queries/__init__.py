"""Reads of the registry that pages and jobs share."""

from dtks.registry.queries.aid import NO_AID, aid_labels, holding, programmes_of
from dtks.registry.queries.history import FieldHistory, history_of
from dtks.registry.queries.households import dwelling_of, family_of, head_of, heads_of, houses_of, members_of
from dtks.registry.queries.search import CitizenHit, citizens_alike, search_citizens
from dtks.registry.queries.values import CODE_TABLES, code_of, display_text, may_write, source_words, value_text

__all__ = [
    "CODE_TABLES",
    "NO_AID",
    "CitizenHit",
    "FieldHistory",
    "aid_labels",
    "citizens_alike",
    "code_of",
    "display_text",
    "dwelling_of",
    "family_of",
    "head_of",
    "heads_of",
    "history_of",
    "holding",
    "houses_of",
    "may_write",
    "members_of",
    "programmes_of",
    "search_citizens",
    "source_words",
    "value_text",
]
