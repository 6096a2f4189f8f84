// The prompt field: counts characters like the server, sends on Ctrl/⌘ + Enter, copies examples into the
// field, and lets a form be sent only once.

const numbers = new Intl.NumberFormat(document.documentElement.lang);

function say(words, count) {
  return words.replace("{n}", numbers.format(count));
}

function count(text) {
  return [...text.replaceAll("\r\n", "\n").trim()].length;
}

function watch(composer) {
  const field = composer.querySelector("textarea");
  const counter = composer.querySelector("[data-counter]");
  const limit = Number(composer.dataset.limit);
  const keys = composer.querySelector("[data-send-keys]");
  const atRest = counter.textContent;

  if (/Mac|iPhone|iPad/.test(navigator.platform)) keys.textContent = "⌘ ↵";

  function update() {
    const left = limit - count(field.value);
    composer.classList.toggle("is-over", left < 0);
    if (left < 0) counter.textContent = say(composer.dataset.over, -left);
    else if (left < limit) counter.textContent = say(composer.dataset.left, left);
    else counter.textContent = atRest;
  }

  field.addEventListener("input", update);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });
  // The browser may restore the text of an earlier visit.
  addEventListener("pageshow", update);
  update();
}

function takeExample(example) {
  const field = document.querySelector("[data-composer] textarea");
  field.value = example.textContent;
  field.lang = example.lang;
  field.dispatchEvent(new Event("input"));
  field.focus();
}

function watchAll(root) {
  for (const composer of root.querySelectorAll("[data-composer]")) watch(composer);
}


document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (example) takeExample(example);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (document.querySelector("[data-sent]")) event.preventDefault();
  form.dataset.sent = "yes";
  for (const button of document.querySelectorAll("main button")) button.setAttribute("aria-disabled", "true");
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("main button")) button.removeAttribute("aria-disabled");
});

document.addEventListener("htmx:load", (event) => watchAll(event.detail.elt));
if (!globalThis.htmx) watchAll(document);
