// A page says what was true when it was built; dates pass. What is true from data-des on, or until data-fin (instants), is
// shown while it is.
(() => {
  const correct = () => {
    const now = Date.now();
    for (const part of document.querySelectorAll("[data-des], [data-fin]")) {
      const { des, fin } = part.dataset;
      part.hidden = (des && now < Date.parse(des)) || (fin && now >= Date.parse(fin)) || false;
    }
  };
  correct();
  addEventListener("pageshow", correct); // back from another page
  setInterval(correct, 60000); // left open
})();
