"use strict";

// Puts Swagger UI in place of the table. Nothing is loaded from other sites: no validator, no try-out servers.
const target = document.getElementById("swagger");
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
      document.getElementById("operations").hidden = true;
    },
  });
}
