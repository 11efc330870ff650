// A filter menu above a list goes to its list as soon as a choice is made.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.matches("#changelist-filter select")) {
    window.location.search = event.target.value;
  }
});
