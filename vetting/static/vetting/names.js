// A field that suggests as one types is drawn anew by a library, and gets its label's name here.
"use strict";

const PARTS = "[role=combobox], [role=textbox], [role=searchbox]";

const name = (part, select) => {
  const label = select && select.labels && select.labels[0];
  if (label) {
    // What is chosen is read after the name.
    const chosen = part.getAttribute("aria-labelledby") || "";
    label.id = label.id || `${select.id}_label`;
    part.setAttribute("aria-labelledby", `${label.id} ${chosen}`.trim());
  }
};

new MutationObserver((changes) => {
  for (const drawn of changes.flatMap((change) => [...change.addedNodes])) {
    if (drawn.nodeType === Node.ELEMENT_NODE && drawn.matches(".select2-container")) {
      drawn.querySelectorAll(PARTS).forEach((part) => name(part, drawn.previousElementSibling));
    }
  }
}).observe(document.body, { childList: true, subtree: true });

// The box to type into opens at the end of the page, away from its field.
document.addEventListener("focusin", (event) => {
  const open = document.querySelector("select + .select2-container--open");
  if (open && event.target.matches(".select2-search__field")) {
    name(event.target, open.previousElementSibling);
  }
});
