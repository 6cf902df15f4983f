// Suggestions while typing: a combobox after the ARIA pattern. Without scripts the box is a plain field of its form.
const box = document.querySelector("#q");
const list = document.querySelector("#suggestions");
const WAIT_MS = 150;
const LEAST = 2;
let timer = 0;
let asking = null;
let typed = box.value;
let at = -1;

const options = () => [...list.children];
const close = () => {
  list.hidden = true;
  at = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
};
const point = (to) => {
  const all = options();
  at = to < -1 ? all.length - 1 : to >= all.length ? -1 : to;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
  if (at < 0) {
    box.removeAttribute("aria-activedescendant");
    box.value = typed;
    return;
  }
  box.setAttribute("aria-activedescendant", all[at].id);
  box.value = all[at].dataset.text ?? typed;
  all[at].scrollIntoView({ block: "nearest" });
};
const take = (option) => {
  if (option.dataset.href) {
    location.assign(option.dataset.href);
    return;
  }
  box.value = option.dataset.text;
  close();
  box.form.requestSubmit();
};
const row = (data, words, note) => {
  const option = document.createElement("li");
  option.id = `suggestion-${list.children.length}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  Object.assign(option.dataset, data);
  const main = document.createElement("span");
  main.textContent = words;
  option.append(main);
  if (note) {
    const more = document.createElement("span");
    more.className = "dim";
    more.textContent = note;
    option.append(" ", more);
  }
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => take(option));
  list.append(option);
};
const ask = async () => {
  asking?.abort();
  typed = box.value;
  const text = typed.trim();
  if (text.length < LEAST) {
    list.replaceChildren();
    close();
    return;
  }
  asking = new AbortController();
  try {
    const answer = await fetch(`/search/suggest?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
    if (!answer.ok || box.value !== typed || document.activeElement !== box) return;
    const found = await answer.json();
    list.replaceChildren();
    for (const one of found.texts) row({ text: one }, one, "");
    for (const act of found.acts) row({ href: act.href }, act.name, act.title);
    at = -1;
    list.hidden = list.children.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
  } catch {
    close(); // asked anew meanwhile, or no answer: the form works without suggestions
  }
};

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", "suggestions");
box.setAttribute("aria-expanded", "false");
box.addEventListener("input", () => {
  clearTimeout(timer);
  typed = box.value;
  timer = setTimeout(ask, WAIT_MS);
});
box.addEventListener("blur", close);
box.form.addEventListener("submit", () => {
  clearTimeout(timer);
  asking?.abort();
});
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    box.value = typed;
    close();
  } else if (list.hidden || !list.children.length) {
    if (event.key === "ArrowDown" && box.value.trim().length >= LEAST) {
      event.preventDefault();
      ask();
    }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    point(event.key === "ArrowDown" ? at + 1 : at - 1 < -1 ? -2 : at - 1);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    take(options()[at]);
  }
});
