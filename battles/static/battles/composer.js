// The prompt field: counts characters like the server, sends on Ctrl/⌘ + Enter, copies examples into the
// field, keeps what was written until it is sent, and lets a form be sent only once.

const numbers = new Intl.NumberFormat(document.documentElement.lang);

function say(words, count) {
  return words.replace("{n}", numbers.format(count));
}

function count(text) {
  return [...text.replaceAll("\r\n", "\n").trim()].length;
}

// A draft belongs to its page in this tab. It is kept until a page shows it as a prompt: a vote, a step back,
// a reload or a lost connection do not cost it.
const DRAFT = "draft ";
const drafts = (() => {
  try {
    return sessionStorage;
  } catch {
    return null; // storage is switched off
  }
})();

function keepDraft(text) {
  try {
    if (text.trim()) drafts?.setItem(DRAFT + location.pathname, text);
    else drafts?.removeItem(DRAFT + location.pathname);
  } catch {
    // The storage is full: the draft is in the field.
  }
}

function forgetSentDrafts() {
  const sent = [...document.querySelectorAll(".prompt")].map((prompt) => prompt.textContent.trim());
  for (const key of Object.keys(drafts ?? {})) {
    if (key.startsWith(DRAFT) && sent.includes(drafts.getItem(key).replaceAll("\r\n", "\n").trim())) {
      drafts.removeItem(key);
    }
  }
}

forgetSentDrafts();

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

  if (!field.value) field.value = drafts?.getItem(DRAFT + location.pathname) ?? "";
  field.addEventListener("input", update);
  field.addEventListener("input", () => keepDraft(field.value));
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
  field.value = example.textContent.trim();
  field.dispatchEvent(new Event("input"));
  field.focus();
}

function watchAll(root) {
  for (const composer of root.querySelectorAll("[data-composer]")) watch(composer);
}


document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  takeExample(example);
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
