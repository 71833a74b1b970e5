"use strict";

// What a product does with the published package: show the flow, keep what comes of it.
let outcome = null;

function connect(link) {
  outcome = null;
  KomboConnect.showKomboConnect(link).then(
    (token) => { outcome = { token }; },
    (problem) => { outcome = { problem: problem.name }; },
  );
}
