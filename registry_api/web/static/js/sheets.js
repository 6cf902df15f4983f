// Pages of the original and the text that was read of them: what is under the pointer here is shown there.
const sheets = document.querySelector("#sheets");
const paper = document.querySelector("#paper");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const bring = (frame, target) => {
  if (!target.getClientRects().length) return;
  if (frame.scrollHeight <= frame.clientHeight) {
    target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return;
  }
  const place = target.getBoundingClientRect();
  const view = frame.getBoundingClientRect();
  if (place.top >= view.top && place.bottom <= view.bottom) return;
  const top = frame.scrollTop + place.top - view.top - view.height / 3;
  frame.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
};

const rectOf = (seq) => sheets.querySelector(`rect[data-block="${seq}"]`);
const blockOf = (seq) => document.getElementById(`b${seq}`);

const mark = (seqs, className, scroll) => {
  for (const old of sheets.querySelectorAll(`rect.${className}`)) old.classList.remove(className);
  const found = seqs.map(rectOf).filter(Boolean);
  for (const rect of found) rect.classList.add(className);
  if (scroll && found.length) bring(sheets, found[0]);
};

if (sheets && paper) {
  document.addEventListener("places", (event) => mark(event.detail.seqs, "now", event.detail.scroll));
  let under = null;
  const point = (seq) => {
    if (seq === under) return;
    if (under !== null) blockOf(under)?.classList.remove("under");
    under = seq;
    mark(seq === null ? [] : [seq], "under", false);
    if (seq !== null) blockOf(seq)?.classList.add("under");
  };
  const seqUnder = (event) => {
    const rect = event.target.closest?.("rect[data-block]");
    if (rect) return rect.dataset.block;
    return event.target.closest?.('[id^="b"]:is(p, .doc-table)')?.id.slice(1) ?? null;
  };
  for (const pane of [sheets, paper]) {
    pane.addEventListener("pointerover", (event) => point(seqUnder(event)));
    pane.addEventListener("pointerleave", () => point(null));
  }
  sheets.addEventListener("click", (event) => {
    const block = blockOf(seqUnder(event));
    if (block) bring(paper, block);
  });
  paper.addEventListener("click", (event) => {
    const seq = seqUnder(event);
    const rect = seq === null ? null : rectOf(seq);
    if (rect) bring(sheets, rect);
  });
}
