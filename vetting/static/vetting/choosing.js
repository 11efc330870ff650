// A list of boxes to tick is narrowed by typing, and says how many are ticked.
"use strict";

for (const list of document.querySelectorAll(".choosing")) {
  const [find, typed] = [list.querySelector(".choosing-find"), list.querySelector("[type=search]")];
  const said = list.querySelector("[role=status]");
  const boxes = [...list.querySelectorAll("[type=checkbox]")];
  const shown = () => boxes.filter((box) => !box.parentElement.hidden);

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    const hidden = boxes.length - shown().length;
    said.textContent = `${ticked} of ${boxes.length} ticked${hidden ? `; ${hidden} not shown` : ""}`;
  };

  find.hidden = boxes.length < 2;
  typed.addEventListener("input", () => {
    const words = typed.value.toLowerCase().split(/\s+/);
    for (const box of boxes) {
      const name = box.parentElement.textContent.toLowerCase();
      box.parentElement.hidden = !words.every((word) => name.includes(word));
    }
    count();
  });
  // To narrow a list is not to send the form that it stands in.
  typed.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  find.querySelector("button")?.addEventListener("click", () => {
    shown().forEach((box) => (box.checked = true));
    count();
  });
  list.addEventListener("change", count);
}
