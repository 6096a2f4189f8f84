"use strict";

// Puts Swagger UI in place of the table. Nothing is loaded from other sites: no validator, no try-out servers.
// The table has an id that Swagger UI does not use: it makes elements with ids of its own ("operations").
const target = document.getElementById("swagger");
const table = document.getElementById("addresses");
if (target && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    domNode: target,
    url: target.dataset.url,
    validatorUrl: null,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    onComplete: () => {
      target.hidden = false;
      table.hidden = true;
    },
  });
}
