// Tells how a test goes while it is on its way. Without it, a link shows the page again.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-tested]");
  const PAUSE = 2000;
  const MOST = 150;
  let asked = 0;

  const wait = () => {
    const link = place.querySelector("[data-look]");
    if (link && asked < MOST) {
      link.parentElement.hidden = true;
      setTimeout(look, PAUSE);
    } else if (link) {
      link.parentElement.hidden = false;
    }
  };

  const look = async () => {
    asked += 1;
    try {
      const answer = await fetch(place.dataset.tested);
      const said = answer.ok && !answer.redirected ? (await answer.text()).trim() : "";
      // What is read aloud is said once, and not every two seconds.
      if (said && said !== place.dataset.said) {
        place.dataset.said = said;
        place.innerHTML = said;
      }
    } catch {
      asked = MOST;
    }
    wait();
  };

  if (place) {
    place.dataset.said = place.innerHTML.trim();
    wait();
  }
});
