// Pages work without this: it starts the design system's helpers, reveals what a radio asks for, and prints.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

const HIDDEN = "nhsuk-radios__conditional--hidden";

// The design system marks such radios with aria-expanded, which a radio may not carry: so we reveal by ourselves.
const radios = [...document.querySelectorAll(".nhsuk-radios__input[data-aria-controls]")];
const revealed = radios.map((radio) => {
  const panel = document.getElementById(radio.dataset.ariaControls);
  delete radio.dataset.ariaControls;
  return { radio, panel };
});
const showRevealed = () => revealed.forEach(({ radio, panel }) => panel.classList.toggle(HIDDEN, !radio.checked));

document.addEventListener("change", showRevealed);
window.addEventListener("pageshow", showRevealed); // a browser that goes back may restore other choices

for (const button of document.querySelectorAll("[data-desk-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

initAll();
