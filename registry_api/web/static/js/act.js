// The button for printing is shown only where it works; a link to the publications opens their form.
const button = document.querySelector("#print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const openForm = () => {
  if (location.hash === "#publications") document.querySelector("#publications > details.aside")?.setAttribute("open", "");
};
openForm();
window.addEventListener("hashchange", openForm);
