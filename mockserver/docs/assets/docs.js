// Shows one of our two descriptions in Swagger UI, with key and integration filled in.
"use strict";

const place = document.getElementById("documentation");
const control = new URLSearchParams(location.search).get("of") === "control";
const { key } = place.dataset;
const integrations = JSON.parse(place.dataset.integrations);

// Every operation gets an integration that exists and covers it; the document's own example is of no server.
function withIntegrations(spec) {
  const shared = spec.components.parameters || {};
  for (const item of Object.values(spec.paths)) {
    for (const operation of Object.values(item)) {
      const example = integrations[operation["x-category"]] || integrations.ATS;
      operation.parameters = (operation.parameters || []).map((parameter) => {
        const own = parameter.$ref ? shared[parameter.$ref.split("/").pop()] : parameter;
        return own.name === "X-Integration-Id" ? { ...own, example } : parameter;
      });
    }
  }
  return spec;
}

async function show() {
  const answer = await fetch(control ? "_mock/openapi.json" : "openapi.json");
  const spec = await answer.json();
  const ui = window.SwaggerUIBundle({
    spec: control ? spec : withIntegrations(spec),
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    filter: true,
    tryItOutEnabled: true,
    // A page of 100 records takes seconds to colour.
    syntaxHighlight: { activated: false },
    validatorUrl: null,
    onComplete() {
      const [scheme] = Object.keys(spec.components.securitySchemes);
      if (key) ui.preauthorizeApiKey(scheme, key);
    },
  });
}

document.querySelector(`nav a[href="${control ? "docs?of=control" : "docs"}"]`).setAttribute("aria-current", "page");
show().catch((problem) => {
  const text = document.createElement("p");
  text.className = "problem";
  text.textContent = window.SwaggerUIBundle
    ? `The description cannot be shown: ${problem.message}`
    : "Swagger UI is not part of this installation; the description itself is in openapi.json.";
  place.replaceChildren(text);
});
