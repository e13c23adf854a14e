// A page says what was true when it was built; dates pass. What is true from data-des on, or until data-fin (instants), is
// shown while it is; words that were not true yet are in data-dit.
(() => {
  const correct = () => {
    const now = Date.now();
    for (const part of document.querySelectorAll("[data-des], [data-fin]")) {
      const { des, fin } = part.dataset;
      const here = (!des || Date.parse(des) <= now) && (!fin || now < Date.parse(fin));
      part.hidden = !here;
      if ("disabled" in part) part.disabled = !here; // a choice, or what a form sends along
      if (!here && part.selected) part.selected = false;
      if (!here || !des) continue;
      if (part.dataset.dit) part.textContent = part.dataset.dit;
      for (const words of part.querySelectorAll("[data-dit]")) words.textContent = words.dataset.dit;
    }
  };
  correct();
  addEventListener("pageshow", correct); // back from another page
  setInterval(correct, 60000); // left open
})();
