// Names for the controls that select2 draws in place of a select; screen readers find none otherwise.

function nameSelections() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim();
    const drawn = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const control of name ? drawn : []) control.setAttribute("aria-label", name);
  }
}

window.addEventListener("load", nameSelections);
document.addEventListener("formset:added", () => setTimeout(nameSelections));
