// The browser's side of the job board: the connection flow, and applications with a file.
"use strict";

const told = document.getElementById("told");

async function send(path, body) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

function contentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

document.getElementById("connect")?.addEventListener("click", async () => {
  const { link } = await send("/link");
  const token = await KomboConnect.showKomboConnect(link);
  await send("/connected", { token });
  location.reload();
});

for (const form of document.querySelectorAll("form[data-job]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { first_name, last_name, email, cv } = form.elements;
    const [file] = cv.files;
    told.textContent = "Sending …";
    try {
      await send("/apply", {
        job_id: form.dataset.job,
        first_name: first_name.value,
        last_name: last_name.value,
        email: email.value,
        cv: { name: file.name, data: await contentOf(file) },
      });
      told.textContent = "Thank you, your application has arrived.";
    } catch (problem) {
      told.textContent = `That did not work: ${problem.message}`;
    }
  });
}
