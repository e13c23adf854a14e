// Several criteria at once, over the index of sessions; each alone is a page, which is how one filters without this script.
// What a session offers comes from the index as from the list: sessions.js shows what is true now, and corrects it.
(() => {
  const form = document.querySelector(".filters");
  const list = document.querySelector("#sessions") || document.querySelector(".band");
  const kinds = ["theme", "lieu", "mode", "mois"];
  const step = 24;
  let index, found = [];

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const results = make("section", { className: "dates results", hidden: true });
  const heading = make("h2", { tabIndex: -1 }, "Sessions trouvées");
  const status = make("p", { className: "small" });
  status.setAttribute("role", "status");
  const rows = make("ul", { className: "sessions" });
  const more = make("button", { type: "button", className: "button", textContent: "Montrer les suivantes" });
  results.append(make("div", { className: "band-head" }, heading, status), rows, more);
  list.before(results);

  const here = (since, until) => (!since || Date.parse(since) <= Date.now()) && (!until || Date.now() < Date.parse(until));
  const text = (rank) => index.texts[rank];

  const row = ([url, workshop, workshopUrl, when, details, starts, , phases]) => {
    const root = form.dataset.root;
    const date = make("div", { className: "date-block" });
    date.setAttribute("aria-hidden", "true");
    if (starts) {
      const day = new Date(`${starts}T12:00:00`);
      const words = new Intl.DateTimeFormat("fr", { month: "long", year: "numeric" }).format(day);
      date.append(make("span", {}, String(day.getDate())), ` ${words}`);
    }
    const says = phases.map(([state, label, notes, since, until]) => {
      const part = make("div", { hidden: !here(since, until) });
      part.dataset.state = text(state);
      if (since) part.dataset.des = since;
      if (until) part.dataset.fin = until;
      part.append(make("p", { className: "session-says" }, make("span", { className: "state" }, text(label))));
      part.append(...notes.map((note) => make("p", { className: "note" }, text(note))));
      return part;
    });
    const item = make("li", { className: "session" },
      date,
      make("div", { className: "session-text" },
        make("h3", {}, make("a", { href: root + workshopUrl }, text(workshop))),
        make("p", { className: "when" }, make("a", { href: root + url }, text(when))),
        make("p", { className: "details" }, ...details.flatMap((rank) => [make("span", {}, text(rank)), " "]))),
      make("div", { className: "session-state" }, ...says));
    const now = phases.find(([, , , since, until]) => here(since, until));
    item.dataset.state = now ? text(now[0]) : "";
    return item;
  };

  const show = () => {
    const first = rows.children.length;
    rows.append(...found.slice(first, first + step).map(row));
    more.hidden = rows.children.length >= found.length;
    dispatchEvent(new Event("pageshow")); // sessions.js says what is true now
    if (first) rows.children[first].querySelector("a").focus();
  };

  const filter = () => {
    const selects = [...form.querySelectorAll("select")];
    const asked = selects.filter((each) => each.value).map((each) => Number(each.value));
    const page = selects.every((each) => each.value === each.dataset.page);
    found = index.sessions.filter(([, , , , , , facets, phases]) => {
      const now = phases.find(([, , , since, until]) => here(since, until));
      return asked.every((rank) => facets.includes(rank)) && now && text(now[0]) !== "ended";
    });
    rows.replaceChildren();
    show();
    results.hidden = page;
    list.hidden = !page;
    const count = found.length;
    status.textContent = page ? "" : count ? `${count}\u00a0session${count > 1 ? "s" : ""}` : "Aucune session : retirez un critère.";
    const address = new URL(location);
    for (const each of selects) {
      if (page || !each.value) address.searchParams.delete(each.name);
      else address.searchParams.set(each.name, index.facets[each.value][2]);
    }
    history.replaceState(null, "", address);
  };

  const start = async () => {
    index = (await import(new URL(form.dataset.index, document.baseURI))).default;
    const asked = new URL(location).searchParams;
    for (const kind of kinds) {
      const options = index.facets.map((facet, rank) => [rank, ...facet]).filter((facet) => facet[1] === kind);
      if (options.length < 2) continue;
      const select = make("select", { name: kind, id: `filtre-${kind}` }, make("option", { value: "" }, kind === "mode" ? "Toutes" : "Tous"));
      for (const [rank, , , id, label] of options) {
        const option = make("option", { value: String(rank) }, label);
        if (id === form.dataset[kind]) select.dataset.page = option.value;
        if (id === (asked.get(kind) ?? form.dataset[kind])) option.selected = true;
        select.append(option);
      }
      select.dataset.page ??= "";
      form.append(make("p", {}, make("label", { htmlFor: select.id }, options[0][2]), select));
    }
    form.hidden = false;
    form.addEventListener("change", filter);
    if (kinds.some((kind) => asked.get(kind))) filter();
  };
  more.addEventListener("click", show);
  start().catch(() => form.remove()); // without the index, the lists of pages remain
})();
