/* Form A4 on a phone without network: the day's list, answers and photos lie in IndexedDB, and are sent once each. */
(function () {
  "use strict";
  const DB = "padan-kunjungan", STORES = { meta: "name", visits: "id", reports: "visit", photos: "key", births: "key" };
  const MOST_BYTES = 200000, PIECE = 32768, DAY = 864e5, SHORT = 4000, WAITING = "kunjungan-menunggu";
  const body = document.body, main = document.getElementById("isi"), url = body.dataset;
  const now = () => new Date().toISOString();
  let db = null, form = null, visits = [], reports = new Map(), photos = [], births = [], meta = {}, said = "", sending = false, pause = SHORT;

  /* What lies on the phone */
  function open() {
    return new Promise((done, failed) => {
      const request = indexedDB.open(DB, 2);
      request.onupgradeneeded = () => Object.entries(STORES).forEach(([name, key]) => { if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath: key }); });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }
  function run(store, mode, act) {
    return new Promise((done, failed) => {
      const change = db.transaction(store, mode), request = act(change.objectStore(store));
      change.oncomplete = () => done(request && request.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  }
  const put = (store, row) => run(store, "readwrite", (rows) => rows.put(row));
  const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));
  const all = (store) => run(store, "readonly", (rows) => rows.getAll());
  async function wipe() {
    for (const store of Object.keys(STORES)) await run(store, "readwrite", (rows) => rows.clear());
    localStorage.removeItem(WAITING);
    await load();
  }
  async function load() {
    meta = Object.fromEntries((await all("meta")).map((row) => [row.name, row.value]));
    form = meta.form || null;
    visits = (await all("visits")).sort((a, b) => a.place - b.place);
    reports = new Map((await all("reports")).map((row) => [row.visit, row]));
    photos = await all("photos");
    births = await all("births");
    const number = unsent().length + births.length;
    if (number) localStorage.setItem(WAITING, number); else localStorage.removeItem(WAITING);
  }
  async function remember(values) {
    for (const [name, value] of Object.entries(values)) await put("meta", { name, value });
    Object.assign(meta, values);
  }
  const contact = () => remember({ until: Date.now() + (meta.days || 7) * DAY });
  const photosOf = (visit) => photos.filter((photo) => photo.visit === visit);
  const over = (report) => ["sent", "conflict"].includes(report.state) && !photosOf(report.visit).length;
  const unsent = () => [...reports.values()].filter((report) => !over(report));
  const ready = () => unsent().filter((report) => ["ready", "sent", "conflict"].includes(report.state));

  const born = () => births.filter((birth) => birth.state === "ready");
  const due = () => ready().length + born().length;

  /* Talking to the office */
  class Refused extends Error {}
  class SignedOut extends Error {}
  const token = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1] || "";
  async function ask(address, content, type) {
    const headers = { "X-CSRFToken": token() };
    if (type) headers["Content-Type"] = type;
    const answer = await fetch(address, { method: "POST", body: content, headers, credentials: "same-origin" });
    if (answer.redirected || answer.status === 401) throw new SignedOut();
    if (answer.status >= 500) throw new Error("server");
    const kind = answer.headers.get("Content-Type") || "";
    if (kind.indexOf("json") < 0) throw answer.status === 403 ? new SignedOut() : new Error("server");
    const found = await answer.json();
    if (!answer.ok) throw Object.assign(new Refused(found.error), { mothers: found.mothers || [] });
    return found;
  }
  async function fetchList() {
    const found = await ask(url.daftar);
    if (meta.person && meta.person !== found.person) {
      if (unsent().length + births.length) { say(`HP ini masih menyimpan ${unsent().length + births.length} laporan milik ${meta.name}. Minta ${meta.name} masuk dan mengirimnya.`); return draw(); }
      await wipe();
    }
    await remember({ person: found.person, name: found.name, at: found.at, days: found.days, form: found.form });
    await contact();
    const keep = new Set(found.visits.map((visit) => visit.id));
    for (const [place, visit] of found.visits.entries()) {
      const old = reports.get(visit.id);
      if (old && over(old) && old.revision < visit.revision) await drop("reports", visit.id);
      await put("visits", { ...visit, place });
    }
    for (const visit of visits) {
      const report = reports.get(visit.id);
      if (keep.has(visit.id) || report && !over(report)) continue;
      await drop("visits", visit.id); await drop("reports", visit.id);
    }
    await load();
  }
  async function send() {
    if (sending || !navigator.onLine) return;
    sending = true;
    try {
      for (const report of ready()) { await sendOne(report); await contact(); }
      for (const birth of born()) { await sendBirth(birth); await contact(); }
      pause = SHORT;
    } catch (error) {
      if (!(error instanceof SignedOut)) { setTimeout(send, pause); pause = Math.min(2 * pause, 60000); } /* a line that has just come back often fails once */
      say(error instanceof SignedOut ? "Sesi berakhir. Masuk lagi untuk mengirim; isian tetap ada di HP ini." : "Jaringan putus. Yang belum terkirim dicoba lagi.", error instanceof SignedOut);
    }
    sending = false;
    await load(); draw();
  }
  async function sendOne(report) {
    const own = photosOf(report.visit);
    if (report.state === "ready") {
      try {
        const found = await ask(url.kirim, JSON.stringify({ ...report.sent, key: report.key, photos_due: own.length, answers: report.answers, place: report.place }), "application/json");
        report.state = found.result === "conflict" ? "conflict" : "sent";
        report.words = found.words;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        report.state = "refused"; report.words = error.message;
      }
      await put("reports", report);
    }
    if (report.state === "refused") return;
    for (const photo of own) {
      try { await sendPhoto(report, photo); } catch (error) { if (!(error instanceof Refused)) throw error; say(error.message); }
      await drop("photos", photo.key);
      photos = photos.filter((each) => each !== photo);
    }
    await put("reports", { ...report, answers: {}, place: null }); /* what has arrived stays here no longer */
  }

  /* A birth goes out with its own key: sent twice it is one birth, and nothing of it stays here. */
  async function sendBirth(birth) {
    const data = new FormData(), { mother_pk, mother, mother_id, name, sex, birth_place } = birth;
    const said = { form_key: birth.key, mother_pk, mother, mother_id, name, sex, birth_place, birth_date: (birth.birth_date || "").split("-").reverse().join("-") };
    Object.entries(said).forEach(([field, value]) => { if (value) data.append(field, value); });
    (birth.papers || []).forEach((code) => data.append("papers", code));
    if (birth.urgent) data.append("urgent", "1");
    if (birth.photo) data.append("scan", birth.photo, "kelahiran.jpg");
    try {
      const found = await ask(url.lahir, data);
      await drop("births", birth.key);
      say(found.words);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await put("births", { ...birth, state: "refused", words: error.message, mothers: error.mothers });
    }
  }

  /* In pieces: the office says how far a photo has come, and it goes on there. */
  async function sendPhoto(report, photo) {
    const size = photo.blob.size;
    const part = async (given) => {
      const data = new FormData();
      Object.entries({ key: photo.key, report: report.key, kind: photo.kind, taken_at: photo.taken_at, size, ...given }).forEach(([name, value]) => data.append(name, value));
      return (await ask(url.foto, data)).have;
    };
    let have = await part({});
    while (have < size) {
      const next = await part({ offset: have, piece: photo.blob.slice(have, have + PIECE) });
      if (!(next > have)) throw new Error("server");
      have = next;
    }
  }

  /* Photos are made small here; what the camera wrote beside the pixels stays behind. */
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (const [side, quality] of [[1280, .8], [1280, .6], [1024, .6], [1024, .45], [800, .45], [640, .4], [480, .35]]) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale); canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && blob.size <= MOST_BYTES) return blob;
    }
    throw new Error("Foto ini tidak dapat diperkecil.");
  }
  const asData = (blob) => new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(blob); });

  /* Rules of the form, as on the server */
  function holds(part, answers, member) {
    const found = part.trim().match(/^(\w+)(=|>=|<=)(.+)$/);
    if (!found) return true;
    const [, name, sign, right] = found;
    if (name === "umur") { const age = member && member.age; return age === null || age === undefined || (sign === ">=" ? age >= +right : age <= +right); }
    if (name === "jk") return !member || !member.sex || member.sex === right;
    const own = member && name[0] === "E" ? (answers.members || {})[member.id] || {} : answers, value = own[name];
    return (Array.isArray(value) ? value : [value === undefined ? "" : value]).some((each) => right.split(",").indexOf(String(each)) >= 0);
  }
  const shown = (question, answers, member) => !question.rule || question.rule.split("&").every((part) => holds(part, answers, member));
  const ofFamily = (rule) => (rule || "").split("&").filter((part) => !/^\s*(E|umur|jk)/.test(part)).join("&");
  function parts(visit) {
    const answers = reports.get(visit.id).answers;
    const found = form.sections.map((section) => ({ ...section, questions: section.questions.filter((each) => each.kind !== "photo" && each.kind !== "geo") }));
    return found.filter((section) => section.questions.some((each) => shown({ rule: ofFamily(each.rule) }, answers)));
  }
  const photoKinds = (answers) => [].concat(...form.sections.map((section) => section.questions)).filter((each) => each.kind === "photo" && shown(each, answers));
  function missing(visit) {
    const report = reports.get(visit.id), found = [];
    parts(visit).forEach((section, number) => section.questions.forEach((question) => {
      (question.member ? visit.members : [null]).forEach((member) => {
        if (!question.required || !shown(question, report.answers, member)) return;
        const own = member ? (report.answers.members || {})[member.id] || {} : report.answers, value = own[question.code];
        if (value === undefined || value === "" || (Array.isArray(value) && !value.length)) found.push({ number, label: question.label, member });
      });
    }));
    return found;
  }

  /* Pages */
  function el(tag, given, ...children) {
    const found = document.createElement(tag);
    Object.entries(given || {}).forEach(([name, value]) => {
      if (value === false || value === null || value === undefined) return;
      if (name.startsWith("on")) found.addEventListener(name.slice(2), value);
      else if (name in found && typeof value !== "string") found[name] = value;
      else found.setAttribute(name, value === true ? "" : value);
    });
    children.flat().forEach((child) => { if (child || child === 0) found.append(child.nodeType ? child : String(child)); });
    return found;
  }
  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "ikon"); svg.setAttribute("aria-hidden", "true"); use.setAttribute("href", `${url.ikon}#${name}`); svg.append(use);
    return svg;
  }
  const chip = (family, picture, word) => el("span", { class: `chip ${family}` }, icon(picture), word);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1).replace(".", ",");
  const day = (text) => new Date(text).toLocaleDateString("id-ID", { day: "numeric", month: "short" });
  function say(words, signIn) { said = words ? { words, signIn } : ""; }
  function heading(title, below, back) {
    document.getElementById("judul").textContent = title;
    document.getElementById("bawah").textContent = below;
    document.getElementById("balik").hidden = !back;
    const state = document.getElementById("jaringan");
    state.replaceChildren(icon(navigator.onLine ? "check" : "cloud-off"), navigator.onLine ? "Daring" : "Luring");
  }
  function strip() {
    const waiting = ready(), typed = unsent().length - waiting.length, bytes = photos.reduce((sum, photo) => sum + photo.blob.size, 0), place = document.getElementById("lajur");
    const lines = [el("span", {}, el("strong", {}, "Tersimpan di HP ini."), el("br"), waiting.length ? `${waiting.length} kunjungan menunggu jaringan (${megabytes(bytes)} MB)` : born().length ? "" : "Tidak ada yang menunggu dikirim", born().length ? `${waiting.length ? ", " : ""}${born().length} kelahiran menunggu jaringan` : "", typed ? `, ${typed} sedang diisi` : "")];
    if (meta.until && meta.until - Date.now() < DAY) lines.push(el("strong", { class: "be" }, `Daftar di HP ini dihapus ${day(meta.until)} bila belum tersambung.`));
    place.replaceChildren(icon("download"), el("div", {}, lines), due() && navigator.onLine ? el("button", { type: "button", class: "btn btn-polos", id: "kirim", onclick: () => send() }, "Kirim") : "");
    const note = document.getElementById("kabar");
    note.replaceChildren(said ? el("div", { class: "kabar warning" }, icon("warning"), el("div", {}, said.words, " ", said.signIn ? el("a", { href: url.masuk }, "Masuk lagi") : "")) : "");
  }
  function draw() {
    const birth = location.hash.match(/^#lahir(?:-([\w-]+))?$/);
    const found = location.hash.match(/^#k(\d+)(?:-(\d+))?$/), visit = found && visits.find((each) => each.id === +found[1]);
    strip();
    if (birth) return drawBirth(births.find((each) => each.key === birth[1]) || freshBirth());
    const report = visit && reports.get(visit.id);
    if (!visit) return drawList();
    if (report && ["sent", "conflict"].includes(report.state)) return drawSent(visit, report);
    drawVisit(visit, +(found[2] || 0));
  }
  const STATES = { draft: ["teluk", "half", "diisi"], ready: ["varian", "clock", "menunggu jaringan"], sent: ["padan", "check", "terkirim"], conflict: ["berbeda", "sheets", "bentrok"], refused: ["berbeda", "x", "ditolak"] };
  function drawList() {
    heading("Kunjungan", visits.length ? `${visits.length} di HP ini · diambil ${day(meta.at)}` : "Belum ada daftar di HP ini", false);
    let route = "";
    const rows = [el("li", {}, el("a", { href: "#lahir", id: "lahir" }, el("strong", {}, icon("plus"), " Catat kelahiran"), el("span", { class: "kedua" }, "juga tanpa jaringan; NIK bayi menyusul sendiri")))];
    births.forEach((birth) => rows.push(el("li", {}, el("a", { href: `#lahir-${birth.key}` }, el("strong", {}, `Kelahiran, ibu ${motherOf(birth) || "belum ditulis"}`), chip(...STATES[birth.state]), birth.words ? el("span", { class: "kedua" }, birth.words) : ""))));
    visits.forEach((visit) => {
      const here = [visit.kelurahan, visit.route].filter(Boolean).join(", "), report = reports.get(visit.id);
      if (here !== route) rows.push(el("li", { class: "rute" }, icon("pin"), here));
      route = here;
      const state = report && STATES[report.state];
      rows.push(el("li", { class: report && report.state === "sent" ? "selesai" : "" }, el("a", { href: `#k${visit.id}` }, el("strong", {}, visit.name), state ? chip(...state) : visit.state === "returned" ? chip("berbeda", "return", "dikembalikan") : "", el("span", { class: "kedua" }, `${visit.address} · sampai ${day(visit.due)}`))));
    });
    main.replaceChildren(
      el("ol", { class: "daftar-hp" }, rows), visits.length ? "" : el("p", { class: "isi" }, "Sambungkan HP ke jaringan, lalu ketuk Ambil daftar. Sesudah itu daftar dapat dibuka tanpa jaringan."),
      el("p", { class: "isi" }, el("button", { type: "button", class: "tautan", onclick: leave }, "Keluar dan hapus data dari HP ini"))
    );
    bar(el("a", { class: "btn btn-polos", href: url.penuh }, "Halaman biasa"), el("button", { type: "button", class: "btn btn-primary", id: "ambil", onclick: renew }, icon("download"), "Ambil daftar"));
  }
  async function renew() {
    say("");
    try { await fetchList(); if (!said) await send(); } catch (error) { say(error instanceof SignedOut ? "Sesi berakhir. Masuk lagi untuk mengambil daftar." : "Tidak ada jaringan. Daftar yang tersimpan tetap dapat diisi.", error instanceof SignedOut); }
    draw();
  }
  async function leave() {
    const waiting = unsent().length + births.length;
    if (waiting && said.leave !== waiting) { say(`${waiting} laporan belum terkirim dan akan hilang. Kirim dahulu, atau ketuk Keluar sekali lagi.`); said.leave = waiting; return draw(); }
    await wipe();
    const out = el("form", { method: "post", action: url.keluar }, el("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token() }));
    body.append(out);
    if (navigator.onLine) out.submit(); else { say("Data di HP ini sudah dihapus."); draw(); }
  }
  function drawSent(visit, report) {
    heading(visit.name, visit.kelurahan, true);
    const left = photosOf(visit.id).length;
    main.replaceChildren(el("section", { class: "blok" }, chip(...STATES[report.state]), el("p", {}, report.words || ""), left ? el("p", {}, `${left} foto masih menunggu jaringan.`) : ""));
    bar(el("a", { class: "btn btn-polos", href: "#" }, "Tutup"), el("a", { class: "btn btn-primary", href: "#" }, "Ke daftar"));
  }
  const fresh = (visit) => ({ visit: visit.id, key: crypto.randomUUID(), state: "draft", answers: visit.answers || {}, place: null, revision: visit.revision, started_at: now() });
  function bar(...buttons) { document.getElementById("bilah").replaceChildren(...buttons); }
  async function keep(report) { await put("reports", report); reports.set(report.visit, report); }

  function drawVisit(visit, number) {
    if (!reports.has(visit.id)) { reports.set(visit.id, fresh(visit)); put("reports", reports.get(visit.id)); }
    const report = reports.get(visit.id), sections = parts(visit), total = sections.length + 1, last = number >= sections.length;
    heading(`Kunjungan ${visits.indexOf(visit) + 1} dari ${visits.length}`, `Form A4 · Kel. ${visit.kelurahan}`, true);
    const head = el("section", { class: "blok" }, el("h2", {}, visit.name), el("div", { class: "kedua" }, [visit.address, visit.route, visit.aid].filter(Boolean).join(" · ")), el("div", { class: "kedua" }, `Sebab: ${visit.why}`), visit.map ? el("a", { class: "kedua", href: visit.map }, icon("pin"), " Buka peta") : "", visit.reason ? el("div", { class: "va tebal" }, `Dikembalikan: ${visit.reason}`) : "", report.state === "refused" ? el("div", { class: "be tebal" }, report.words) : "");
    main.replaceChildren(head, ...(last ? [end(visit, report)] : questions(visit, report, sections[number])));
    const go = (to) => () => { location.hash = `#k${visit.id}-${to}`; };
    bar(number ? el("button", { type: "button", class: "btn btn-polos", onclick: go(number - 1) }, "Mundur") : el("a", { class: "btn btn-polos", href: "#" }, "Tutup"),
      last ? el("button", { type: "button", class: "btn btn-primary", id: "selesai", onclick: () => finish(visit, report) }, "Selesai")
        : el("button", { type: "button", class: "btn btn-primary", id: "lanjut", onclick: go(number + 1) }, `Bagian ${number + 2} dari ${total}`, icon("right")));
    main.onchange = () => { /* what was found decides which parts follow */
      const next = document.getElementById("lanjut");
      if (next) next.firstChild.textContent = `Bagian ${number + 2} dari ${parts(visit).length + 1}`;
    };
    window.scrollTo(0, 0);
  }
  function questions(visit, report, section) {
    const found = [el("h2", { class: "nama-bagian" }, section.word)], places = [];
    const family = section.questions.filter((each) => !each.member), own = section.questions.filter((each) => each.member);
    const look = () => places.forEach(([place, question, member]) => { place.hidden = !shown(question, report.answers, member); });
    const change = async (question, member, value, redraw) => {
      const target = member ? ((report.answers.members = report.answers.members || {})[member.id] = report.answers.members[member.id] || {}) : report.answers;
      target[question.code] = value;
      if (question.code === "B14") delete report.answers.B05;
      if (report.state !== "draft") report.state = "draft";
      if (redraw) draw(); else look();
      await keep(report);
    };
    const add = (question, member) => {
      const place = field(question, member, report, change);
      places.push([place, question, member]); found.push(place);
    };
    family.forEach((question) => add(question, null));
    if (own.length) visit.members.forEach((member) => {
      found.push(el("h2", { class: "anggota" }, [member.name, member.sex, member.age === null ? "" : `${member.age} th`, member.relation].filter(Boolean).join(", ")));
      own.forEach((question) => add(question, member));
    });
    look();
    return found;
  }
  function field(question, member, report, change) {
    const answers = report.answers, own = member ? (answers.members || {})[member.id] || {} : answers, value = own[question.code];
    const name = member ? `${question.code}-${member.id}` : question.code, body = [];
    let choices = question.choices || [];
    if (question.code === "B05") choices = choices.filter(([code]) => ((form.findings || {})[answers.B14] || []).includes(code));
    const many = question.kind === "flags";
    if (choices.length > 12 && !many) body.push(el("select", { class: "form-select", name, id: `i-${name}`, onchange: (event) => change(question, member, event.target.value) }, el("option", { value: "" }, "pilih …"), choices.map(([code, word]) => el("option", { value: code, selected: code === value }, word))));
    else if (choices.length) body.push(el("div", { class: `pilihan${choices.some(([, word]) => word.length > 22) ? " lebar" : ""}` }, choices.map(([code, word]) => el("label", {}, el("input", {
      type: many ? "checkbox" : "radio", name, value: code, class: "tampak", checked: many ? (value || []).includes(code) : value === code,
      onchange: (event) => change(question, member, many ? [...event.target.closest("fieldset").querySelectorAll(":checked")].map((each) => each.value) : code, question.code === "B14"),
    }), el("span", {}, word)))));
    else body.push(el("input", { class: "form-control", name, id: `i-${name}`, value: value || "", maxlength: "240", autocomplete: "off", inputmode: question.kind === "integer" ? "numeric" : question.kind === "phone" ? "tel" : "text", oninput: (event) => change(question, member, event.target.value) }));
    const grouped = choices.length && !(choices.length > 12 && !many);
    const title = [question.label, question.required ? "" : el("span", { class: "boleh" }, " (boleh kosong)")];
    return el(grouped ? "fieldset" : "div", { class: "blok tanya" }, grouped ? el("legend", {}, title) : el("label", { for: `i-${name}` }, title),
      question.help ? el("details", {}, el("summary", {}, "Apa ini?"), el("p", { class: "kedua" }, question.help)) : "", body);
  }
  function end(visit, report) {
    const pictures = el("div", { class: "foto-hp" }), place = report.place;
    photosOf(visit.id).forEach((photo) => {
      const image = el("img", { alt: `Foto ${photo.word}` });
      asData(photo.blob).then((data) => { image.src = data; });
      pictures.append(el("figure", {}, image, el("figcaption", {}, `${photo.word} · ${Math.round(photo.blob.size / 1000)} kB`), el("button", { type: "button", class: "tautan", onclick: async () => { await drop("photos", photo.key); await load(); draw(); } }, "Hapus")));
    });
    photoKinds(report.answers).forEach((kind) => pictures.append(el("label", { class: "tambah" }, icon("plus"), kind.label, el("input", { type: "file", accept: "image/*", capture: "environment", name: kind.code, onchange: (event) => addPhoto(visit, kind, event.target.files[0]) }))));
    const lacks = missing(visit);
    return el("section", { class: "blok" }, el("h2", {}, "Foto dan lokasi"), pictures,
      place ? el("p", { class: "ok tebal" }, icon("pin"), ` Lokasi tercatat, ketelitian ${place.accuracy} m`) : el("button", { type: "button", class: "btn btn-polos", id: "lokasi", onclick: () => locate(report) }, icon("pin"), "Catat lokasi"),
      el("div", { "aria-live": "polite", id: "kurang" }, lacks.length ? [el("p", { class: "va tebal" }, `${lacks.length} isian masih kosong:`), el("ul", {}, lacks.slice(0, 8).map((each) => el("li", {}, el("a", { href: `#k${visit.id}-${each.number}` }, each.member ? `${each.member.name}: ${each.label}` : each.label))))] : ""));
  }
  async function addPhoto(visit, kind, file) {
    if (!file) return;
    try {
      const blob = await shrink(file);
      await put("photos", { key: crypto.randomUUID(), visit: visit.id, kind: kind.code, word: kind.label.replace(/^Foto /, "").replace(/^./, (letter) => letter.toUpperCase()), blob, taken_at: new Date(file.lastModified || Date.now()).toISOString() });
      say("");
    } catch (error) { say("Foto ini tidak terbaca. Ambil sekali lagi."); }
    await load(); draw();
  }
  function locate(report) {
    navigator.geolocation.getCurrentPosition(async (found) => {
      report.place = { lat: found.coords.latitude.toFixed(6), lon: found.coords.longitude.toFixed(6), accuracy: Math.round(found.coords.accuracy) };
      await keep(report); draw();
    }, () => { say("Lokasi tidak terbaca. Coba di luar rumah, atau lanjut tanpa lokasi."); draw(); }, { enableHighAccuracy: true, timeout: 20000 });
  }
  async function finish(visit, report) {
    if (missing(visit).length) { const place = document.getElementById("kurang"); place.scrollIntoView(); const link = place.querySelector("a"); if (link) link.focus(); return; }
    report.state = "ready";
    report.sent = { visit: visit.id, revision: report.revision, version: form.version, started_at: report.started_at, visited_at: now() };
    await keep(report);
    await load();
    location.hash = "#";
    draw(); send();
  }

  /* A birth in six fields, as at the counter. */
  const PAPERS = { KK: "Kartu Keluarga ibu", SK_LAHIR: "Surat keterangan lahir", AKTA_LAHIR: "Akta kelahiran" };
  const mothers = () => new Map(visits.flatMap((visit) => visit.members).filter((each) => each.sex === "P" && (each.age === null || each.age >= 10)).map((each) => [String(each.id), each.name]));
  const motherOf = (birth) => birth.mother || mothers().get(birth.mother_pk) || birth.mother_name || "";
  const freshBirth = () => ({ key: crypto.randomUUID(), state: "draft", birth_place: "KENDARI", papers: [] });
  const days = (count) => new Date(Date.now() - count * DAY).toLocaleDateString("sv");
  function drawBirth(birth) {
    heading("Catat kelahiran", "Anak ikut ibunya; NIK menyusul sendiri", true);
    const keepIt = async (values) => {
      Object.assign(birth, values, { state: "draft", words: "", mothers: [] });
      if (!births.includes(birth)) births.push(birth);
      await put("births", birth);
      if (location.hash !== `#lahir-${birth.key}`) history.replaceState(null, "", `#lahir-${birth.key}`);
    };
    const blockOf = (title, name, ...inside) => el("div", { class: "blok tanya" }, el("label", { for: `i-${name}` }, title), inside);
    const typed = (title, name, given) => blockOf(title, name, el("input", { class: "form-control", id: `i-${name}`, name, value: birth[name] || "", autocomplete: "off", maxlength: "60", oninput: (event) => keepIt({ [name]: event.target.value }), ...given }));
    const picked = (title, name, type, choices, values) => el("fieldset", { class: "blok tanya" }, el("legend", {}, title), el("div", { class: "pilihan" }, choices.map(([value, word]) => el("label", {}, el("input", { type, name, value, class: "tampak", checked: values.includes(value), onchange: (event) => keepIt({ [name]: type === "radio" ? value : [...event.target.closest("fieldset").querySelectorAll(":checked")].map((each) => each.value) }) }), el("span", {}, word)))));
    const known = [...mothers()], other = !known.length || birth.mother_pk === "0" || birth.mother;
    const which = birth.mothers && birth.mothers.length ? picked("Ibu yang mana", "mother_id", "radio", birth.mothers.map((each) => [each.id, each.words]), []) : "";
    if (which) which.querySelector(".pilihan").classList.add("lebar");
    main.replaceChildren(
      birth.words ? el("section", { class: "blok be tebal" }, birth.words) : "", which,
      known.length ? blockOf("Ibu", "mother_pk", el("select", { class: "form-select", id: "i-mother_pk", name: "mother_pk", onchange: async (event) => { await keepIt({ mother_pk: event.target.value, mother: "", mother_id: "", mother_name: mothers().get(event.target.value) || "" }); draw(); } }, el("option", { value: "" }, "pilih …"), known.map(([id, name]) => el("option", { value: id, selected: id === birth.mother_pk }, name)), el("option", { value: "0", selected: !!other }, "lain: tulis namanya"))) : "",
      other ? typed("Nama lengkap ibu", "mother", { maxlength: "80" }) : "",
      typed(["Nama anak", el("span", { class: "boleh" }, " (boleh kosong)")], "name"),
      picked("Jenis kelamin", "sex", "radio", [["L", "Laki-laki"], ["P", "Perempuan"]], [birth.sex]),
      typed("Tanggal lahir", "birth_date", { type: "date", min: days(365), max: days(0) }), typed("Tempat lahir", "birth_place"),
      picked("Berkas yang dilihat", "papers", "checkbox", Object.entries(PAPERS), birth.papers),
      el("section", { class: "blok" }, el("label", { class: "tambah" }, icon("plus"), birth.photo ? `Foto tersimpan, ${Math.round(birth.photo.size / 1000)} kB; ganti` : "Foto berkas (boleh menyusul)", el("input", { type: "file", accept: "image/*", capture: "environment", name: "photo", onchange: async (event) => { try { await keepIt({ photo: await shrink(event.target.files[0]) }); } catch (error) { say("Foto ini tidak terbaca. Ambil sekali lagi."); } draw(); } })),
        el("label", { class: "form-check" }, el("input", { type: "checkbox", class: "form-check-input", name: "urgent", checked: !!birth.urgent, onchange: (event) => keepIt({ urgent: event.target.checked }) }), " Ibu atau bayinya dirawat: mendesak"),
        birth.words || births.includes(birth) ? el("button", { type: "button", class: "tautan", onclick: async () => { await drop("births", birth.key); await load(); location.hash = "#"; } }, "Hapus dari HP ini") : ""),
      el("div", { id: "kurang", class: "isi", "aria-live": "polite" })
    );
    bar(el("a", { class: "btn btn-polos", href: "#" }, "Tutup"), el("button", { type: "button", class: "btn btn-primary", id: "simpan", onclick: () => finishBirth(birth) }, "Simpan"));
  }
  async function finishBirth(birth) {
    const mother = birth.mother || (birth.mother_pk && birth.mother_pk !== "0");
    const lacks = [[!mother, "ibunya"], [!birth.sex, "jenis kelamin"], [!birth.birth_date, "tanggal lahir"], [birth.birth_date > days(0), "tanggal lahir yang sudah tiba"]].filter(([missing]) => missing).map(([, word]) => word);
    if (lacks.length) return document.getElementById("kurang").replaceChildren(el("p", { class: "va tebal" }, `Isi dahulu: ${lacks.join(", ")}.`));
    await put("births", { ...birth, mother_pk: birth.mother_pk === "0" ? "" : birth.mother_pk, state: "ready", words: "" });
    await load();
    location.hash = "#";
    draw(); send();
  }

  async function forget() {
    if (!meta.until || Date.now() < meta.until) return;
    const days = meta.days;
    await wipe();
    say(`Data di HP ini dihapus karena ${days} hari tanpa hubungan. Ambil daftar lagi.`); draw();
  }
  async function start() {
    db = await open();
    await load();
    await forget();
    draw();
    window.addEventListener("hashchange", () => { if (!/^#(k|lahir)/.test(location.hash) && !born().length) said = ""; draw(); main.focus(); });
    window.addEventListener("online", () => { draw(); send(); });
    window.addEventListener("offline", draw);
    setInterval(() => { forget(); if (document.visibilityState === "visible" && due()) send(); }, 60000);
    if (due()) send();
    else if (!visits.length && navigator.onLine) renew();
    body.dataset.siap = "ya";
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(url.pekerja, { scope: url.lingkup }).catch(() => {});
  start();
})();
