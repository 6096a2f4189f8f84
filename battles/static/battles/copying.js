// Buttons that copy a prompt, an answer or a block of code; they show themselves where the browser lets them.

const battle = document.getElementById("battle");

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const label = button.querySelector(".visually-hidden");
  const before = label.textContent;
  label.textContent = battle.dataset.copied;
  button.classList.add("is-copied");
  button.setAttribute("aria-live", "polite");
  setTimeout(() => {
    label.textContent = before;
    button.classList.remove("is-copied");
  }, 2000);
}

function codeButton(block) {
  const icon = document.querySelector(".copy .icon").cloneNode(true);
  const label = document.createElement("span");
  label.className = "visually-hidden";
  label.textContent = battle.dataset.copyCode;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy copy-code";
  button.append(label, icon);
  const frame = document.createElement("div");
  frame.className = "code-frame";
  block.replaceWith(frame);
  frame.append(block, button);
}

function offerCopies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll(".copy[hidden]")) button.hidden = false;
  for (const block of root.querySelectorAll(".answer-text pre.code")) {
    const isComplete = block.closest(".answer")?.dataset.state !== "running";
    if (isComplete && !block.closest(".code-frame")) codeButton(block);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const block = button.parentElement.querySelector("pre.code");
  const source = block ?? document.getElementById(button.dataset.copyText);
  copy(button, source.innerText.trim());
});

battle.addEventListener("complete", (event) => offerCopies(event.target));
offerCopies(battle);
