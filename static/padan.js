/* What the keyboard adds. Every page works without this file. */
(function () {
  "use strict";
  var doc = document;
  var one = function (selector, from) { return (from || doc).querySelector(selector); };
  var all = function (selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); };
  var letters = function () { return doc.body.dataset.tombol !== "mati"; };
  var typing = function (target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type));
  };

  /* Keys: a control says its key in data-tombol="Z" (as its kbd shows it). */
  var NAMES = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑" };
  function keyOf(event) {
    var name = NAMES[event.key] || (event.key.length === 1 ? event.key.toUpperCase() : event.key);
    return (event.ctrlKey || event.metaKey ? "Ctrl " : "") + name;
  }
  function control(key) {
    return all("[data-tombol]", doc.body).filter(function (found) {
      return found !== doc.body && found.dataset.tombol === key && !found.disabled && found.offsetParent !== null;
    })[0];
  }
  /* A key that each row of a list has: it acts on the row in hand, else on the first. */
  function inRow(key, target) {
    var line = target.closest("tr");
    return (line && one('[data-tombol-baris="' + key + '"]', line)) || one('[data-tombol-baris="' + key + '"]');
  }
  function press(found) {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(found.tagName) && !/^(checkbox|radio|submit|button)$/.test(found.type)) {
      found.focus(); if (found.select) found.select();
    } else { found.click(); if (/^(checkbox|radio)$/.test(found.type)) found.focus(); }
  }
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing || event.altKey || event.defaultPrevented) return;
    var key = keyOf(event), field = typing(event.target);
    if (key === "Escape") return leave(event.target);
    if (key === "Ctrl Enter") return submit(event);
    var long = key.length > 1 && key !== "Space" && key !== "↓" && key !== "↑" && key !== "Enter";
    if (field && !long) return;
    if (!long && key !== "Enter" && key !== "↓" && key !== "↑" && !letters()) return;
    if (key === "Enter" && event.target.tagName === "INPUT") return enter(event);
    if (key === "Enter" && (event.target.closest("a,button,summary,input,label"))) return;
    if (key === "?" && letters()) { event.preventDefault(); return keyList(); }
    if (key === "/") { var box = one("#cari"); if (box) { event.preventDefault(); box.focus(); box.select(); } return; }
    if ((key === "↓" || key === "↑") && !event.target.closest(".temuan, [role=tablist]")) { if (row(key === "↓" ? 1 : -1)) event.preventDefault(); return; }
    if (key === "Space") { if (tick(event)) return; }
    var found = inRow(key, event.target) || control(key);
    if (found) { event.preventDefault(); press(found); }
  });
  /* In a field Enter sends its form; where a button is marked with Enter, by that one and not by the first. */
  function enter(event) {
    var marked = control("Enter");
    if (marked && marked.form && marked.form === event.target.form) { event.preventDefault(); marked.click(); }
  }
  function leave(target) {
    var open = target.closest("details[open]") || one(".temuan:not(:empty)");
    var sheet = one("dialog[open]");
    if (sheet) return;
    if (open && open.tagName === "DETAILS") { open.open = false; var head = one("summary", open); if (head) head.focus(); }
    else if (open) open.textContent = "";
    var undo = control("Escape");
    if (undo && !typing(target)) press(undo);
    if (typing(target)) target.blur();
  }
  function submit(event) {
    var form = event.target.closest("form");
    var button = (form && one("[type=submit].btn-primary, button.btn-primary:not([type=button])", form)) ||
      one(".bilah .btn-primary") || (form && one("[type=submit]", form));
    if (button) { event.preventDefault(); button.click(); }
  }

  /* Lists: arrows walk along the one link of each row. */
  function row(step) {
    var links = all("a.baris-tautan");
    if (!links.length) return false;
    var at = links.indexOf(doc.activeElement), kini = one("tr.kini a.baris-tautan");
    if (at < 0 && kini) at = links.indexOf(kini);
    var next = links[Math.max(0, Math.min(links.length - 1, at + step))];
    next.focus(); next.closest("tr").scrollIntoView({ block: "nearest" });
    return true;
  }
  /* A row that opens beside its list, where the screen is wide enough; else its link is a page. */
  doc.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-samping]");
    if (!link || !window.htmx || innerWidth < 1200 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { source: link, target: "#samping", select: "#samping > *", swap: "innerHTML" }).then(function () {
      all("tr.kini").forEach(function (line) { line.classList.remove("kini"); });
      link.closest("tr").classList.add("kini");
      history.replaceState(history.state, "", link.href);
    });
  });
  function tick(event) {
    var line = event.target.closest("tr"), box = line && one("td.pilih input", line);
    if (!box || event.target === box) return false;
    event.preventDefault(); box.click(); return true;
  }
  function keyList() {
    var old = one("#daftar-tombol");
    if (old) { old.remove(); return; }
    var sheet = doc.createElement("dialog"); sheet.id = "daftar-tombol"; sheet.className = "panel";
    var title = doc.createElement("h2"), top = doc.createElement("header"); title.id = "judul-tombol"; title.textContent = "Tombol di halaman ini";
    top.appendChild(title); sheet.appendChild(top); sheet.setAttribute("aria-labelledby", title.id);
    var list = doc.createElement("dl"); list.className = "pasangan isi";
    var add = function (key, word) {
      var dt = doc.createElement("dt"), k = doc.createElement("kbd"), dd = doc.createElement("dd");
      k.textContent = key; dt.appendChild(k); dd.textContent = word; list.appendChild(dt); list.appendChild(dd);
    };
    add("/", "cari"); add("Esc", "tutup, tinggalkan isian"); add("Ctrl Enter", "tindakan utama formulir");
    if (one("a.baris-tautan")) { add("↑ ↓", "pindah baris"); add("Enter", "buka baris"); }
    if (one("td.pilih")) add("Space", "pilih baris");
    var act = one("[data-tombol-baris]"); if (act) add(act.dataset.tombolBaris, "tindakan baris ini");
    var numbers = all("tr[data-nomor]").length; if (numbers) add(numbers > 1 ? "1–" + numbers : "1", "balik putusan isian");
    all("[data-tombol]", doc.body).forEach(function (found) {
      if (found.offsetParent === null || found.dataset.tombol === "/") return;
      var word = found.dataset.kata || found.getAttribute("aria-label") || found.textContent.replace(found.dataset.tombol, "");
      word = word.replace(/\s+/g, " ").trim();
      if (word) add(found.dataset.tombol, word);
    });
    var close = doc.createElement("button"); close.type = "button"; close.className = "btn btn-polos"; close.textContent = "Tutup";
    close.addEventListener("click", function () { sheet.close(); });
    sheet.addEventListener("close", function () { sheet.remove(); });
    sheet.appendChild(list); var foot = doc.createElement("footer"); foot.appendChild(close); sheet.appendChild(foot);
    doc.body.appendChild(sheet); sheet.showModal();
  }

  /* Selection: the bulk bar counts; nothing else depends on it. */
  function count(form) {
    var boxes = all("td.pilih input", form), on = boxes.filter(function (box) { return box.checked; }).length;
    var head = one("th.pilih input", form), bar = one("[data-bilah]", form), foot = one("[data-kaki]", form);
    var frozen = form.dataset.beku === "ya";
    if (head) { head.checked = on > 0 && on === boxes.length; head.indeterminate = on > 0 && on < boxes.length; }
    if (bar) bar.hidden = !frozen && on === 0;
    if (foot) foot.hidden = frozen || on > 0;
    if (!frozen) {
      all("[data-jumlah]", form).forEach(function (place) { place.textContent = on; });
      all("[data-beri-jumlah]", form).forEach(function (place) { place.textContent = place.dataset.beriJumlah.replace("{n}", on); });
    }
  }
  function lists() {
    all("form[data-pilih]").forEach(function (form) {
      var head = one("th.pilih input", form);
      if (head) head.closest("label, span").hidden = false;
      count(form);
    });
  }
  doc.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-pilih]");
    if (form) {
      if (event.target.closest("th.pilih")) all("td.pilih input", form).forEach(function (box) { box.checked = event.target.checked; });
      count(form);
    }
    if (event.target.dataset && event.target.dataset.kirim !== undefined && event.target.form) event.target.form.requestSubmit();
  });
  doc.addEventListener("click", function (event) {
    var drop = event.target.closest("[data-lepas]");
    if (drop) {
      var form = drop.closest("form");
      if (form && form.dataset.beku !== "ya") { event.preventDefault(); all("td.pilih input", form).forEach(function (box) { box.checked = false; }); count(form); }
    }
    var show = event.target.closest("[data-tampil-sandi]");
    if (show) {
      var field = one("#" + show.dataset.tampilSandi), hidden = field.type === "password";
      field.type = hidden ? "text" : "password"; show.textContent = hidden ? "Sembunyikan" : "Tampilkan"; field.focus();
    }
    var copy = event.target.closest("[data-salin]");
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.dataset.salin);
    var print = event.target.closest("[data-cetak]");
    if (print) { event.preventDefault(); window.print(); }
    all("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* Reports of visits that wait on this phone go out before the person signs out: the page of the phone says which. */
  doc.addEventListener("submit", function (event) {
    var waits = 0;
    try { waits = Number(localStorage.getItem("kunjungan-menunggu")); } catch (error) { waits = 0; }
    if (waits && /\/keluar\/?$/.test(event.target.action)) { event.preventDefault(); location.href = "/kunjungan/hp/"; }
  });

  /* A form goes out once: a second click finds its buttons at rest. */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.dataset.terkirim === "ya") { if (form.dataset.terkirim === "ya") event.preventDefault(); return; }
    if (form.hasAttribute("hx-post") || form.target === "_blank" || form.dataset.unduh !== undefined) return;
    form.dataset.terkirim = "ya";
  });
  window.addEventListener("pageshow", function () { all("form[data-terkirim]").forEach(function (form) { delete form.dataset.terkirim; }); });

  /* Search box: arrows walk through the hits. */
  doc.addEventListener("keydown", function (event) {
    var box = event.target.closest(".cari");
    if (!box || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    var links = all(".temuan a", box); if (!links.length) return;
    var at = links.indexOf(doc.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (at < 0) one("#cari").focus(); else links[Math.min(at, links.length - 1)].focus();
  });

  /* File drop. */
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    doc.addEventListener(kind, function (event) {
      var zone = event.target.closest && event.target.closest(".jatuh"); if (!zone) return;
      if (kind === "dragover") event.preventDefault();
      zone.classList.toggle("di-atas", kind === "dragover");
      if (kind === "drop") { var field = one("input[type=file]", zone); if (field && event.dataTransfer) { event.preventDefault(); field.files = event.dataTransfer.files; field.dispatchEvent(new Event("change", { bubbles: true })); } }
    });
  });
  /* What is typed in a long field outlives an ended session and a lost network, in this tab only, for the same person;
     never a number of somebody. Forms that the server keeps itself (counter, berita acara) and the case page have their own. */
  var KEPT = "ketikan:", SENT = "ketikan-dikirim", me = KEPT + doc.body.dataset.siapa + ":" + location.pathname + "#";
  function keepIn(work) { try { return work(sessionStorage); } catch (error) { return null; } }
  function forget(whose) {
    keepIn(function (box) { Object.keys(box).forEach(function (name) { if (name.indexOf(KEPT) === 0 && whose(name)) box.removeItem(name); }); });
  }
  function drafts() {
    var sent = keepIn(function (box) { var found = box.getItem(SENT); box.removeItem(SENT); return found; });
    var came = (performance.getEntriesByType("navigation")[0] || {}).type;
    if (one("[autocomplete=current-password]") || !doc.body.dataset.siapa) return;
    if (sent && came !== "back_forward") forget(function (name) { return name === sent; });
    forget(function (name) { return name.indexOf(KEPT + doc.body.dataset.siapa + ":") !== 0; });
    all("form[method=post]:not([hx-post]):not([data-simpan]):not(#terima)").forEach(function (form, number) {
      var place = me + (form.id || number);
      var fields = Array.prototype.filter.call(form.elements, function (field) { return field.tagName === "TEXTAREA" && field.name; });
      if (!fields.length) return;
      var kept = keepIn(function (box) { return JSON.parse(box.getItem(place) || "{}"); }) || {}, back = 0;
      fields.forEach(function (field) {
        var mine = kept[field.name];
        if (mine && mine[0] === field.defaultValue && field.value === field.defaultValue && mine[1] !== field.value) { field.value = mine[1]; back += 1; }
      });
      var said = doc.createElement("p"); said.className = "kedua"; said.setAttribute("role", "status");
      fields[0].insertAdjacentElement("afterend", said);
      if (back) said.textContent = "Ketikan Anda yang belum terkirim ada lagi di sini.";
      form.addEventListener("input", function () {
        var now = {};
        fields.forEach(function (field) { if (field.value !== field.defaultValue && !/\d(?:[ .-]?\d){11}/.test(field.value)) now[field.name] = [field.defaultValue, field.value]; });
        keepIn(function (box) { box.setItem(place, JSON.stringify(now)); });
      });
      form.addEventListener("submit", function (event) {
        if (navigator.onLine === false) { event.preventDefault(); event.stopImmediatePropagation(); said.textContent = "Jaringan putus, belum terkirim. Ketikan Anda masih di sini; kirim lagi sesudah tersambung."; return; }
        keepIn(function (box) { box.setItem(SENT, place); });
      });
    });
    all("form").forEach(function (form) { if (/\/keluar\/?$/.test(form.action)) form.addEventListener("submit", function () { forget(function () { return true; }); }); });
  }

  /* Pages that htmx swaps: focus goes where the part says, else back to what had it, else to the heading of the part. */
  var had = null;
  doc.addEventListener("htmx:beforeSwap", function (event) {
    var now = doc.activeElement, inside = now && now !== doc.body && event.target.contains && event.target.contains(now);
    if (inside) had = { tag: now.tagName, id: now.id, name: now.name, words: now.textContent.trim() };
  });
  function giveBack(part) {
    if (!had || (doc.activeElement && doc.activeElement !== doc.body)) { had = null; return; }
    var twin = function (each) { return had.id ? each.id === had.id : each.name === had.name && each.textContent.trim() === had.words; };
    var same = all(had.tag, part).find(twin) || all(had.tag).find(twin);
    var place = same || (part.querySelector && one("h1, h2", part)) || one("h1");
    had = null;
    if (place && !same) place.setAttribute("tabindex", "-1");
    if (place) place.focus({ preventScroll: true });
  }
  /* A part with fields never takes the place of what was typed since it was asked for, nor comes while a key or a button of
     the mouse is down (what went down on the old part would come up on the new one, and be lost): it is asked for again. */
  var typedAt = 0, held = false;
  ["keydown", "pointerdown"].forEach(function (kind) { doc.addEventListener(kind, function () { held = true; }, true); });
  ["keyup", "pointerup", "pointercancel"].forEach(function (kind) { doc.addEventListener(kind, function () { held = false; }, true); });
  window.addEventListener("blur", function () { held = false; });
  doc.addEventListener("input", function () { typedAt = performance.now(); }, true);
  doc.addEventListener("htmx:beforeRequest", function (event) { event.detail.xhr.began = performance.now(); });
  doc.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.target.hasAttribute || !event.target.hasAttribute("data-utuh") || (!held && typedAt < event.detail.xhr.began)) return;
    event.detail.shouldSwap = false; htmx.trigger(event.target, "lagi");
  });
  doc.addEventListener("htmx:afterSettle", function (event) {
    lists();
    giveBack(event.target);
    var target = one("[data-fokus]", event.target) || (event.target.hasAttribute && event.target.hasAttribute("data-fokus") ? event.target : null);
    if (target) { target.setAttribute("tabindex", "-1"); target.focus(); }
  });
  function start() {
    lists(); drafts();
    var summary = one(".ringkasan-salah"); if (summary) summary.focus();
    all("[data-muat-ulang]").forEach(function (place) { setTimeout(function () { location.reload(); }, 1000 * Number(place.dataset.muatUlang)); });
  }
  if (doc.readyState === "loading") doc.addEventListener("DOMContentLoaded", start); else start();
})();

/* Berita acara, succession: what is typed is saved at once, files apart. Works without. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-simpan]");
  if (!form) return;
  var timer = null, sending = false, again = false;
  function say(words, wrong) {
    document.querySelectorAll("[data-tersimpan]").forEach(function (place) { place.textContent = words; place.classList.toggle("be", !!wrong); });
  }
  function save(last) {
    clearTimeout(timer); timer = null;
    if (sending && !last) { again = true; return; }
    sending = true; again = false;
    var typed = new FormData(form);
    form.querySelectorAll("input[type=file]").forEach(function (field) { typed.delete(field.name); });
    fetch(form.action, { method: "POST", body: typed, headers: { "Padan-Ketik": "1" }, credentials: "same-origin", keepalive: !!last })
      .then(function (answer) {
        if (answer.redirected) throw new Error("Sesi berakhir. Masuk lagi; ketikan di layar masih ada");
        return answer.text().then(function (text) { if (answer.status !== 422 && !answer.ok) throw new Error("Belum tersimpan, dicoba lagi"); say(text, answer.status === 422); });
      })
      .catch(function (error) { say(error.message.indexOf("Sesi") === 0 ? error.message : "Belum tersimpan, dicoba lagi", true); if (error.message.indexOf("Sesi") !== 0) timer = setTimeout(save, 3000); })
      .then(function () { sending = false; if (again) save(); });
  }
  form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 600); });
  form.addEventListener("change", function () { save(); });
  form.addEventListener("submit", function () { clearTimeout(timer); timer = null; again = false; });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden" && timer) save(true); });
  var search = document.querySelector(".cari-nama input[type=search]");
  if (search) search.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown") return;
    var first = document.querySelector("#temuan-nama button, #temuan-nama a");
    if (first) { event.preventDefault(); first.focus(); }
  });
})();

/* Form A4 in the browser: questions that a rule passes over step aside, the place comes from the device. Works without. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-aturan]");
  function values(name) {
    var found = [];
    form.querySelectorAll('[name="' + name + '"]').forEach(function (field) {
      if (field.dataset.lama !== undefined && form.querySelectorAll('[name="' + name + '"]').length > 1) return;
      if (/^(radio|checkbox)$/.test(field.type) ? field.checked : field.value) found.push(field.value);
    });
    return found;
  }
  function holds(rule) {
    return rule.split("&").every(function (part) {
      var pair = part.trim().split("="), wanted = (pair[1] || "").split(",");
      return values(pair[0]).some(function (value) { return wanted.indexOf(value) >= 0; });
    });
  }
  function look() {
    for (var again = 0; again < 3; again++) form.querySelectorAll("[data-bila]").forEach(function (place) {
      var shown = holds(place.dataset.bila);
      place.hidden = !shown;
      place.querySelectorAll("input, select").forEach(function (field) { field.disabled = !shown; });
    });
    var codes = form.querySelector('select[name="B05"]'), found = values("B14")[0];
    if (codes) Array.prototype.forEach.call(codes.querySelectorAll("optgroup"), function (group, number) {
      group.disabled = !!found && String(number + 1) !== found;
      if (group.disabled && group.contains(codes.selectedOptions[0])) codes.value = "";
    });
  }
  if (form) { form.addEventListener("change", look); look(); }

  var place = document.querySelector("form[data-lokasi]");
  if (place && navigator.geolocation) {
    var row = place.querySelector("[data-lokasi-tombol]"), word = place.querySelector("[data-lokasi-kata]");
    row.hidden = false;
    row.querySelector("button").addEventListener("click", function () {
      word.textContent = "Mencari lokasi …";
      navigator.geolocation.getCurrentPosition(function (found) {
        place.elements.latitude.value = found.coords.latitude.toFixed(6);
        place.elements.longitude.value = found.coords.longitude.toFixed(6);
        place.elements.accuracy_m.value = Math.round(found.coords.accuracy);
        word.textContent = "Lokasi tercatat, ketelitian " + Math.round(found.coords.accuracy) + " m";
      }, function () { word.textContent = "Lokasi tidak terbaca. Tulis sendiri, atau kosongkan."; }, { enableHighAccuracy: true, timeout: 20000 });
    });
  }

  /* The open row of a long list comes into sight, unless the address says where to look. */
  var kini = !location.hash && document.getElementById("kini");
  if (kini && kini.getBoundingClientRect().bottom > innerHeight) kini.scrollIntoView({ block: "center", behavior: "instant" });
})();

/* The counter: what is typed is kept on the server, arrows take a hit, a ticked field opens its box. Works without. */
(function () {
  "use strict";
  var form = document.getElementById("terima");
  if (!form) return;
  var term = document.getElementById("id_term"), said = document.querySelector("[data-draf]"), dirty = false, sending = false;
  document.querySelectorAll("[data-tanpa-js]").forEach(function (button) { button.hidden = true; });
  function keep() {
    if (!dirty || sending || form.dataset.terkirim === "ya") return;
    dirty = false; sending = true;
    fetch(form.dataset.drafKe, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.headers.get("HX-Redirect")) throw new Error();
        return answer.text();
      })
      .then(function (text) { if (said) said.textContent = text; })
      .catch(function () { dirty = true; if (said) said.textContent = "Ketikan belum tersimpan, dicoba lagi"; })
      .then(function () { sending = false; });
  }
  form.addEventListener("input", function () { dirty = true; });
  form.addEventListener("change", function (event) {
    dirty = true;
    if (event.target.matches("input[type=radio],input[type=checkbox]")) form.dispatchEvent(new Event("pilih"));
    var field = event.target.dataset && event.target.dataset.isian && event.target.checked && document.getElementById(event.target.dataset.isian);
    if (field) { var first = field.matches("input,select") ? field : field.querySelector("input"); if (first) first.focus(); }
    if (event.target.id === "warga-baru") { var name = document.getElementById("id_c_name"); if (name) name.focus(); }
  });
  setInterval(keep, 5000);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") keep(); });
  term.addEventListener("keydown", function (event) {
    var hits = form.querySelectorAll(".temuan-warga input");
    if (event.key === "ArrowDown" && hits.length) { event.preventDefault(); hits[0].focus(); if (!hits[0].checked) hits[0].click(); }
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && hits.length === 1) { event.preventDefault(); hits[0].focus(); if (!hits[0].checked) hits[0].click(); }
  });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.matches(".temuan-warga input")) {
      event.preventDefault();
      var kind = form.querySelector("#jenis input:checked") || form.querySelector("#jenis input"); if (kind) kind.focus();
    } else if (event.target.matches("input:not([type=search])")) event.preventDefault();
  });
})();

/* C copies the present field and goes to the next; without this file the texts are marked and copied by hand. */
(function () {
  "use strict";
  var doc = document;
  if (!doc.querySelector("[data-ketik]")) return;
  var rows = Array.prototype.slice.call(doc.querySelectorAll("[data-ketik] dl > div"));
  var said = doc.querySelector("[data-tersalin]");
  var at = 0, copied = 0;
  doc.documentElement.classList.add("ada-js");
  function mark() {
    rows.forEach(function (row, n) {
      row.classList.toggle("kini", n === at);
      var button = row.querySelector("button");
      if (n === at) button.dataset.tombol = "C"; else delete button.dataset.tombol;
    });
  }
  rows.forEach(function (row, n) {
    row.querySelector("button").addEventListener("click", function (event) {
      event.currentTarget.textContent = "Tersalin";
      if (!row.classList.contains("sudah")) { row.classList.add("sudah"); copied += 1; }
      if (said) said.textContent = copied + " dari " + rows.length + " tersalin. Papan klip dikosongkan saat pindah orang.";
      at = Math.min(rows.length - 1, n + 1);
      mark();
      rows[at].scrollIntoView({ block: "nearest" });
    });
  });
  doc.querySelectorAll("[data-catat]").forEach(function (form) {
    form.addEventListener("submit", function () { if (navigator.clipboard) navigator.clipboard.writeText("").catch(function () {}); });
  });
  if (rows.length) mark();
})();

/* The screen of the hall: a new call flashes, chimes and is read out, once. */
(function () {
  "use strict";
  var board = document.getElementById("papan"), last = board && board.querySelector("[data-panggilan]");
  if (!board) return;
  var seen = last ? last.dataset.panggilan : "";
  function chime() {
    var Sound = window.AudioContext || window.webkitAudioContext; if (!Sound) return;
    try {
      var sound = new Sound();
      [660, 880].forEach(function (pitch, n) {
        var tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + n * 0.35;
        tone.frequency.value = pitch; loud.gain.setValueAtTime(0.2, at); loud.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
        tone.connect(loud); loud.connect(sound.destination); tone.start(at); tone.stop(at + 0.6);
      });
    } catch (error) { /* a browser without sound still shows the number */ }
  }
  board.addEventListener("htmx:afterSwap", function () {
    var now = board.querySelector("[data-panggilan]"), call = now ? now.dataset.panggilan : "";
    board.classList.remove("kilat");
    if (call && call !== seen) { void board.offsetWidth; board.classList.add("kilat"); chime(); }
    if (call && call !== seen) document.getElementById("kabar-papan").textContent = now.innerText.replace(/\s+/g, " ");
    seen = call;
  });
})();

/* A day that cannot have come yet is said at its field as soon as it is typed; the server says the same. */
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var field = event.target, last = field.dataset && field.dataset.palingAkhir;
    if (!last) return;
    var parts = /^(\d\d?)\D?(\d\d?)\D?(\d{4})$/.exec(field.value.trim()), told = document.getElementById(field.id + "_belum");
    var late = !!parts && parts[3] * 1e4 + parts[2] * 100 + +parts[1] > last.replace(/-/g, "");
    if (told) told.remove();
    field.classList.toggle("is-invalid", late);
    if (late) field.insertAdjacentHTML("afterend", '<span id="' + field.id + '_belum" class="pesan-salah" role="alert">Tanggal ini belum tiba. Periksa hari, bulan, dan tahunnya.</span>');
  });
})();
