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
