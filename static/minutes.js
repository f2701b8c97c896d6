/* Berita acara: what is typed on a name is saved at once. Works without. */
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
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "Padan-Ketik": "1" }, credentials: "same-origin", keepalive: !!last })
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
