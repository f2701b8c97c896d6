"""What htmx swaps: the keyboard stays with its person, and who cannot see the screen hears what came.

Every swap of the templates and scripts stands in SWAPS; one that does not makes the test fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Error, Page

from consultation.desk.models import CannedAnswer
from consultation.desk.services.hall import call_next, take_number
from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.files.services import stage_file, store_table
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen, Household, HouseholdMembership
from tests.browser.looks import DESKTOP
from tests.matrix.lines_corrections import make_bundle, make_request
from tests.matrix.lines_desk import make_ticket
from tests.matrix.lines_minutes import make_draft
from tests.matrix.lines_overview import make_household
from tests.matrix.lines_papers import make_document
from tests.matrix.lines_portal import make_article
from verification.matching.names import search_key
from verification.workbench.models import Bundle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
EXTRACT = (
    "NIK;NO_KK;NAMA_LGKP;JENIS_KLMIN;TGL_LHR;FLAG_STATUS\n7471055203840021;7471052210240013;SITI;P;12-03-1984;AKTIF\n"
    "7471050708790004;7471052210240013;LA ODE;L;31-02-1979;AKTIF\n"
)
LISTEN = """() => {
  const live = [...document.querySelectorAll("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]")];
  const page = document.documentElement, words = each => each.innerText.replace(/\\s+/g, " ");
  delete page.dataset.settled;
  document.addEventListener("htmx:afterSettle", () => page.dataset.settled = "yes");
  new MutationObserver(changes => changes.forEach(change => {
    const at = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    const region = at && live.find(each => each.isConnected && each.contains(at));
    if (region && change.addedNodes.length) page.dataset.said = `${page.dataset.said || ""} | ${words(region)}`;
  })).observe(document, {childList: true, subtree: true, characterData: true});
}"""
FOCUSED = """() => {
  const now = document.activeElement, box = now && now.getBoundingClientRect();
  return now && now !== document.body && now.checkVisibility({visibilityProperty: true}) && box.width
    ? now.outerHTML.replace(/\\s+/g, " ").slice(0, 200) : "nothing";
}"""


@dataclass(frozen=True)
class Swap:
    """One swap: where it is, what is done with which focus, where the focus then lies, what a live region says."""

    role: str
    path: Callable[..., str]
    act: Callable[[Page], None]
    stays: str  # "": nobody can have the focus there, the page has nothing that takes it
    says: str = ""  # "": the focus itself tells, or nothing has to be told


def known(citizen) -> str:
    """A citizen whom the box finds by name."""
    Citizen.objects.filter(pk=citizen.pk).update(name_key=search_key(citizen.name))
    return reverse("desk:list")


def types(place: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(place).press_sequentially(text)


def waits(place: str, seconds: int, *, then: Callable[[], object] = lambda: None) -> Callable[[Page], None]:
    """The focus lies on the place, and the clock goes on until the part renews itself."""

    def act(page: Page) -> None:
        if place:
            page.locator(place).first.focus()
        then()
        page.clock.fast_forward(1000 * seconds + 100)

    return act


def job_of(kind: str = "compare_lists") -> Job:
    told = {"kind": kind, "title": "Membandingkan daftar", "state": "running", "total": 20}
    job = Job.objects.create(actor=User.objects.get(username="operator"), **told)
    Chunk.objects.create(job=job, no=1, due_at=timezone.now())
    return job


def half_done() -> None:
    Job.objects.update(done=10)


def bundle_at_work(citizen) -> str:
    bundle = make_bundle(citizen)
    Bundle.objects.filter(pk=bundle.pk).update(job=job_of("decide_bundle"))
    return reverse("workbench:bundle", args=[bundle.pk])


def case(citizen) -> str:
    """The first of three."""
    first, *_ = [make_request(citizen, number) for number in range(3)]
    return reverse("workbench:case", args=[first.pk])


def succession(citizen) -> str:
    """The head and his wife on one card."""
    card = make_household(citizen)
    wife = Citizen.objects.create(
        name="WA ODE ISTRI", kelurahan=citizen.kelurahan, sex="P", birth_date=date(1980, 1, 1), relation="3",
        kk_number=Household.objects.get(pk=card).number,
    )  # fmt: skip
    HouseholdMembership.objects.create(household_id=card, citizen=wife, relation="3", started_on=date(2026, 1, 5))
    return f"{reverse('overview:succession', args=[card])}?kind=died"


def accept(page: Page) -> None:
    page.locator('#perkara[data-siap="ya"]').wait_for()
    page.keyboard.press("t")


def accept_and_undo(page: Page) -> None:
    accept(page)
    page.locator("html[data-settled]").wait_for()
    page.locator('#perkara[data-siap="ya"]').wait_for()
    page.evaluate("document.documentElement.removeAttribute('data-settled')")
    page.keyboard.press("z")


def staged_file(content: str) -> StagedFile:
    """An extract that is read."""
    actor = User.objects.get(username="operator")
    stored = store_table(name="ekstrak.csv", blocks=[content.encode()], actor=actor)
    staged = stage_file(stored=stored, purpose="extract", parameters={"day": "2026-09-28"}, actor=actor)
    run_inline(job=staged.job)
    return staged


def unmapped(_citizen) -> str:
    """An extract with a column that Padan does not know."""
    return reverse("files:staged", args=[staged_file(EXTRACT.replace("NAMA_LGKP", "SEBUTAN ORANG")).pk])


def copying(_citizen) -> str:
    """Its faulty rows are being copied."""
    staged = staged_file(EXTRACT)
    job = job_of("faulty_copy")
    Job.objects.filter(pk=job.pk).update(parameters={"staged": staged.pk})
    return reverse("files:staged", args=[staged.pk])


def copied() -> None:
    staged = StagedFile.objects.latest("pk")
    StagedFile.objects.filter(pk=staged.pk).update(faulty_copy=staged.file)


def picks(page: Page) -> None:
    page.locator("#arti select").nth(2).focus()
    page.locator("#arti select").nth(2).select_option("name")


def ready_answer(citizen) -> str:
    CannedAnswer.objects.create(title="KTP hilang", text="{sapaan}, mintalah surat kehilangan.")
    return reverse("desk:ticket", args=[make_ticket(citizen).number])


def finds_answer(page: Page) -> None:
    page.locator("details.siap-pakai > summary").click()
    page.locator("#ready_term").press_sequentially("hilang")


def hall(_citizen) -> str:
    take_number(priority="")
    return reverse("portal:hall")


def calls() -> None:
    call_next(actor=User.objects.get(username="front_desk"))


def archive(citizen) -> str:
    make_document(citizen)
    return reverse("papers:archive")


SWAPS = {
    "web/_topbar.html {{ search_url }}": Swap(
        "operator", known, types("#cari", "WA ODE NURAENI"), "#cari", "NURAENI"
    ),
    "jobs/_progress.html jobs:progress": Swap(
        "operator", lambda _: job_of().page_url, waits("#kemajuan button", 2, then=half_done), "#kemajuan button",
        "Setengah selesai.",
    ),
    "workbench/_bundle_progress.html workbench:bundle_progress": Swap(
        "operator", bundle_at_work, waits("#kemajuan button", 2, then=half_done), "#kemajuan button",
        "Setengah selesai.",
    ),
    "workbench/_case.html workbench:decide": Swap("operator", case, accept, "#perkara h1"),
    "workbench/_case.html workbench:undo": Swap("operator", case, accept_and_undo, "#perkara h1"),
    "files/_mapping.html files:staged": Swap("operator", unmapped, picks, "#arti select", "Semua kolom wajib ada."),
    "files/staged.html files:staged": Swap(
        "operator", copying, waits("#isi a", 3, then=copied), "#isi a", "Salinan baris bermasalah siap diunduh."
    ),
    "desk/intake.html desk:intake_hits": Swap(
        "front_desk", lambda _: reverse("desk:intake"), types("#id_term", "NURAENI"), "#id_term", "NURAENI"
    ),
    "desk/intake.html desk:intake_parts": Swap(
        "front_desk", lambda _: reverse("desk:intake"), lambda page: page.locator("#jenis input").nth(1).check(),
        "#jenis input", "Tanda terima tanpa NIK",
    ),
    "desk/intake.html desk:articles": Swap(
        "front_desk", lambda citizen: make_article(citizen) and reverse("desk:intake"), types("#tahu", "kis"), "#tahu",
        "Kartu KIS",
    ),
    "desk/ticket.html desk:ready": Swap("operator", ready_answer, finds_answer, "#ready_term", "KTP hilang"),
    "minutes/names.html minutes:find": Swap(
        "kelurahan", lambda citizen: reverse("minutes:names", args=[make_draft(citizen).pk]),
        types(".cari-nama [name=q]", "NURAENI"), ".cari-nama [name=q]", "NURAENI",
    ),
    "overview/succession.html {{ request.get_full_path }}": Swap(
        "operator", succession, lambda page: page.locator("input[name=successor_id]").last.check(),
        "input[name=successor_id]", "punya tempat",
    ),
    "portal/hall.html portal:hall_board": Swap("", hall, waits("", 3, then=calls), "", "A-001"),
    "padan.js 1": Swap(
        "operator", archive, lambda page: page.locator("a[data-samping]").first.press("Enter"), "a[data-samping]",
        "KTP-el",
    ),
}  # fmt: skip


def swaps_of_the_project() -> set[str]:
    """Template and address of every element that htmx fetches for, and each fetch by a script of ours."""
    found = set()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for told in re.findall(
            r"\shx-(?:get|post|put|patch|delete)=(\"(?:{%.*?%}|[^\"])*\"|'[^']*')", path.read_text()
        ):
            name = re.search(r"{% url ['\"]([\w:]+)['\"]", told)
            found.add(f"{path.relative_to(ROOT / 'templates')} {name[1] if name else told[1:-1]}")
    for path in sorted((ROOT / "static").glob("*.js")):
        found |= {f"{path.name} {number}" for number, _ in enumerate(re.findall(r"htmx\.ajax\(", path.read_text()), 1)}
    return found


@pytest.fixture
def window_of(browser, browsers, live_server):
    """A window for each role, in which the clock can be put forward."""
    contexts: dict[str, BrowserContext] = {}

    def opened(role: str) -> Page:
        if role not in contexts:
            contexts[role] = browser.new_context(locale="id-ID", viewport=DESKTOP, reduced_motion="reduce")
            if role:
                session = browsers[role].cookies["sessionid"].value
                contexts[role].add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = contexts[role].new_page()
        page.set_default_timeout(10_000)
        page.clock.install()
        return page

    yield opened
    for context in contexts.values():
        context.close()


def faults_of(swap: Swap, page: Page, address: str) -> list[str]:
    """What a person at the keyboard or behind a reader loses by a swap."""
    page.goto(address)
    page.evaluate(LISTEN)
    swap.act(page)
    with suppress(Error):
        page.locator(f'html[data-settled][data-said*="{swap.says}"]' if swap.says else "html[data-settled]").wait_for()
    where, said = page.evaluate(FOCUSED), page.locator("html").get_attribute("data-said") or ""
    reachable = page.locator("a[href], button, input:not([type=hidden]), select, textarea, summary").count()
    faults = []
    if swap.stays and not page.evaluate("place => document.activeElement.matches(place)", swap.stays):
        faults.append(f"the focus is on {where}, not on {swap.stays}")
    if swap.stays and where == "nothing":
        faults.append("the focus is on what nobody sees")
    if not swap.stays and reachable:
        faults.append("there is something that may have the focus, and SWAPS says where it stays not")
    if swap.says not in said:
        faults.append(f"nothing says {swap.says!r}; said: {said}")
    return faults


def test_every_swap_stands_in_the_table():
    assert swaps_of_the_project() == set(SWAPS)


def test_after_every_swap_the_focus_is_somewhere_and_the_news_is_told(window_of, office, live_server):
    faults = {}
    for name, swap in SWAPS.items():
        page = window_of(swap.role)
        faults[name] = faults_of(swap, page, live_server.url + swap.path(office.own))
        page.close()
    assert {name: said for name, said in faults.items() if said} == {}
