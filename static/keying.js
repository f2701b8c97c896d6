/* C copies the present field and goes to the next; without this file the texts are marked and copied by hand. */
(function () {
  "use strict";
  var doc = document;
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
