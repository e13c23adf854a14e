// Each [data-copie] is a button that copies what [data-de] names: its text, or what it looks like (data-riche).
(() => {
  const said = document.querySelector("[role=status]");
  let taken;
  document.addEventListener("copy", (event) => {
    if (!taken) return;
    for (const kind in taken) event.clipboardData.setData(kind, taken[kind]);
    event.preventDefault();
  });
  for (const place of document.querySelectorAll("[data-copie]")) {
    const { copie, de, riche } = place.dataset;
    const from = document.getElementById(de), text = from.textContent.trim();
    const button = place.appendChild(document.createElement("button"));
    button.textContent = copie;
    button.onclick = () => {
      taken = { "text/plain": text };
      if (riche === "") taken["text/html"] = from.matches("pre") ? text : from.innerHTML;
      said.textContent = document.execCommand("copy") ? `${copie} : copié` : "Copie refusée : sélectionnez le texte";
      taken = null;
    };
  }
})();
