// Swagger UI over the document of this server. Requests go to the address that served the page, whichever it is; a token
// that was typed stays in this page's memory.
const place = document.getElementById("reference");
const answer = await fetch(place.dataset.document);
const spec = await answer.json();
spec.servers = [{ url: location.origin }];
globalThis.SwaggerUIBundle({
  spec,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  displayRequestDuration: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
