// The two answers of a battle while they are written, and what a screen reader hears of them.

const RELOAD_AFTER = 20_000; // ms without a stream
const battle = document.getElementById("battle");
const news = battle.querySelector("[data-news]");

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

// Text comes in steps, five a second. Each is written out until the next may come, so that it flows.
const STEP = 200; // ms
const PAUSE = 30; // ms between two writes at least
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const unwritten = new Map(); // the open block, and its words that are not written yet: {words, from, until}

function flow(block, words) {
  if (STILL.matches || document.hidden) {
    finish(block);
    write(block, words);
    return;
  }
  const now = performance.now();
  if (!unwritten.size) requestAnimationFrame(writeOut);
  const waiting = unwritten.get(block)?.words ?? "";
  unwritten.set(block, { words: waiting + words, from: now, until: now + STEP });
}

function writeOut(now) {
  for (const [block, { words, from, until }] of unwritten) {
    if (now - from < PAUSE) continue;
    let count = Math.ceil((words.length * (now - from)) / (until - from));
    if (/[\uD800-\uDBFF]/.test(words[count - 1])) count += 1; // one character in two halves
    write(block, words.slice(0, count));
    if (count < words.length) unwritten.set(block, { words: words.slice(count), from: now, until });
    else unwritten.delete(block);
  }
  if (unwritten.size) requestAnimationFrame(writeOut);
}

// What is not written yet, at once.
function finish(block) {
  const waiting = unwritten.get(block);
  unwritten.delete(block);
  if (waiting) write(block, waiting.words);
}

// The block that nobody goes on writing.
function settle(text) {
  const block = text.querySelector(":scope > .answer-open");
  if (block && !block.textContent) block.remove();
}

function rewrite(block, words) {
  block.firstChild.data = "";
  block.dataset.breaks = "";
  write(block, words);
}

// A list that is still open goes on with the items of another, and so do the lists in its last item, as many as
// depth says. The line breaks before the other's items and after its inner list are there already.
function goOn(list, more, depth) {
  const items = [...more.childNodes].slice(1);
  if (depth > 1) {
    const last = list.lastElementChild;
    const [item] = items.splice(0, 2);
    goOn(last.lastElementChild, item.firstElementChild, depth - 1);
    last.append(...[...item.childNodes].slice(3));
  }
  list.append(...items);
}

function closeBlocks(text, html) {
  const block = openBlock(text);
  const blocks = parse(html);
  if (block.dataset.list) {
    const more = blocks.firstElementChild;
    goOn(block.previousElementSibling, more, block.dataset.list.split(" ").length);
    more.nextSibling?.remove();
    more.remove();
  }
  block.replaceWith(blocks);
}

function writeOpen(text, words, list) {
  const block = openBlock(text);
  block.dataset.list = list ?? "";
  rewrite(block, words);
}

// What is the same in the whole answer's HTML stays as it is: selections and scrolled code survive. The last
// second of what a lost process has shown may not be stored: it stays too.
function complete(text, html, isCut) {
  const stored = parse(html);
  if (isCut && stored.textContent.trim().length < text.textContent.trim().length) {
    settle(text);
    return;
  }
  const whole = [...stored.childNodes];
  const shown = [...text.childNodes];
  let same = 0;
  while (same < whole.length && shown[same]?.isEqualNode(whole[same])) same += 1;
  for (const node of shown.slice(same)) node.remove();
  text.append(...whole.slice(same));
}

// While nothing of an answer is shown, another model may be asked for.
function offerAnother(article, isStalled) {
  const form = article.querySelector("[data-stalled]");
  if (!form) return;
  form.hidden = !isStalled;
  if (isStalled) announce(form.querySelector("p").textContent);
}

function takePiece(side, piece) {
  const article = answer(side);
  const text = article?.querySelector(".answer-text");
  if (!text) return;
  if (piece.text === undefined) finish(text.querySelector(":scope > .answer-open"));
  if (piece.state !== undefined) {
    complete(text, piece.html, piece.state === "interrupted");
    article.dataset.state = piece.state;
    article.dispatchEvent(new Event("complete", { bubbles: true }));
    announce(article.querySelector(`[data-for="${piece.state}"]`)?.textContent);
  } else if (piece.stalled !== undefined) {
    offerAnother(article, piece.stalled !== "");
  } else if (piece.full !== undefined) {
    text.replaceChildren(parse(piece.blocks ?? ""));
    writeOpen(text, piece.full, piece.list);
  } else if (piece.blocks !== undefined) {
    closeBlocks(text, piece.blocks);
    writeOpen(text, piece.open, piece.list);
  } else {
    flow(openBlock(text), piece.text);
  }
}

function announce(words) {
  if (!words) return;
  const line = document.createElement("p");
  line.textContent = words.trim();
  news.append(line);
}

battle.addEventListener("say", (event) => announce(event.detail));

function follow(address, isAgain = false) {
  const source = new EventSource(address);
  let heard = Date.now();
  let hasOpened = false;
  const hear = () => {
    heard = Date.now();
    hasOpened = true;
  };
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
  // The browser reconnects by itself, and the server sends the missed events. If that fails for long, or the
  // server has refused, a new stream is opened: it repeats what was written, and what a lost process has shown
  // stays on the page. Where that one is refused too, the page is loaded again.
  const watch = setInterval(async () => {
    const isQuiet = source.readyState !== EventSource.OPEN && Date.now() - heard > RELOAD_AFTER;
    if ((source.readyState !== EventSource.CLOSED && !isQuiet) || isAsking || !(await isReachable())) return;
    source.close();
    clearInterval(watch);
    if (hasOpened || !isAgain) follow(address, true);
    else location.reload();
  }, 3000);
}

// While the site or its database is away, the answers on the page are worth more than an error page.
let isAsking = false;

async function isReachable() {
  isAsking = true;
  const response = await fetch(location.href).catch(() => null);
  isAsking = false;
  return response !== null && response.status < 500;
}

battle.addEventListener("reload", async () => {
  if (await isReachable()) location.reload();
});

// What arrives is passed on to htmx and to other scripts: all of them listen once the document is loaded. A short
// battle may end before.
document.addEventListener("DOMContentLoaded", () => {
  if (battle.dataset.events) follow(battle.dataset.events);
});

// After a reload or a further prompt, start at the newest turn.

const turns = battle.querySelectorAll(".turn");
if (battle.dataset.events && turns.length > 1) turns[turns.length - 1].scrollIntoView();
