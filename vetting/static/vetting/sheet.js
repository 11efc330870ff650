// The sheet by keyboard: digits choose an answer, Enter goes on to the next open question; and one
// more document where the blank ones are used up. The sheet works without it, only slower.
"use strict";

(() => {
  const form = document.querySelector("form.sheet");
  if (!form) return;
  const MOST_DOCUMENTS = 20;
  const sections = [...form.querySelectorAll("[data-question]")];
  const documents = form.querySelector("#documents");
  const blank = form.querySelector("#one-more-document");
  const count = form.querySelector("input[name=documents]");
  const add = form.querySelector("#add-document");

  form.classList.add("with-keys");
  form.querySelectorAll(".scripted").forEach((each) => { each.hidden = false; });

  // Questions.
  const controls = (section) => [...section.querySelectorAll("[data-choices] input, .asked-answer > .field > input")];
  const isOpen = (section) => section.hasAttribute("data-open")
    && !controls(section).some((each) => (each.type === "radio" ? each.checked : each.value !== ""));

  const nextOpen = (from) => {
    const rest = sections.slice(sections.indexOf(from) + 1);
    return rest.find(isOpen) || sections.find((each) => each !== from && isOpen(each));
  };

  const goOn = (from) => {
    const to = nextOpen(from);
    if (!to) {
      form.querySelector(".sheet-acts .main").focus();
      return;
    }
    to.scrollIntoView({ block: "start" });
    controls(to)[0].focus({ preventScroll: true });
  };

  let last = null;
  form.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-question]") || last;
  });

  const choose = (radio, digit) => {
    const chosen = radio.closest("[data-choices]").querySelectorAll("input")[digit - 1];
    if (!chosen) return;
    chosen.focus();
    if (!chosen.checked) chosen.click();
  };

  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (at.tagName !== "INPUT" || event.ctrlKey || event.altKey || event.metaKey) return;
    const section = at.closest("[data-question]");
    if (event.key === "Enter") {
      event.preventDefault();
      if (section) goOn(section);
    } else if (at.type === "radio" && /^[1-9]$/.test(event.key)) {
      event.preventDefault();
      choose(at, Number(event.key));
    }
  });

  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-next-open]")) {
      event.preventDefault();
      goOn(last);
    }
  });

  // Documents.
  const blocks = () => [...documents.querySelectorAll("[data-document]")];
  blocks().forEach((block, place) => { block.hidden = place > 0 && !block.open; });

  const named = (block) => {
    const name = block.querySelector("summary").textContent;
    const title = block.querySelector("input[name$=-title]").value.trim();
    return title ? `${name}: ${title.slice(0, 60)}` : name;
  };

  const usual = form.querySelector("#id_usual");
  const proofs = [...form.querySelectorAll("select[data-proof]")];

  // A question that names no document of its own says which one it rests on.
  const nameUsual = () => {
    const name = usual.value ? `As chosen above: ${usual.selectedOptions[0].textContent}` : "Choose a document …";
    proofs.forEach((menu) => { menu.options[0].textContent = name; });
  };

  const rename = (block) => {
    const key = block.dataset.document;
    [usual, ...proofs].forEach((menu) => {
      let option = menu.querySelector(`option[value="${key}"]`);
      if (!option) {
        option = new Option("", key);
        menu.querySelector("optgroup").append(option);
      }
      option.textContent = named(block);
    });
    nameUsual();
  };

  usual.addEventListener("change", nameUsual);
  nameUsual();

  documents.addEventListener("input", (event) => {
    if (event.target.name?.endsWith("-title")) rename(event.target.closest("[data-document]"));
  });

  const oneMore = () => {
    const number = Number(count.value) + 1;
    const html = blank.innerHTML.replaceAll("n0-", `n${number}-`)
      .replaceAll('"n0"', `"n${number}"`).replaceAll("document-n0", `document-n${number}`).replaceAll("New document 0", `New document ${number}`);
    blank.insertAdjacentHTML("beforebegin", html);
    count.value = number;
    return blank.previousElementSibling;
  };

  add.addEventListener("click", () => {
    const block = blocks().find((each) => each.hidden) || oneMore();
    block.hidden = false;
    block.open = true;
    rename(block);
    block.querySelector("select").focus();
    add.disabled = Number(count.value) >= MOST_DOCUMENTS && !blocks().some((each) => each.hidden);
  });

  // Nothing that was typed is lost by a wrong click.
  let typed = form.querySelector(".refused") !== null;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
