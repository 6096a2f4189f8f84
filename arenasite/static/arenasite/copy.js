// A button that copies a link; it shows itself only where the browser lets it.

function offer() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  button.setAttribute("role", "status");
  button.textContent = button.dataset.copied;
});

document.addEventListener("htmx:load", offer);
offer();
