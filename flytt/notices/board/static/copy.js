// Copies what stands in a field or a link; without it everything can be marked and copied by hand.
"use strict";
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copies);
    const said = document.getElementById("kopiert");
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
    } catch {
      if (!from.select) return;
      from.select();
      if (!document.execCommand("copy")) return;
      button.focus();
    }
    said.textContent = button.dataset.says;
  });
}
