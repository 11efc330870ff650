// Tells how a test goes while it is on its way. Without it, a link shows the page again.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const PAUSE = 2000;
  const MOST = 150;
  const link = () => document.querySelector("[data-look]");
  let asked = 0;

  const wait = () => {
    if (!link()) return;
    link().parentElement.hidden = asked < MOST;
    if (asked < MOST) setTimeout(look, PAUSE);
  };

  const look = async () => {
    asked += 1;
    try {
      const answer = await fetch(window.location.pathname);
      if (!answer.ok || answer.redirected) throw new Error("no page");
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      asked = MOST;
    }
    wait();
  };

  // Only what has changed is drawn anew: it is read aloud then, and not every two seconds.
  const show = (page) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      const said = fresh ? fresh.innerHTML : "";
      if (fresh && said !== (drawn.get(part) ?? said)) part.innerHTML = said;
      drawn.set(part, said);
    }
  };
  const drawn = new Map();
  document.querySelectorAll("[data-live]").forEach((part) => drawn.set(part, part.innerHTML));
  wait();
});
