// The desk by keyboard: a control within [data-keys] is pressed by the key it names. Without this file the
// same buttons are there to be clicked. The page of the next finding may replace this one in place.

const BESIDE = "(min-width: 1024px)"; // as in desk.css: the judgements stay in sight beside the conversation

function isTyping(target) {
  return target.closest("input:not([type=hidden], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && event.target.closest("[data-keys]")) {
    event.preventDefault(); // a key that is held down judges one finding, not the next one too
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const control = document.querySelector(`[data-keys] [aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!control) return;
  event.preventDefault();
  const missing = control.form?.querySelector(":invalid:not(fieldset)");
  if (missing) missing.focus();
  else control.click();
});

// The words that the chosen rule makes public, unless others are typed.
function showRule(form) {
  const words = JSON.parse(form.dataset.ruleWords)[form.querySelector("[name=policy], [name=reason]").value] ?? "";
  const typed = form.querySelector("[name=public_reason]");
  const shown = form.querySelector("[data-rule]");
  typed.placeholder = words;
  shown.textContent = typed.value || words;
  shown.hidden = !shown.textContent;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-rule-words]");
  if (form) showRule(form);
});

function openCase(root) {
  for (const form of root.querySelectorAll("[data-rule-words]")) showRule(form);
  const leak = root.querySelector(".desk-case .desk-conversation mark");
  if (leak && matchMedia(BESIDE).matches) leak.scrollIntoView({ block: "center" });
}

openCase(document);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "content-start") openCase(event.target);
});
