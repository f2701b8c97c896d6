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
})();
