// Pages work without this: it starts the design system's helpers, reveals what a radio asks for, prints, and warns before
// somebody is signed out over a long form.
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

// Half an hour without a page signs out (SESSION_COOKIE_AGE): five minutes before, offer to stay.
const MINUTE = 60_000;
const warnLater = () => setTimeout(warn, 25 * MINUTE);

function warn() {
  const notice = document.createElement("div");
  notice.className = "desk-stay";
  notice.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = "You will be signed out in five minutes. What you typed on this page is not saved yet.";
  const stay = document.createElement("button");
  stay.className = "nhsuk-button nhsuk-button--secondary";
  stay.type = "button";
  stay.textContent = "Stay signed in";
  const over = setTimeout(() => {
    text.textContent = "You were signed out. Copy what you typed on this page, then sign in again.";
    stay.remove();
  }, 5 * MINUTE);
  stay.addEventListener("click", async () => {
    const answer = await fetch("/help/").catch(() => null); // any page keeps the session
    if (!answer?.ok) return;
    clearTimeout(over);
    notice.remove();
    warnLater();
  });
  notice.append(text, stay);
  document.body.append(notice);
}
if (document.querySelector(".nhsuk-header__account-form")) warnLater();

initAll();
