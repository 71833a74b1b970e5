// What the pages do beyond forms and links; everything works without it, except that the log is not live.
"use strict";

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = (time.dataset.day ? day : instant).format(at);
    time.title = time.dateTime;
  }
}

function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const block of root.querySelectorAll("pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    block.after(button);
  }
}

function dragging() {
  let card = null;
  for (const each of document.querySelectorAll("[draggable=true]")) {
    each.addEventListener("dragstart", (event) => {
      card = each;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", each.dataset.card);
    });
    each.addEventListener("dragend", () => (card = null));
  }
  for (const column of document.querySelectorAll("[data-stage]")) {
    column.addEventListener("dragover", (event) => {
      if (!card) return;
      event.preventDefault();
      column.classList.add("over");
    });
    column.addEventListener("dragleave", () => column.classList.remove("over"));
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      column.classList.remove("over");
      if (!card || column.contains(card)) return;
      const form = card.querySelector("form");
      form.querySelector("select").value = column.dataset.stage;
      form.requestSubmit();
    });
  }
}

function liveLog() {
  const log = document.getElementById("log");
  if (!log) return;
  const told = document.getElementById("live");
  const source = new EventSource(log.dataset.stream);
  source.addEventListener("open", () => (told.textContent = "Live."));
  source.addEventListener("error", () => (told.textContent = "Not live at the moment."));
  source.addEventListener("message", (event) => {
    const made = document.createElement("template");
    made.innerHTML = JSON.parse(event.data);
    localise(made.content);
    log.prepend(made.content);
    while (log.rows.length > 300) log.lastElementChild.remove();
  });
  addEventListener("pagehide", () => source.close());
}

localise(document);
copyButtons(document);
dragging();
liveLog();
