// Jumps between the places that were found in the text of an act: buttons, Enter and Shift+Enter in the box.
const box = document.querySelector("#find");
const count = document.querySelector("#find-count");
const total = Number(count.dataset.total);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const asked = box.value;
let at = 0;

const marksOf = (number) => [...document.querySelectorAll(`mark.sought[data-ev~="hit-${number}"]`)];

const jump = (to) => {
  at = to < 1 ? total : to > total ? 1 : to;
  for (const old of document.querySelectorAll("mark.sought.now")) old.classList.remove("now");
  const marks = marksOf(at);
  if (!marks.length) return;
  if (!marks[0].getClientRects().length) document.querySelector("#view-text")?.click();
  for (const mark of marks) mark.classList.add("now");
  marks[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  count.textContent = `${at} из ${total}`;
};

document.querySelector("#find-first").hidden = true;
document.querySelector("#find-steps").hidden = false;
document.querySelector("#find-on").addEventListener("click", () => jump(at + 1));
document.querySelector("#find-back").addEventListener("click", () => jump(at - 1));
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || box.value !== asked || event.isComposing) return;
  event.preventDefault();
  jump(event.shiftKey ? at - 1 : at + 1);
});
// The address of the form ends in #find: the browser itself puts the focus back into the box, so that Enter goes on.
// It does so once more when everything has come, and scrolls; only then the first place may be shown.
if (location.hash === "#find") {
  const begin = () => requestAnimationFrame(() => at || jump(1));
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}
