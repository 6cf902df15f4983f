// Dropped files go into the ordinary file input, so that the form is sent as it would be without scripts.
const zone = document.querySelector("#dropzone");

if (zone) {
  const input = zone.querySelector("input[type=file]");
  const status = zone.querySelector("#drop-status");
  const button = zone.querySelector("button");
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    zone.classList.remove("over");
    input.files = event.dataTransfer.files;
    if (input.files.length) zone.requestSubmit();
  });
  zone.addEventListener("submit", () => {
    status.textContent = `Отправляется файлов: ${input.files.length}. Не закрывайте страницу.`;
    button.disabled = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      button.disabled = false;
      status.textContent = "";
    }
  });
}
