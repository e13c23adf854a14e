// Leaving a comment: the form (commenter.js) is fetched when it is asked for. If it cannot be, the link writes a mail.
(() => {
  const place = document.querySelector("[data-commenter]");
  if (!place) return;
  for (const each of place.querySelectorAll("[data-label]")) {
    const button = each.appendChild(document.createElement("button"));
    button.textContent = each.dataset.label;
    button.className = each.className.includes("invite") ? "button" : "";
    each.hidden = false;
  }
  place.querySelector(".comment-mail")?.remove();
  place.addEventListener("click", (event) => {
    const asked = event.target.closest(".comment-invite > *, [data-parent] > *");
    if (!asked || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    import(new URL(place.dataset.commenter, document.baseURI).href).then(
      (form) => form.open(place, asked),
      () => asked.href && location.assign(asked.href),
    );
  });
})();
