/* The screen of the hall: a new call flashes and chimes. */
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
    seen = call;
  });
})();
