// Leaves the site when Escape is pressed three times, as the link of the page does. The page says so once this has loaded.
const link = document.querySelector("[data-leave]");
const PAUSE = 2000; // milliseconds between two presses, after which counting begins anew
let presses = 0, last = -Infinity;
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  presses = event.timeStamp - last < PAUSE ? presses + 1 : 1;
  last = event.timeStamp;
  // The Back button of the other site must not lead here again.
  if (presses === 3) location.replace(link.href);
});
document.querySelector("[data-leave-hint]").hidden = false;
