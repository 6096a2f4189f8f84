// The vote: by key, with a countdown to the names; what a visitor was writing meanwhile is kept.

const battle = document.getElementById("battle");

function say(words) {
  battle.dispatchEvent(new CustomEvent("say", { detail: words }));
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const button = battle.querySelector(`[data-keys] [aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

function countDown(words) {
  const bar = words.parentElement.querySelector("progress");
  const end = performance.now() + Number(words.dataset.countdown) * 1000;
  const tick = () => {
    if (!words.isConnected) return;
    const left = Math.max(0, (end - performance.now()) / 1000);
    bar.value = left;
    const text = words.dataset.words.replace("{n}", Math.ceil(left));
    if (words.textContent !== text) words.textContent = text;
    if (left > 0) requestAnimationFrame(tick);
  };
  tick();
}

function showNames(ballot) {
  for (const name of ballot.querySelectorAll("[data-reveal]")) {
    for (const place of battle.querySelectorAll(`[data-name="${name.dataset.reveal}"]`)) {
      place.textContent = name.textContent;
    }
  }
}

// The names are heard, and where there is a keyboard the next prompt can be typed at once.
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");

function focusOn(ballot) {
  const heading = ballot.querySelector("[data-focus]");
  const field = ballot.querySelector("[data-next] textarea");
  if (!field || !hasKeyboard.matches) {
    heading?.focus();
    return;
  }
  say(ballot.querySelector(".reveal-head").innerText);
  field.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}

document.addEventListener("htmx:load", (event) => {
  // The form of a report takes the place of its link, and its thanks that of the form: focus stays there.
  if (event.target.matches(".report")) event.target.querySelector("[data-focus], input:not([type=hidden])")?.focus();
  if (event.target.id === "ballot") {
    say(event.target.dataset.say);
    focusOn(event.target);
  }
  for (const words of battle.querySelectorAll("[data-countdown]:not([data-ticking])")) {
    words.dataset.ticking = "yes";
    countDown(words);
  }
  showNames(document.getElementById("ballot"));
});

// The cookie was deleted, or in another window the visitor's data: the battle is a stranger's.
const REFUSALS = new Set([403, 404]);

// A vote from a page that was open for very long: the answer has a new token, so that it can be sent again.
let hasNewToken = false;

function repeatWithToken(token, { elt: form, formData }) {
  hasNewToken = true;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  const outcome = CSS.escape(formData.get("outcome") ?? "");
  const button = form.querySelector(`[name="outcome"][value="${outcome}"]`) ?? form.querySelector("button");
  setTimeout(() => {
    button.disabled = false; // htmx has disabled it for the first request
    button.click();
  });
}

for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(trouble, (event) => {
    const token = event.detail.xhr?.getResponseHeader("X-CSRFToken");
    if (token && !hasNewToken) {
      repeatWithToken(token, event.detail.requestConfig);
      return;
    }
    const isRefused = REFUSALS.has(event.detail.xhr?.status);
    document.querySelector(isRefused ? "[data-refused]" : "[data-trouble]").hidden = false;
    // After both answers have ended, the vote must become possible.
    if (event.detail.requestConfig.verb === "get") {
      const again = setInterval(() => (document.hidden ? undefined : battle.dispatchEvent(new Event("reload"))), 3000);
      addEventListener("pagehide", () => clearInterval(again));
    }
  });
}

