/* The case page by keyboard. Without this file every act is a button. */
(function () {
  "use strict";
  var doc = document, TWICE = 300;  // ms within which a key pressed again belongs to the decision before
  var ready = Infinity, sent = { at: -Infinity, of: "" }, hush = 0;
  var one = function (selector, from) { return (from || doc).querySelector(selector); };
  var all = function (selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); };
  var sheet = function () { return one("details.lembar-alasan[open]"); };
  var busy = function () { return !!one("#perkara .htmx-request, #putusan.htmx-request"); };
  var typing = function (target) { return /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(radio|checkbox|submit)$/.test(target.type)); };
  var rows = function () { return all("#perkara tr[data-isian]").filter(function (row) { return one("input[type=radio]", row); }); };
  var keep = function () { var page = one("#perkara"); return page ? "putusan:" + doc.body.dataset.siapa + ":" + page.dataset.perkara : ""; };

  /* A label inside a sentence: "nama ibu", but "NIK". */
  function small(text) { text = text.trim(); return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1); }
  /* The paper that proves the current field comes up beside it, framed, with what it reads; a missing one says so. */
  function beside(row) {
    var proofs = all("[data-bukti]"), mine = proofs.filter(function (proof) { return proof.dataset.bukti === row.dataset.isian; });
    proofs.forEach(function (proof) { proof.classList.toggle("kini-bukti", mine.indexOf(proof) >= 0); });
    var locked = !row.classList.contains("bentrok") && one(".terkunci", row), sheet = mine[0] && mine[0].closest(".lembar");
    var tab = locked ? one('[name=berkas][value="kurang"]') : sheet && one('[name=berkas][value="' + sheet.className.match(/lembar-(\d)/)[1] + '"]');
    if (tab) tab.checked = true;
  }
  function current(row) {
    all("#perkara tr.kini-isian").forEach(function (other) { other.classList.remove("kini-isian"); });
    var hidden = one("#putusan [name=kini]");
    if (!row) { if (hidden) hidden.value = ""; return; }
    row.classList.add("kini-isian"); if (hidden && hidden.value !== row.dataset.isian) { hidden.value = row.dataset.isian; beside(row); }
    heading();
  }
  /* The sheet says what its reasons refuse: the current field or the whole case. Without this file there is only the whole. */
  function heading() {
    var title = one("[data-judul-tolak]"), row = one("#perkara tr.kini-isian"), scope = one("[name=lingkup]:checked");
    var field = row && scope && scope.value === "field", verb = one('[data-lembar="tolak"] [data-kata-kirim]');
    if (title) title.textContent = "Tolak " + (field ? "isian " + row.dataset.nomor + ", " + small(row.dataset.label) : "seluruh perkara") + ". Alasannya?";
    if (verb) verb.textContent = field ? "Tolak isian " + row.dataset.nomor : "Tolak perkara";
  }
  function reach(whole) {
    var scope = one('[name=lingkup][type=radio][value="' + (whole ? "case" : "field") + '"]');
    if (scope) { scope.closest("[data-lingkup]").hidden = false; scope.checked = true; }
    heading();
  }
  function count() {
    var tally = { accepted: 0, refused: 0, "": 0 }, kept = {};
    rows().forEach(function (row) {
      var on = one("input[type=radio]:checked", row), reason = one("select", row);
      tally[on ? on.value : ""] += 1;
      if (on) kept[row.dataset.isian] = [on.value, reason ? reason.value : ""];
    });
    all("[data-hitung]").forEach(function (place) { place.textContent = tally[place.dataset.hitung]; });
    var words = one(".kata-sendiri"), typed = words ? one("input", words).value : "";
    var hidden = one("#putusan [name=kini]"), scope = one("[name=lingkup]:checked");
    if (typed && !/\d(?:[ .-]?\d){11}/.test(typed)) kept[":kata"] = [typed, words.dataset.untuk || "", hidden ? hidden.value : "", scope ? scope.value : "case", words.dataset.lembar || ""];
    try { if (keep()) sessionStorage.setItem(keep(), JSON.stringify(kept)); } catch (error) { return; }
  }
  function restore() {
    var kept = {};
    try { kept = JSON.parse(sessionStorage.getItem(keep()) || "{}"); } catch (error) { kept = {}; }
    rows().forEach(function (row) {
      var mine = kept[row.dataset.isian]; if (!mine || one("input[type=radio]:checked", row)) return;
      var radio = one('input[value="' + mine[0] + '"]', row), reason = one("select", row);
      if (radio) radio.checked = true; if (reason) reason.value = mine[1];
    });
    var words = one(".kata-sendiri"), typed = kept[":kata"];
    if (words && typed && !one("input", words).value) { words.dataset.untuk = typed[1]; words.dataset.kini = typed[2]; words.dataset.lingkup = typed[3]; words.dataset.lembar = typed[4]; one("input", words).value = typed[0]; }
  }
  /* In the open sheet: what the citizen will read of the reason in hand, own words for it, and the button that sends it. */
  function shows(button) {
    var inside = button.closest(".lembar-isi"), row = one("#perkara tr.kini-isian"), words = written(inside, button.value), typed = words ? one("input", words).value.trim() : "";
    var read = button.dataset.dibaca.replace("{isian}", row ? small(row.dataset.label) : "data ini");
    all(".terpilih", inside).forEach(function (other) { other.classList.remove("terpilih"); }); button.classList.add("terpilih");
    one("[data-dibaca-warga]", inside).textContent = words && !typed && button.dataset.perluKata !== undefined ? "yang Anda tulis" : "“" + (typed || read) + "”";
    one("[data-ubah]", inside).hidden = !!words; one("[data-kirim-alasan]", inside).hidden = false;
    return read;
  }
  function write(button, text) {
    var words = one(".kata-sendiri"), field = one("input", words);
    one("[data-tempat-kata]", button.closest(".lembar-isi")).appendChild(words);
    words.hidden = false; field.disabled = false; words.dataset.untuk = button.value; words.dataset.lembar = button.closest("details").dataset.lembar;
    if (text && !field.value) field.value = text;
    shows(button); field.focus({ preventScroll: true }); count();
  }
  /* The field of own words, where it stands open for that reason, or for any. */
  function written(inside, code) {
    var words = inside && one(".kata-sendiri:not([hidden])", inside);
    return words && (code === undefined || words.dataset.untuk === code) ? words : null;
  }
  /* A sheet that is shut keeps its words, and sends them with nothing else. */
  function folded(open) {
    var words = one(".kata-sendiri", open), field = words && one("input", words); if (!words) return;
    if (!open.open || field.value) words.hidden = field.disabled = !open.open;  // the sheet may tell it opened after the key for own words
  }
  /* Words that were being written when the page went away stand in their open sheet again. */
  function reopen() {
    var words = one(".kata-sendiri"), button = words && words.dataset.untuk && all("[data-alasan]").filter(function (each) { return each.value === words.dataset.untuk && (!words.dataset.lembar || each.closest("details").dataset.lembar === words.dataset.lembar); });
    if (!button || !button.length) return;
    button = button[button.length - 1];
    var row = words.dataset.kini && one('#perkara tr[data-isian="' + words.dataset.kini + '"]'); if (row) current(row);
    button.closest("details").open = true;
    write(button);
  }
  /* A field that is refused wants its reason: the sheet of that field opens, and a digit gives it. */
  function ask(row) {
    var open = one('[data-lembar="tolak"]'); if (!open || !row) return;
    current(row); open.open = true; reach(rows().length < 2);
  }
  function reasonless() {
    return rows().filter(function (row) { var no = one("input[value=refused]", row), why = one("select", row); return no && no.checked && why && !why.value; })[0];
  }
  function turn(row) {
    var radios = all("input[type=radio]", row), at = radios.findIndex(function (radio) { return radio.checked; });
    if (row.classList.contains("bentrok") || at < radios.length - 1) radios[(at + 1) % radios.length].checked = true;
    else radios[at].checked = false;
    current(row); count();
  }
  function marked(row, code) {
    var refuse = one("input[value=refused]", row), reason = one("select", row);
    refuse.checked = true; if (reason) reason.value = code;
    count();
  }
  function choose(button) {
    var open = sheet(), words = one(".kata-sendiri");
    var mine = written(open, button.value);
    if (button.dataset.perluKata !== undefined && words && !mine) { write(button); return false; }
    if (words && !mine) one("input", words).disabled = true;
    var scope = one("[name=lingkup]:checked"), row = one("#perkara tr.kini-isian");
    if (button.name === "alasan" && scope && scope.value === "field" && row && rows().length > 1 && !(mine && one("input", mine).value)) {
      marked(row, button.value); open.open = false;
      var next = rows().filter(function (each) { return !one("input:checked", each); })[0];
      current(next || row);
      return false;
    }
    return true;
  }
  /* Keys count for a case from the moment it is painted; after a decision on another one not before TWICE is over. */
  function takesKeys(page) {
    ready = Infinity;
    requestAnimationFrame(function () { setTimeout(function () {
      var painted = performance.now();
      ready = Math.max(painted, sent.of && sent.of !== page.dataset.perkara ? sent.at + TWICE : painted);
      setTimeout(function () { page.dataset.siap = "ya"; }, ready - painted);
    }); });
  }
  function ignored(what) {
    var said = one("#tidak-dihitung");
    if (!said) { said = doc.createElement("p"); said.id = "tidak-dihitung"; said.className = "roti"; said.setAttribute("role", "status"); doc.body.appendChild(said); }
    said.textContent = what + " tidak dihitung: ditekan sebelum perkara ini terbaca. Tekan lagi.";
    clearTimeout(hush); hush = setTimeout(heard, 2500);
  }
  /* The scan over the whole page, above the decision bar, and back: what is decided of the case stays at hand. */
  function enlarge(panel) {
    var on = panel.classList.toggle("besar"), shown = all(".lembar", panel).filter(function (each) { return each.offsetParent; })[0];
    all("[data-besarkan] span", panel).forEach(function (word) { word.textContent = on ? "Kecilkan" : "Besarkan"; });
    all(".pindaian", panel).forEach(function (scan) { scan.tabIndex = on ? 0 : -1; });
    if (shown) one(on ? ".pindaian" : "[data-besarkan]", shown).focus({ preventScroll: on });
  }
  function heard() { var said = one("#tidak-dihitung"); if (said) said.remove(); }
  function start() {
    if (!one("#perkara")) return;
    takesKeys(one("#perkara"));
    restore(); count();
    var open = rows().filter(function (row) { return !one("input:checked", row); })[0];
    current(open || rows()[0]); reach(rows().length < 2); reopen();
  }

  doc.addEventListener("keydown", function (event) {
    if (!one("#perkara") || doc.body.dataset.tombol === "mati" || event.ctrlKey || event.metaKey || event.altKey) return;
    var decides = /^(t|x|k|l|z|Enter|[1-9])$/i.test(event.key), open = sheet(), digit = /^[1-9]$/.test(event.key);
    if (typing(event.target)) {
      if (event.key === "Enter" && event.target.name === "kata") {
        event.preventDefault(); event.stopPropagation();
        var chosen = one('[data-alasan][value="' + event.target.closest(".kata-sendiri").dataset.untuk + '"]', open || doc);
        if (chosen) chosen.click();
      }
      return;
    }
    /* A key held down, pressed while we save, or bounced onto a case that nobody can have read yet decides nothing. */
    if (decides && (event.repeat || busy() || event.timeStamp < ready)) {
      event.preventDefault(); event.stopPropagation();
      if (!event.repeat) ignored(event.key.length === 1 ? event.key.toUpperCase() : event.key);
      return;
    }
    if (decides) heard();
    var large = event.key === "Escape" && one(".berkas.besar");
    if (large) { event.preventDefault(); event.stopPropagation(); enlarge(large); return; }
    if (event.key === "Escape" && open) { event.preventDefault(); event.stopPropagation(); open.open = false; return; }
    if (open && /^Arrow(Up|Down)$/.test(event.key)) {
      var listed = all("[data-alasan]", open), stood = listed.indexOf(doc.activeElement), step = event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault(); event.stopPropagation();
      listed[stood < 0 ? 0 : (stood + step + listed.length) % listed.length].focus({ preventScroll: true });
      return;
    }
    var chosen = open && event.key === "Enter" && !event.target.closest("button,summary,a") && one(".terpilih", open);
    if (chosen) { event.preventDefault(); event.stopPropagation(); chosen.click(); return; }
    if (open && digit) {
      var reason = one('[data-alasan="' + event.key + '"]', open);
      event.preventDefault(); event.stopPropagation();
      if (reason) reason.click();
      return;
    }
    if (open && /^x$/i.test(event.key) && open.dataset.lembar === "tolak") {
      event.preventDefault(); event.stopPropagation();
      reach(true);
      return;
    }
    var without = event.key === "Enter" && !event.target.closest("button,summary,a") && reasonless();
    if (without) { event.preventDefault(); event.stopPropagation(); ask(without); return; }
    if (digit) {
      var row = rows()[Number(event.key) - 1], exact = rows().filter(function (each) { return each.dataset.nomor === event.key; })[0];
      event.preventDefault(); event.stopPropagation();
      if (!exact && !row) return;
      turn(exact || row); if (reasonless() === (exact || row)) ask(exact || row);
    }
  }, true);
  /* Which case the last decision was sent for, and when; told to the next page where the answer is one. */
  doc.addEventListener("submit", function (event) {
    var page = one("#perkara"); if (!page || !/^(putusan|urungkan|urungkan-ini)$/.test(event.target.id)) return;
    sent = { at: performance.now(), of: page.dataset.perkara };
    try { sessionStorage.setItem("terkirim", JSON.stringify([Date.now(), sent.of])); } catch (error) { return; }
  }, true);
  doc.addEventListener("click", function (event) {
    if (event.isTrusted && event.detail && event.timeStamp < ready && event.target.closest("#perkara [type=submit]")) {
      event.preventDefault(); event.stopPropagation(); ignored("Klik kedua"); return;
    }
    var button = event.target.closest("[data-alasan]");
    if (button && !choose(button)) { event.preventDefault(); event.stopPropagation(); }
    var part = event.target.closest("[data-ubah], [data-kirim-alasan]"), held = part && one(".terpilih", part.closest(".lembar-isi"));
    if (held && part.dataset.ubah !== undefined) write(held, shows(held)); else if (held) held.click();
    var link = event.target.closest("[data-besarkan]");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); enlarge(link.closest(".berkas")); }
    if (event.target.closest("[data-putar]")) {
      var picture = one("img[data-pindaian]", event.target.closest(".lembar")), at = Number(picture.dataset.putar || 0);
      picture.classList.remove("putar-" + at); at = (at + 1) % 4; picture.dataset.putar = at; if (at) picture.classList.add("putar-" + at);
    }
    var row = event.target.closest("tr[data-isian]"); if (row && one("input", row)) current(row);
  }, true);
  doc.addEventListener("toggle", function (event) {
    if (!event.target.matches || !event.target.matches("details.lembar-alasan")) return;
    folded(event.target); if (!event.target.open) return;
    all("details.lembar-alasan[open]").forEach(function (other) { if (other !== event.target) other.open = false; });
    var words = written(event.target), whole = words && words.dataset.lingkup === "case"; if (words) delete words.dataset.lingkup;
    if (event.target.dataset.lembar === "tolak") reach(whole || rows().length < 2);
  }, true);
  ["focusin", "mouseover"].forEach(function (kind) {
    doc.addEventListener(kind, function (event) {
      var button = event.target.closest && event.target.closest("[data-dibaca]");
      if (button && (kind === "focusin" || !written(button.closest(".lembar-isi")))) shows(button);
    });
  });
  /* A bundle: the number on the button is what is ticked here and what is left on the other pages. */
  function left(form) {
    var on = all("td.pilih input[type=checkbox]:checked", form).length + Number(form.dataset.lain || 0);
    all("td.pilih input[type=checkbox]", form).forEach(function (box) {
      var row = box.closest("tr"), fate = one("[data-nasib]", row);
      if (fate && row.classList.contains("dicoret") === box.checked) fate.textContent = box.checked ? fate.dataset.nasib : "dikeluarkan Anda";
      row.classList.toggle("dicoret", !box.checked);
    });
    all("[data-sisa]").forEach(function (place) { place.textContent = on.toLocaleString("id-ID"); });
    all('.bilah button[value="accept"]').forEach(function (button) { button.disabled = !on; });
    equation(on);
  }
  /* What is no longer ticked goes from the first term of the equation to that of the rows taken out; the bar follows. */
  function equation(on) {
    var panel = one("[data-persamaan]"), bar = panel && one("svg.bar", panel), x = 0;
    if (!bar) return;
    var whole = Number(panel.dataset.persamaan), moved = Number(panel.dataset.semula) - on;
    var number = { baru: on, sama: Number(panel.dataset.keluar) + moved, berubah: Number(panel.dataset.berubah) };
    bar.textContent = "";
    Object.keys(number).forEach(function (name) {
      var chip = one('[data-cip="' + { baru: "terap", sama: "keluar" }[name] + '"]');
      if (chip) chip.textContent = number[name].toLocaleString("id-ID");
      var box = one(".suku .k-" + name, panel), part = doc.createElementNS("http://www.w3.org/2000/svg", "rect");
      if (box) one(".angka", box.closest(".suku")).textContent = number[name].toLocaleString("id-ID");
      if (!number[name]) return;
      var width = 1000 * number[name] / whole, set = { x: x, width: Math.max(width - 1, 0.5), height: 8, "class": "f-" + name };
      Object.keys(set).forEach(function (key) { part.setAttribute(key, set[key]); });
      bar.appendChild(part); x += width;
    });
  }
  doc.addEventListener("change", function (event) {
    if (event.target.closest("#perkara")) count();
    if (event.target.name === "lingkup") heading();
    var form = event.target.closest("[data-paket]"); if (form) left(form);
  });
  doc.addEventListener("input", function (event) { if (event.target.name !== "kata") return;
    var inside = event.target.closest(".lembar-isi"), held = inside && one(".terpilih", inside);
    if (held) shows(held); count();
  });
  doc.addEventListener("htmx:afterSettle", function (event) { if (event.target.id === "perkara" || one("#perkara", event.target)) start(); });
  doc.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.shouldSwap && event.target.id === "perkara") ready = Infinity;
    if (event.detail.xhr.status === 200) { try { sessionStorage.removeItem(keep()); } catch (error) { return; } }
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (kind) {
    doc.addEventListener(kind, function () { var said = one("#putus-jaringan"); if (said) said.hidden = false; });
  });
  try { var before = JSON.parse(sessionStorage.getItem("terkirim")); if (before) sent = { at: performance.now() - (Date.now() - before[0]), of: before[1] }; } catch (error) { sent.of = ""; }
  if (doc.readyState === "loading") doc.addEventListener("DOMContentLoaded", start); else start();
})();
