// Buttons that copy a text; where the browser does not let them, the text is selected instead.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      said.textContent = "Copied.";
    } catch {
      source.focus();
      source.select();
      said.textContent = "Selected: press Ctrl+C (on a Mac, Cmd+C) to copy it.";
    }
  });
}
