// Shows what a change would give before it is saved: asks a moment after each change, and drops
// what was asked before. Without it, a button asks the same and the whole page comes back.
"use strict";

(() => {
  const panel = document.querySelector("[data-preview]");
  const form = panel && (panel.closest("form") || document.querySelector("#content-main form"));
  if (!form) return;
  const said = document.querySelector("[data-preview-said]");
  const PAUSE = 300;
  let asked = null;
  let timer = 0;

  document.querySelectorAll(".scriptless").forEach((each) => each.remove());

  const narrow = window.matchMedia("(max-width: 767px)");
  if (narrow.matches) panel.querySelector("details")?.removeAttribute("open");

  const show = (html) => {
    const open = panel.querySelector("details")?.open ?? true;
    panel.innerHTML = html;
    const more = panel.querySelector("details");
    if (more) more.open = open;
    said.textContent = panel.querySelector("[data-summary]").dataset.summary;
  };

  const ask = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    const data = new FormData(form);
    data.set("show", "fragment");
    try {
      const answer = await fetch(window.location.pathname, { method: "POST", body: data, signal: mine.signal });
      if (!answer.ok || answer.redirected) throw new Error("no preview");
      show(await answer.text());
      panel.classList.remove("stale");
    } catch {
      if (mine.signal.aborted) return;
      panel.classList.add("stale");
      said.textContent = "What this would give cannot be shown just now.";
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked?.abort();
  });
})();
