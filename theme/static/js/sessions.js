// A page says what was true when it was built; dates pass. What carries data-fin (an instant) and is over shows its
// [data-passe] instead of its [data-offre], or leaves the page when it has neither.
(() => {
  const correct = () => {
    for (const part of document.querySelectorAll("[data-fin]")) {
      if (Date.parse(part.dataset.fin) > Date.now()) continue;
      const said = part.querySelector("[data-passe]");
      if (!said) { part.hidden = true; continue; }
      part.dataset.state = "passed";
      said.hidden = false;
      for (const offer of part.querySelectorAll("[data-offre]")) offer.hidden = true;
    }
  };
  correct();
  addEventListener("pageshow", correct); // back from another page
  setInterval(correct, 60000); // left open
})();
