// Pages work without this: it starts the design system's helpers and shows the print button.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

initAll();

for (const button of document.querySelectorAll("[data-desk-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
