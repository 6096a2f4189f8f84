"use strict";

// Puts Swagger UI in place of the table. Nothing is loaded from other sites: no validator, no try-out servers.
// The table has an id that Swagger UI does not use: it makes elements with ids of its own ("operations").
const target = document.getElementById("swagger");
const table = document.getElementById("addresses");
const root = document.documentElement;
const device = window.matchMedia("(prefers-color-scheme: dark)");

// Swagger UI's dark theme is used where the page is dark: as the device says, or as the reader chose.
const followTheme = () => {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : device.matches;
  root.classList.toggle("dark-mode", isDark);
};

// The page has its own <main>: Swagger UI's is a plain element here, for a page has one.
const OneMain = ({ React }) => {
  const create = React.createElement;
  React.createElement = (type, ...more) => create(type === "main" ? "div" : type, ...more);
  return {};
};

if (target && window.SwaggerUIBundle) {
  followTheme();
  device.addEventListener("change", followTheme);
  new MutationObserver(followTheme).observe(root, { attributeFilter: ["data-theme"] });
  window.SwaggerUIBundle({
    domNode: target,
    url: target.dataset.url,
    validatorUrl: null,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    plugins: [OneMain],
    onComplete: () => {
      target.hidden = false;
      table.hidden = true;
    },
  });
}
