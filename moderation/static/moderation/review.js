// The desk by keyboard: a button within [data-keys] is pressed by the key it names. Without this file the
// same buttons are there to be clicked.

function isTyping(target) {
  return target.closest("input:not([type=hidden], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const button = document.querySelector(`[data-keys] [aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
