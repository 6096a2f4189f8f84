// The desk by keyboard: a control within [data-keys] is pressed by the key it names. Without this file the
// same buttons are there to be clicked. The page of the next finding is loaded ahead and replaces this one in
// place, as soon as the server has stored the judgement.

const BESIDE = "(min-width: 1024px)"; // as in desk.css: the judgements stay in sight beside the conversation
const LEAST_LOOK = 400; // milliseconds for which a new case takes no key, so that a double press judges one
const AHEAD_LASTS = 180_000; // milliseconds after which a page loaded ahead is old

const MESSAGES = /<!-- messages -->.*?<!-- end of messages -->/s; // see templates/admin/_messages.html

let shownAt = -Infinity;
let ahead = null; // {url, html, at} of the next page
let isSending = false;

function isTyping(target) {
  return target.closest("input:not([type=hidden], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const isNew = performance.now() - shownAt < LEAST_LOOK;
  if (event.key === "Enter" && (event.repeat || isNew) && event.target.closest("[data-keys]")) {
    event.preventDefault(); // a key that is held down or pressed twice judges one finding, not the next one too
    return;
  }
  if (isNew && event.target.closest("body") && !isTyping(event.target)) return;
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

// A form is sent once: the second press while the first is under way is dropped. The server refuses it too.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.closest("[data-keys]") || !event.target.matches("[hx-boost]")) return;
    if (isSending) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    isSending = true;
  },
  true,
);

async function loadAhead(root) {
  const address = root.querySelector("[data-ahead]")?.dataset.ahead;
  ahead = null;
  if (!address) return;
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (response.status !== 200 || !root.isConnected) return;
    const url = new URL(response.url);
    url.searchParams.delete("ahead");
    ahead = { url: url.pathname + url.search, html: await response.text(), at: Date.now() };
  } catch {
    ahead = null; // then the next page is loaded when it is needed
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  if (ahead && Date.now() - ahead.at < AHEAD_LASTS) event.detail.headers["Desk-Ahead"] = ahead.url;
});

// The page loaded ahead, with the messages of the answer: both are pages of this site, joined as text.
document.addEventListener("htmx:beforeSwap", (event) => {
  const next = event.detail.xhr.getResponseHeader("Desk-Next");
  if (!next || next !== ahead?.url) return;
  const messages = MESSAGES.exec(event.detail.serverResponse)?.[0] ?? "";
  event.detail.serverResponse = ahead.html.replace(MESSAGES, () => messages);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.boosted) isSending = false; // the form itself may have left the page
});

function openCase(root) {
  shownAt = performance.now();
  for (const form of root.querySelectorAll("[data-rule-words]")) showRule(form);
  const leak = root.querySelector(".desk-case .desk-conversation mark");
  if (leak && matchMedia(BESIDE).matches) leak.scrollIntoView({ block: "center" });
}

function start(root) {
  openCase(root);
  loadAhead(root);
}

start(document);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "content-start") start(event.target);
  else for (const form of document.querySelectorAll("[data-rule-words]")) showRule(form); // of a piece loaded later
});
