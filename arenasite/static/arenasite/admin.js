// Names for the controls that select2 draws in place of a select (screen readers find none otherwise), and
// boxes that scroll in reach of the keyboard.

function nameSelections() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim();
    const drawn = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const control of name ? drawn : []) control.setAttribute("aria-label", name);
  }
}

// select2 draws when jQuery is ready, which may be after the page has loaded, and again in an added row.
new MutationObserver((changes) => {
  const isDrawn = (node) => node.classList?.contains("select2-container");
  if (changes.some((change) => [...change.addedNodes].some(isDrawn))) nameSelections();
}).observe(document.documentElement, { childList: true, subtree: true });
window.addEventListener("load", nameSelections);
document.addEventListener("formset:added", () => setTimeout(nameSelections));

// A table or text that is larger than its box is scrolled by keyboard; one that fits is no stop on the way.

const TABLES = ".desk-scroll, .inline-group";
const TEXTS = ".desk-review-evidence dd, .desk-said :is(pre, table), .desk-detail, .field-evidence_text pre";

function isScrolled(box) {
  return box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
}

function reachBoxes() {
  for (const box of document.querySelectorAll(`${TABLES}, ${TEXTS}`)) {
    if (isScrolled(box)) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    if (!box.matches(TABLES) || !isScrolled(box)) continue;
    box.setAttribute("role", "group");
    const head = (box.closest("section, .module") ?? box).querySelector("h2");
    if (head) box.setAttribute("aria-label", head.textContent.trim());
  }
}

window.addEventListener("load", reachBoxes);
window.addEventListener("resize", reachBoxes);
document.addEventListener("htmx:load", reachBoxes);
document.addEventListener("toggle", reachBoxes, true);
