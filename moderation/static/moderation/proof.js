// Proof of work: asks for a challenge when the visitor begins to write, solves it in workers, and exchanges
// the solution for a pass (a cookie that this script cannot read). A form that is sent too early waits for
// it. Where anything fails the form is sent all the same, and the server shows another way.

const box = document.querySelector("[data-proof]");
const form = box.closest("form");
const words = box.querySelector("[data-proof-state]");
const progress = box.querySelector("[data-proof-progress]");
const address = `${box.dataset.url}?key=${encodeURIComponent(box.dataset.key)}`;
const MAX_WORKERS = 2;
const TRIES = 2;

let proof = null; // a promise while and after solving
let isReady = false;
let isWaiting = false;

function say(text) {
  words.textContent = text ?? "";
  words.hidden = !text;
}

function work(parameters) {
  const count = Math.max(1, Math.min(MAX_WORKERS, (navigator.hardwareConcurrency || 2) - 1));
  const workers = [];
  const solved = new Promise((resolve, reject) => {
    for (let start = 0; start < count; start += 1) {
      const worker = new Worker(box.dataset.worker, { type: "module" });
      workers.push(worker);
      worker.onerror = () => reject(new Error("no worker"));
      worker.onmessage = ({ data }) => {
        if (data.error) reject(new Error(data.error));
        else resolve(data);
      };
      worker.postMessage({ parameters, start, step: count });
    }
  });
  return solved.finally(() => workers.forEach((worker) => worker.terminate()));
}

async function buyPass() {
  if (!globalThis.crypto?.subtle) throw new Error("no crypto");
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.status === 204) return;
  if (!answer.ok) throw new Error(`challenge ${answer.status}`);
  const challenge = await answer.json();
  const solution = await work(challenge.parameters);
  const body = new URLSearchParams({
    key: box.dataset.key,
    payload: btoa(JSON.stringify({ challenge, solution })),
    csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  const bought = await fetch(box.dataset.url, { method: "POST", body });
  if (!bought.ok) throw new Error(`pass ${bought.status}`);
}

async function buyPatiently() {
  for (let left = TRIES; ; left -= 1) {
    try {
      await buyPass();
      return;
    } catch (error) {
      if (left <= 1 || error.message === "no crypto") throw error;
    }
  }
}

function start() {
  proof ??= buyPatiently().then(
    () => {
      isReady = true;
    },
    (error) => {
      box.dataset.error = error.message;
      isReady = true;
      throw error;
    },
  );
  proof.catch(() => {});
  return proof;
}

function finish(submitter) {
  isWaiting = true;
  say(box.dataset.solving);
  start().then(
    () => form.requestSubmit(submitter),
    () => form.requestSubmit(submitter),
  );
}

// Before the handler that lets a form be sent only once.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || isReady) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isWaiting) finish(event.submitter ?? undefined);
  },
  { capture: true },
);

async function solveNow() {
  if (progress) progress.hidden = false;
  say(box.dataset.solving);
  const held = document.querySelector("[data-held]");
  try {
    await start();
    say(box.dataset.done);
    form.requestSubmit();
  } catch {
    say(box.dataset.failed);
    if (progress) progress.hidden = true;
    if (held) setTimeout(() => location.assign(held.href), 3000);
  }
}

if (box.dataset.start === "now") {
  solveNow();
} else {
  form.addEventListener("input", start, { once: true });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea") && event.target.value) start();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-example]")) start();
  });
}

addEventListener("pageshow", (event) => {
  // A page from the browser's memory: the pass may be used up since.
  if (!event.persisted) return;
  proof = null;
  isReady = isWaiting = false;
  say("");
});
