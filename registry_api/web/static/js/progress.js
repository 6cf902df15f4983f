// Live progress of reading: rows come ready from the server and replace those that look different.
const table = document.querySelector("#items[data-events]");

if (table) {
  const summary = document.querySelector("#progress-summary");
  const source = new EventSource(table.dataset.events);

  source.addEventListener("row", (event) => {
    const { id, mark, html } = JSON.parse(event.data);
    const old = document.getElementById(`item-${id}`);
    if (!old || old.dataset.mark === mark) return;
    const hadFocus = old.contains(document.activeElement);
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const fresh = holder.content.firstElementChild;
    old.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("a, button, summary")?.focus();
  });

  source.addEventListener("summary", (event) => {
    if (summary.textContent !== event.data) summary.textContent = event.data;
  });

  source.addEventListener("counts", (event) => {
    for (const [name, count] of Object.entries(JSON.parse(event.data))) {
      const place = document.querySelector(`[data-count="${name}"]`);
      if (place) place.textContent = count.toLocaleString("ru");
    }
  });

  source.addEventListener("end", () => source.close());
  window.addEventListener("pagehide", () => source.close());
}
