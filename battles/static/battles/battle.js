// A battle in the browser: streams both answers, casts the vote by key, counts down to the names.

const RELOAD_AFTER = 20_000; // ms without a stream
const battle = document.getElementById("battle");
const news = battle.querySelector("[data-news]");

// The two answers while they arrive

function answer(side) {
  return battle.querySelector(`[data-live="${side}"]`);
}

// HTML is inserted here only, and it is always the server's: rendered and sanitised.
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// The block that is still being written, as text after the rendered blocks. Line breaks at its end wait for
// what follows them: they would be empty lines.
function openBlock(text) {
  let block = text.querySelector(":scope > .answer-open");
  if (!block) {
    block = document.createElement("div");
    block.className = "answer-open";
    block.append("");
    text.append(block);
  }
  return block;
}

function write(block, words) {
  const all = (block.dataset.breaks ?? "") + words;
  const shown = all.trimEnd();
  block.dataset.breaks = all.slice(shown.length);
  block.firstChild.appendData(shown);
  if (block.firstChild.length < 64) block.classList.toggle("is-code", /^(```|~~~)/.test(block.textContent));
}

function rewrite(block, words) {
  block.firstChild.data = "";
  block.dataset.breaks = "";
  write(block, words);
}

// What is the same in the whole answer's HTML stays as it is: selections and scrolled code survive.
function complete(text, html) {
  const whole = [...parse(html).childNodes];
  const shown = [...text.childNodes];
  let same = 0;
  while (same < whole.length && shown[same]?.isEqualNode(whole[same])) same += 1;
  for (const node of shown.slice(same)) node.remove();
  text.append(...whole.slice(same));
}

function takePiece(side, piece) {
  const article = answer(side);
  const text = article?.querySelector(".answer-text");
  if (!text) return;
  if (piece.state !== undefined) {
    complete(text, piece.html);
    article.dataset.state = piece.state;
    announce(article.querySelector(`[data-for="${piece.state}"]`)?.textContent);
  } else if (piece.full !== undefined) {
    text.replaceChildren(parse(piece.blocks ?? ""));
    rewrite(openBlock(text), piece.full);
  } else if (piece.blocks !== undefined) {
    openBlock(text).replaceWith(parse(piece.blocks));
    write(openBlock(text), piece.open);
  } else {
    write(openBlock(text), piece.text);
  }
}

function announce(words) {
  if (!words) return;
  const line = document.createElement("p");
  line.textContent = words.trim();
  news.append(line);
}

function follow(address) {
  const source = new EventSource(address);
  let heard = Date.now();
  const hear = () => (heard = Date.now());
  source.addEventListener("open", hear);
  for (const side of ["a", "b"]) {
    source.addEventListener(side, (event) => {
      hear();
      takePiece(side, JSON.parse(event.data));
    });
  }
  source.addEventListener("done", () => {
    source.close();
    clearInterval(watch);
    document.getElementById("ballot").dispatchEvent(new Event("ended"));
  });
  // The browser reconnects by itself, and the server sends the missed events. If that fails for long, or
  // the server has refused, the page is loaded again.
  const watch = setInterval(() => {
    const isQuiet = source.readyState !== EventSource.OPEN && Date.now() - heard > RELOAD_AFTER;
    if (source.readyState === EventSource.CLOSED || isQuiet) reload();
  }, 3000);
}

// While the site or its database is away, the answers on the page are worth more than an error page.
async function reload() {
  const response = await fetch(location.href).catch(() => null);
  if (response && response.status < 500) location.reload();
}

if (battle.dataset.events) follow(battle.dataset.events);

// The vote

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

document.addEventListener("htmx:load", (event) => {
  if (event.target.id === "ballot") {
    announce(event.target.dataset.say);
    event.target.querySelector("[data-focus]")?.focus();
  }
  for (const words of battle.querySelectorAll("[data-countdown]:not([data-ticking])")) {
    words.dataset.ticking = "yes";
    countDown(words);
  }
  showNames(document.getElementById("ballot"));
});

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
    document.querySelector("[data-trouble]").hidden = false;
    // After both answers have ended, the vote must become possible.
    if (event.detail.requestConfig.verb === "get") {
      const again = setInterval(() => (document.hidden ? undefined : reload()), 3000);
      addEventListener("pagehide", () => clearInterval(again));
    }
  });
}

// On a narrow screen the two answers scroll sideways; the bar above shows which one is in view.

const sides = battle.querySelector(".sides");

function mark(side) {
  for (const link of sides.querySelectorAll("a")) {
    if (link.dataset.side === side) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function show(side) {
  for (const pair of battle.querySelectorAll(".pair")) {
    pair.scrollTo({ left: side === "b" ? pair.scrollWidth : 0, behavior: "smooth" });
  }
}

sides.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  show(link.dataset.side);
});

battle.addEventListener(
  "scroll",
  (event) => {
    if (!event.target.matches?.(".pair")) return;
    mark(event.target.scrollLeft * 2 > event.target.scrollWidth - event.target.clientWidth ? "b" : "a");
  },
  { capture: true, passive: true },
);
mark("a");

// After a reload or a further prompt, start at the newest turn.

const turns = battle.querySelectorAll(".turn");
if (battle.dataset.events && turns.length > 1) turns[turns.length - 1].scrollIntoView();
