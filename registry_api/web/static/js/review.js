// Review: the field under the cursor shows its place in the text; doubts are reached from the keyboard.
const card = document.querySelector("#card");

if (card) {
  const fields = [...card.querySelectorAll("[data-field]")];
  const paper = document.querySelector("#paper");
  const panes = [...document.querySelectorAll("#paper, #sheets")];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const show = (name, scroll) => {
    for (const old of document.querySelectorAll("mark.ev:is(.now, .there), .card-field.now")) {
      old.classList.remove("now", "there");
    }
    const look = name.startsWith("clause-") ? "there" : "now"; // a clause is long, a value is short
    const marks = [...document.querySelectorAll("mark.ev")].filter((m) => m.dataset.ev.split(" ").includes(name));
    for (const mark of marks) mark.classList.add(look);
    fields.find((field) => field.dataset.field === name)?.classList.add("now");
    const blocks = marks.map((mark) => mark.closest('[id^="b"]:is(p, .doc-table)')?.id.slice(1));
    const seqs = [...new Set(blocks.filter(Boolean))];
    document.dispatchEvent(new CustomEvent("places", { detail: { seqs, scroll } }));
    if (!marks.length || !scroll || !marks[0].getClientRects().length) return;
    const scrolls = paper && paper.scrollHeight > paper.clientHeight;
    if (!scrolls) {
      marks[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      return;
    }
    const place = marks[0].getBoundingClientRect();
    const frame = paper.getBoundingClientRect();
    if (place.top < frame.top + 40 || place.bottom > frame.bottom - 40) {
      const top = paper.scrollTop + place.top - frame.top - frame.height / 3;
      paper.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
    }
  };

  // On a narrow page the text lies below the fields: whoever was led there is led back.
  const back = document.createElement("button");
  back.type = "button";
  back.className = "button to-fields";
  back.textContent = "↑ Назад к реквизитам";
  back.hidden = true;
  document.body.append(back);
  let from;
  const offerWayBack = (link) => {
    from = link;
    back.hidden = false;
  };
  back.addEventListener("click", () => {
    back.hidden = true;
    from.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    from.focus({ preventScroll: true });
  });

  for (const field of fields) {
    // Where a pane scrolls by itself the fields stay in sight; on a narrow page they would be scrolled away.
    const wide = () => panes.some((pane) => pane.scrollHeight > pane.clientHeight);
    field.addEventListener("focusin", () => show(field.dataset.field, wide()));
    field.addEventListener("click", () => show(field.dataset.field, wide()));
  }
  for (const link of document.querySelectorAll("[data-show]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      show(link.dataset.show, true);
      if (!panes.some((pane) => pane.scrollHeight > pane.clientHeight)) offerWayBack(link);
    });
  }

  const doubts = () => fields.filter((field) => field.matches(".doubtful, .empty, .wrong"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      card.requestSubmit(card.querySelector(".button.primary"));
      return;
    }
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const list = doubts();
    const at = list.findIndex((field) => field.contains(document.activeElement));
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = list[(at + step + list.length) % list.length];
    next?.querySelector("input, textarea").focus();
  });

  for (const chooser of card.querySelectorAll("[data-fill]")) {
    chooser.addEventListener("change", () => {
      if (!chooser.value) return;
      document.getElementById(chooser.dataset.fill).value = chooser.value;
      chooser.selectedIndex = 0;
      ask();
    });
  }

  const warning = document.querySelector("#place-warning");
  let waiting;
  let turn = 0;
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = (turn += 1);
      const query = new URLSearchParams();
      for (const name of ["kind", "body", "date", "number"]) query.set(name, card.elements[name].value);
      try {
        const answer = await fetch(`${card.dataset.place}?${query}`);
        if (answer.ok && mine === turn) warning.innerHTML = (await answer.text()).trim();
      } catch {
        // Without an answer nothing is claimed: the server checks again when the act is registered.
      }
    }, 300);
  };
  for (const name of ["kind", "body", "date", "number"]) card.elements[name].addEventListener("input", ask);

  const state = () => new URLSearchParams(new FormData(card)).toString();
  const before = state();
  const isRefused = document.querySelector("#fault") !== null;
  let isSent = false;
  document.addEventListener("submit", () => {
    isSent = true;
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (isRefused || state() !== before)) event.preventDefault();
  });

  document.querySelector("#fault")?.focus();
}
