"use strict";

// The page that embeds this one is told what happened, in the words that @kombo-api/connect listens for. Its origin is
// not known here, so everybody may hear it: the activation token is worth nothing without the API key.
const token = new URLSearchParams(location.search).get("token");
const framed = window.parent !== window;
const form = document.getElementById("flow");
const search = document.getElementById("search");
const status = document.getElementById("status");
const buttons = [...form.querySelectorAll("button")];
const choices = [...form.querySelectorAll("input[name=tool]")];

function say(text, bad) {
  status.textContent = text;
  status.classList.toggle("bad", Boolean(bad));
}

function tell(message, text) {
  if (framed) window.parent.postMessage(message, "*");
  say(text);
  for (const element of form.elements) element.disabled = true;
}

async function ask(path, body) {
  for (const button of buttons) button.disabled = true;
  say(form.dataset.working);
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Authorization": `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const document = await answer.json();
    if (!answer.ok) throw new Error(document.error.message);
    return document;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function broken(problem) {
  say(form.dataset.broken.replace("{reason}", () => problem.message), true);
}

function chosen() {
  const checked = choices.find((choice) => choice.checked && !choice.parentElement.hidden);
  const left = choices.filter((choice) => !choice.parentElement.hidden);
  const found = checked ?? (left.length === 1 ? left[0] : undefined);
  if (found) found.checked = true;
  return found?.value;
}

// What is typed as credentials is read by nobody.
async function connect(event) {
  event.preventDefault();
  const tool = chosen();
  if (search && !tool) {
    say(form.dataset.choose, true);
    search.focus();
    return;
  }
  try {
    const { activation_token } = await ask("finish", tool ? { tool } : {});
    tell({ type: "success", data: { activation_token } }, form.dataset.done);
  } catch (problem) {
    broken(problem);
  }
}

function cancel() {
  if (!buttons.some((button) => button.disabled)) tell({ type: "close" }, form.dataset.cancelled);
}

async function fail() {
  const tool = chosen();
  try {
    await ask("fail", tool ? { tool } : {});
    say(form.dataset.failed, true);
  } catch (problem) {
    broken(problem);
  }
}

function filter() {
  const wanted = search.value.trim().toLocaleLowerCase();
  for (const choice of choices) {
    choice.parentElement.hidden = !choice.parentElement.textContent.toLocaleLowerCase().includes(wanted);
  }
  document.getElementById("nothing").hidden = choices.some((choice) => !choice.parentElement.hidden);
}

form.addEventListener("submit", connect);
document.getElementById("cancel").addEventListener("click", cancel);
document.getElementById("fail")?.addEventListener("click", fail);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});
search?.addEventListener("input", filter);
(search ?? form.querySelector("input, button")).focus();
