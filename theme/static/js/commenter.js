// The form of a comment, sent to an Isso server (isso-comments.de, « POST /new »). It keeps nothing in the browser:
// what identifies a reader is neither sent nor taken (credentials). What is typed stays when the server refuses it.
const FIELDS = [
  ["author", "Nom", 'type="text" autocomplete="name" maxlength="100"', "Écrivez le nom à publier."],
  ["email", "Adresse e-mail, comme prenom@exemple.fr", 'type="email" autocomplete="email" maxlength="254"', "Écrivez une adresse e-mail, comme prenom@exemple.fr."],
  ["text", "Commentaire", 'rows="6" maxlength="4000"', "Écrivez trois lettres au moins."],
];
const REFUSED = {
  400: "Le serveur n’accepte pas ce commentaire : relisez-le, puis renvoyez-le.",
  403: "Vous venez d’écrire, ou ce commentaire n’est pas admis : réessayez dans une minute.",
  404: "Le serveur de commentaires ne connaît pas ce site. Votre texte est toujours là : envoyez-le par courriel.",
  413: "Ce commentaire est trop long : raccourcissez-le.",
};
const SILENT = "Le serveur de commentaires ne répond pas. Votre texte est toujours là : réessayez plus tard.";
const field = ([name, label, attributes]) => `<p><label for="c-${name}">${label} <span aria-hidden="true">*</span></label>
<${name === "text" ? "textarea" : "input"} id="c-${name}" name="${name}" required aria-describedby="c-${name}-e" ${attributes}>${name === "text" ? "</textarea>" : ""}
<span class="comment-fault" id="c-${name}-e"></span></p>`;
const valid = (input) => input.value.trim().length >= (input.name === "text" ? 3 : 1) && input.validity.valid;
let form, asking, parent;

export function open(place, asked) {
  if (!form) {
    form = document.createElement("form");
    form.noValidate = true;
    form.className = "comment-form";
    form.setAttribute("aria-labelledby", "c-titre");
    form.innerHTML = `<h3 id="c-titre" tabindex="-1"></h3>
<p class="small">Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec <span aria-hidden="true">*</span><span class="visually-hidden">un astérisque</span>.</p>
${FIELDS.map(field).join("")}
<p class="small">Votre commentaire est lu avant de paraître.${place.dataset.privacy ? ' <a>Ce que nous faisons de vos données</a>' : ""}</p>
<p><button class="button" type="submit">Envoyer</button> <button type="button">Annuler</button></p>`;
    const said = form.said = document.createElement("p");
    said.className = "comment-said";
    said.tabIndex = -1;
    said.setAttribute("role", "status");
    place.append(said);
    if (place.dataset.privacy) form.querySelector("a").href = place.dataset.privacy;
    form.addEventListener("submit", (event) => send(event, place));
    form.querySelector("[type=button]").addEventListener("click", close);
  }
  asking = asked;
  parent = Number(asked.parentNode.dataset.parent) || null;
  form.said.textContent = "";
  asked.closest("p").after(form);
  form.querySelector("h3").textContent = parent ? asked.textContent : "Laisser un commentaire";
  form.hidden = false;
  form.elements.author.focus();
}

function close() {
  form.hidden = true;
  asking.focus();
}

async function send(event, place) {
  event.preventDefault();
  const { server, thread, title } = place.dataset, inputs = FIELDS.map(([name]) => form.elements[name]);
  const wrong = inputs.filter((input, rank) => {
    const right = valid(input);
    input.setAttribute("aria-invalid", !right);
    document.getElementById(`c-${input.name}-e`).textContent = right ? "" : FIELDS[rank][3];
    return !right;
  });
  if (wrong.length) return wrong[0].focus();
  const button = form.querySelector("[type=submit]");
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  form.said.textContent = "Envoi…";
  form.after(form.said);
  try {
    const answer = await fetch(`${server}/new?uri=${encodeURIComponent(thread)}`, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])), parent, title }),
    });
    if (answer.ok) {
      form.reset();
      form.hidden = true;
      form.said.textContent = answer.status === 202
        ? "Merci ! Votre commentaire est en attente de modération : il paraîtra une fois relu."
        : "Merci ! Votre commentaire est reçu : il paraîtra à la prochaine mise à jour du site.";
      form.said.focus();
    } else form.said.textContent = REFUSED[answer.status] || SILENT;
  } catch {
    form.said.textContent = SILENT;
  }
  button.ariaDisabled = "false";
}
