// On a narrow screen the two answers scroll sideways: the bar shows which one is in view, and before a vote
// both should have been. What scrolls can be scrolled by keyboard.

const battle = document.getElementById("battle");
const sides = battle.querySelector(".sides");
const narrow = matchMedia("(width < 43.75rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function mark(side) {
  for (const link of sides.querySelectorAll("a")) {
    if (link.dataset.side === side) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function show(side) {
  for (const pair of battle.querySelectorAll(".pair")) {
    pair.scrollTo({ left: side === "b" ? pair.scrollWidth : 0, behavior: still.matches ? "instant" : "smooth" });
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

// Which answers of the newest turn were in view: those that have covered the middle of the window. An erased
// battle has no turn.

const newest = [...battle.querySelectorAll(".turn")].at(-1);
const unseen = new Set(["a", "b"]);
const watch = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) unseen.delete(entry.target.dataset.side);
    }
  },
  { rootMargin: "0px -40%" },
);
for (const article of newest?.querySelectorAll(".answer") ?? []) watch.observe(article);

// A word, not a lock: the first click on a vote brings the other answer into view, the second votes.
let hasWarned = false;

battle.addEventListener(
  "click",
  (event) => {
    if (!narrow.matches || hasWarned || !unseen.size || !event.target.closest(".vote")) return;
    const [side] = unseen;
    const word = battle.querySelector(`#ballot [data-unseen="${side}"]`);
    if (!word) return;
    hasWarned = true;
    event.preventDefault();
    event.stopPropagation();
    word.hidden = false;
    show(side);
    newest.scrollIntoView({ block: "start" });
  },
  { capture: true },
);

// A long prompt is shown in part; where a part is out of view, a button shows all of it.

function offerWhole(prompt) {
  const more = prompt.parentElement.querySelector(".prompt-more");
  if (more.getAttribute("aria-expanded") === "false") more.hidden = prompt.scrollHeight <= prompt.clientHeight + 1;
}

battle.addEventListener("click", (event) => {
  const more = event.target.closest(".prompt-more");
  if (more) more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") === "false"));
});

// Boxes that are wider than they can show are reached by Tab; others are no stop on the way.

function reach(box) {
  if (box.scrollWidth > box.clientWidth + 1) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", battle.dataset.wide);
  } else {
    box.removeAttribute("tabindex");
  }
}

function reachAll() {
  const boxes = ".pair, .answer-text .table, .answer-text pre.code, .answer-text math[display=block]";
  for (const box of battle.querySelectorAll(boxes)) reach(box);
  for (const prompt of battle.querySelectorAll(".prompt")) offerWhole(prompt);
}

battle.addEventListener("complete", () => requestAnimationFrame(reachAll));
addEventListener("resize", reachAll);
reachAll();
