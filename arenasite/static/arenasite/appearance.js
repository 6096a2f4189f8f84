// Theme and text size, before the page is painted. It blocks on purpose: a page in the wrong colours would
// flash. The choice stays in this browser; a public page is the same bytes for everyone.

(() => {
  const root = document.documentElement;
  const CHOICES = { theme: ["light", "dark"], text: ["small", "large", "larger"] };

  function read(name) {
    try {
      return localStorage.getItem(`appearance ${name}`);
    } catch {
      return null;
    }
  }

  function apply(name, value) {
    if (CHOICES[name].includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  }

  for (const name of Object.keys(CHOICES)) apply(name, read(name));

  addEventListener("storage", () => {
    for (const name of Object.keys(CHOICES)) apply(name, read(name));
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("[data-appearance]")) {
      const name = field.dataset.appearance;
      field.value = root.dataset[name] ?? "";
      field.addEventListener("change", () => {
        apply(name, field.value);
        try {
          localStorage.setItem(`appearance ${name}`, field.value);
        } catch {
          // Storage is switched off: the choice holds for this page.
        }
      });
    }
    for (const form of document.querySelectorAll(".appearance[hidden]")) form.hidden = false;
  });
})();
