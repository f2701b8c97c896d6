"""What is looked for on a page: without barrier, without JavaScript, by keyboard. Each look returns its complaints."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import NARROW, RULES, axe_findings

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 320, "height": 740}
ZOOMED = {"width": 683, "height": 384}  # the desk at 200%
MOST_TABS = 400

# What stands on the page for a person: headings, fields, links. Folds are opened, but not those that lie over the page.
CONTENT = """() => {
  document.querySelectorAll("main details").forEach(each => {
    each.open = true;
    if ([...each.children].some(part => /absolute|fixed/.test(getComputedStyle(part).position))) each.open = false;
  });
  const seen = each => each.checkVisibility({ visibilityProperty: true });
  const fields = [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")];
  return {
    h1: [...document.querySelectorAll("h1")].filter(seen).map(each => each.textContent.trim()),
    fields: fields.filter(each => each.name && seen(each)).map(each => `${each.name}=${each.type}`),
    links: [...document.querySelectorAll("main a[href]")].filter(seen).map(each => each.getAttribute("href")),
    words: document.querySelector("main").innerText.split(/\\s+/).length,
  };
}"""

# Controls that do nothing where no script runs.
DEAD = """() => {
  const seen = each => each.checkVisibility({ visibilityProperty: true });
  const name = each => each.outerHTML.slice(0, 160);
  const dead = [];
  document.querySelectorAll("button, [role=button], a, [role=tab]").forEach(each => {
    if (!seen(each) || each.disabled) return;
    if (each.tagName === "A" ? !each.getAttribute("href") || /^(#|javascript:)$/.test(each.getAttribute("href"))
        : each.type !== "submit" || !each.form) dead.push(name(each));
  });
  document.querySelectorAll("form").forEach(form => {
    const fields = [...form.elements].filter(each => !/^(BUTTON|FIELDSET)$/.test(each.tagName) && seen(each));
    const enters = fields.length === 1 && !/^(checkbox|radio|select-one|textarea)$/.test(fields[0].type);
    const sends = enters || [...form.elements].some(each => /^(submit|image)$/.test(each.type) && seen(each));
    if (fields.length && !sends) dead.push("nothing sends " + name(form));
  });
  document.querySelectorAll("[hx-trigger*=load], [hx-trigger*=revealed], [hx-trigger*=intersect]").forEach(each => {
    if (seen(each) && !each.textContent.trim()) dead.push("stays empty: " + name(each));
  });
  return dead;
}"""

# Notes each element that takes the focus: whether its mark can be seen and whether something lies over it.
LISTEN = """() => {
  const shape = each => {
    const style = getComputedStyle(each), after = getComputedStyle(each, "::after");
    return ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor"]
      .map(key => style[key] + after[key]).join();
  };
  const places = each => [each, ...each.labels || [], each.closest("label, .kotak, td, li, .jatuh")].filter(Boolean);
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")];
  const ready = each => !each.disabled && each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true })
    && !each.closest("dialog:not([open]), [inert]");
  document.activeElement.blur();
  const note = window.__fokus = {
    order: [], hidden: [], unmarked: [], wanted: all.filter(ready),
    rest: new Map(all.map(each => [each, places(each).map(shape).join()])),
  };
  document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute("tabindex");
  document.addEventListener("focusin", event => {
    const each = event.target;
    if (note.order.includes(each)) return;
    note.order.push(each);
    const now = places(each).map(shape).join();
    if (note.rest.has(each) && now === note.rest.get(each)) note.unmarked.push(each);
    const box = each.getClientRects()[0] || each.getBoundingClientRect();
    const spots = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]];
    const bare = spots.some(([x, y]) => {
      const found = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return found && (each.contains(found) || found.contains(each) || places(each).some(near => near.contains(found)));
    });
    if (!bare) note.hidden.push(each);
  });
  return note.wanted.length;
}"""

HEARD = """() => {
  document.activeElement.blur();
  const note = window.__fokus, name = each => each.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const twin = each => each.type === "radio" && note.order.some(one => one.type === "radio" && one.name === each.name
    && one.form === each.form);
  const first = note.order[0];
  return {
    first: !first || first.closest("main, .lompat") ? "" : name(first),
    missed: note.wanted.filter(each => !note.order.includes(each) && each.isConnected && !twin(each)).map(name),
    hidden: note.hidden.map(name), unmarked: note.unmarked.map(name),
  };
}"""


WIDEST = """() => [...document.querySelectorAll("main *, body > *")]
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth).slice(-1)
  .map(each => each.outerHTML.replace(/\\s+/g, " ").slice(0, 140)).join()"""


def barriers(page: Page) -> list[str]:
    """What axe finds on a desk and on a narrow telephone, and where the page is wider than its window, also at 200%."""
    found = [*axe_findings(page, RULES), *_too_wide(page)]
    page.set_viewport_size(TELEPHONE)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar of acts lies below all, over nothing
    narrow = [*axe_findings(page, NARROW), *_too_wide(page)]
    page.set_viewport_size(ZOOMED)
    zoomed = _too_wide(page)
    page.set_viewport_size(DESKTOP)
    return found + [f"320 px: {each}" for each in narrow] + [f"200%: {each}" for each in zoomed]


def _too_wide(page: Page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{over} px wider than the window: {page.evaluate(WIDEST)}"] if over > 0 else []


def content(page: Page) -> dict[str, Any]:
    """Headings, fields, links and the number of words, with every fold open."""
    found: dict[str, Any] = page.evaluate(CONTENT)
    return found


def lost_without_script(with_script: dict[str, Any], without: dict[str, Any]) -> list[str]:
    """What stands there only where scripts run."""
    lines = [
        f"no {kind} {each}" for kind in ("h1", "fields") for each in with_script[kind] if each not in without[kind]
    ]
    if without["words"] < 0.8 * with_script["words"]:
        lines.append(f"{without['words']} words of {with_script['words']}")
    return lines


def dead_controls(page: Page) -> list[str]:
    """Controls that are shown and do nothing without a script."""
    return [f"does nothing: {each}" for each in page.evaluate(DEAD)]


def keyboard_faults(page: Page) -> list[str]:
    """Walk the page with Tab: skip link first, every control reached (so nothing holds the focus), its focus seen."""
    wanted = page.evaluate(LISTEN)
    for _ in range(min(wanted + 3, MOST_TABS)):
        page.keyboard.press("Tab")
    heard = page.evaluate(HEARD)
    lines = [f"first focus on {heard['first']}, not on the skip link"] if heard["first"] else []
    lines += [f"not reached: {each}" for each in heard["missed"]]
    lines += [f"focus is covered: {each}" for each in heard["hidden"]]
    lines += [f"focus is not seen: {each}" for each in heard["unmarked"]]
    return lines
