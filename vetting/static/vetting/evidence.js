// Proposes until when a proof counts while its form is filled in. The server has the rules.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-until]");
  if (!form) {
    return;
  }
  document.body.classList.add("scripted");
  const { kind, document_date, seen_on, expires_on, proposed } = form.elements;
  const told = document.getElementById("until");
  let latest = 0;

  const propose = async () => {
    const asked = (latest += 1);
    const fields = { kind, document_date, seen_on, expires_on, proposed };
    const query = new URLSearchParams(
      Object.entries(fields).map(([name, field]) => [name, field.value])
    );
    const answer = await fetch(`${form.dataset.until}?${query}`);
    if (!answer.ok || asked !== latest) {
      return;
    }
    const said = await answer.json();
    // A day that somebody typed stays; one that was only proposed follows the kind and the days.
    if (expires_on.value === "" || expires_on.value === proposed.value) {
      expires_on.value = said.proposed;
    }
    proposed.value = said.proposed;
    told.textContent = said.sentence;
  };

  for (const field of [kind, document_date, seen_on, expires_on]) {
    field.addEventListener("change", propose);
  }
});
