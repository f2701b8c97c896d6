"""The list of tickets: every ticket stands on one page and on one only, however it is sought, sorted and cut."""

import pytest

from consultation.desk import filters
from consultation.desk.models import Kind, Ticket
from consultation.desk.queries import queues
from dtks.registry.models import Citizen
from verification.matching.names import search_key

NAMES = ["SITI HASNA", "LA ODE SAFIUDIN", "WA ODE SITI", "ANDI SITI RAHMA", "BUDI"]


@pytest.fixture
def sixty(counter, citizen_kadia, citizen_lahundape, lahundape):
    """Tickets of citizens of two kelurahan, and of people whom nobody knows, some from nowhere."""
    model = counter(citizen=citizen_kadia).ticket
    people = [
        Citizen(name=name, name_key=search_key(name), kelurahan=citizen.kelurahan)
        for name in NAMES for citizen in (citizen_kadia, citizen_lahundape)
    ]  # fmt: skip
    Citizen.objects.bulk_create(people)
    rows = []
    for number in range(59):
        person = people[number % 10]
        known = number % 5 != 2 or number < 30  # from number 30 on, nobody knows Wa Ode Siti
        rows.append(
            Ticket(
                number=f"T-{number}", receipt_code=f"C{number}", secret_hash="-", due_on=model.due_on, kind=Kind.INFO,
                act="INFO", citizen=person if known else None, given={} if known else {"name": person.name},
                kelurahan=person.kelurahan if known or number % 2 else None,
            )
        )  # fmt: skip
    Ticket.objects.bulk_create(rows)
    model.citizen.name_key = search_key(model.citizen.name)
    model.citizen.save()


def column(client, term, order):
    """What the pages of the list show, row after row: numbers of tickets."""
    shown = []
    for page in (1, 2):
        answer = client.get("/tiket/", {"q": term, "urut": order, "hal": page, "per": 25 if term else 50})
        if answer.context["page"].number == page:
            shown += [row.record.number for row in answer.context["page"].object_list]
    return shown


@pytest.mark.parametrize(("term", "number"), [("", 60), ("siti", 36)])
def test_pages_neither_overlap_nor_leave_a_gap_in_any_order(sixty, term, number, client_of, front_desk, monkeypatch):
    if term:  # as if thousands had the name
        monkeypatch.setattr(filters, "MOST_PEOPLE", 0)
        monkeypatch.setattr(queues, "MANY", 0)
    client = client_of(front_desk)
    newest = column(client, term, "-opened_at")
    assert len(newest) == number
    for order in ("person_name", "kelurahan"):
        rising, falling = column(client, term, order), column(client, term, f"-{order}")
        assert sorted(rising) == sorted(newest) and falling == rising[::-1]


def test_by_name_and_by_place_who_has_none_stands_last(sixty, client_of, front_desk):
    tickets = {ticket.number: ticket for ticket in Ticket.objects.select_related("citizen", "kelurahan")}
    client = client_of(front_desk)
    names = [tickets[number].citizen for number in column(client, "", "person_name")]
    known = [citizen.name for citizen in names if citizen]
    assert known == sorted(known) and names[len(known) :] == [None] * 6
    places = [tickets[number].kelurahan for number in column(client, "", "kelurahan")]
    assert places[-1] is None and [place.name for place in places if place] == sorted(
        place.name for place in places if place
    )


def test_the_counts_of_many_tickets_move_with_the_next_change(sixty, client_of, front_desk, monkeypatch):
    monkeypatch.setattr(queues, "MANY", 0)
    client = client_of(front_desk)

    def mine():
        return {chip.value: chip.count for chip in client.get("/tiket/").context["chips"]}.get("mine", 0)

    before = mine()
    client.post("/tiket/", {"tindakan": "take", "baris": Ticket.objects.filter(assigned_to=None).last().pk})
    assert mine() == before + 1
