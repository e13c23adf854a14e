// The search page: what is asked is looked for in the index that Pagefind made (plugins/search), which comes when the
// field is entered. A word that no text has is read as the nearest one that some have.
(() => {
  const form = document.querySelector("form[data-index]");
  const field = form.elements.q;
  const found = document.querySelector("#trouves"), status = form.querySelector("[role=status]");
  const list = found.querySelector("ol"), more = found.querySelector("button");
  const index = new URL(form.dataset.index, document.baseURI);
  const step = 10, words = 32, NBSP = "\u00a0";
  let turn = 0, results = [], pagefind, vocabulary;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const sorts = make("select", { id: "sorte" });
  const choice = make("p", { hidden: true }, make("label", { htmlFor: "sorte" }, "Parmi"), sorts);
  const quoted = (text) => `«${NBSP}${text}${NBSP}»`;
  const load = () => (pagefind ??= import(new URL("pagefind.js", index)).then(async (module) => {
    await module.options({ baseUrl: new URL("..", index).pathname });
    await module.filters(); // how many texts of each sort is told only then
    return module;
  }));

  // As plugins/search/words.py does of published words.
  const lookedFor = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[’ʼ‘]/g, "'").replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[«»“”]/g, '"')
    .replace(/[\u2010\u2011]/g, "-").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/(^|[^\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\p{L})/gu, "$1").trim();
  const bare = (word) => lookedFor(word).normalize("NFD").replace(/\p{M}/gu, "");

  // Words that every text has say nothing of what is looked for, unless nothing else is asked, or a whole expression.
  const small = new Set(("a au aux avec ce ces cet cette c d dans de des du elle en est et il ils je l la le les leur lui "
    + "mais me mes n ne nos notre nous on ou par pas pour qu que qui s sa se ses son sont sur t un une vos votre vous y").split(" "));
  const telling = (text) => {
    const found = text.split(/\s+/), kept = found.filter((word) => !small.has(bare(word)));
    return kept.length && !text.includes('"') ? kept.join(" ") : text;
  };

  // How many signs are to be put, taken away, changed or exchanged with the next, up to a limit.
  const distance = (one, other, limit) => {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = [], line = [...other, 0].map((_, rank) => rank);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(line[j] + 1, next[j - 1] + 1, line[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > limit) return limit + 1;
      before = line;
      line = next;
    }
    return line[other.length];
  };
  const known = () => (vocabulary ??= fetch(new URL("mots.txt", index)).then((answer) => answer.text())
    .then((text) => text.trim().split("\n").map((word) => [word, bare(word)])));
  // What is to be looked for: a word that the index lacks, and that begins none, is read as the nearest one; `lost` are
  // those that have no such neighbour.
  const read = async (engine, asked) => {
    const parts = lookedFor(asked).split(/([\p{L}\p{N}]+)/u), lost = [];
    for (let rank = 1; rank < parts.length; rank += 2) {
      const word = parts[rank], plain = bare(word);
      if ((await engine.search(`"${word}"`)).results.length) continue;
      const all = await known();
      if (all.some(([, each]) => each.startsWith(plain))) continue;
      let limit = plain.length < 4 ? 0 : plain.length < 8 ? 1 : 2, near = "";
      for (const [each, other] of limit ? all : []) {
        const far = distance(plain, other, limit);
        if (far <= limit) [limit, near] = [far - 1, each];
      }
      if (!near) lost.push(word);
      parts[rank] = near;
    }
    return { text: parts.join("").trim(), lost };
  };

  // The words around those that were found, as they are published.
  const excerpt = ({ content, locations, meta }) => {
    const parts = content.split(/(\s+)/), count = Math.ceil(parts.length / 2);
    const first = meta.title.split(/\s+/).length;
    const hits = new Set(locations.filter((rank) => rank >= first));
    let start = first, most = -1;
    for (const hit of hits) {
      const near = [...hits].filter((rank) => rank >= hit && rank < hit + words - 6).length;
      if (near > most) [start, most] = [Math.max(first, hit - 6), near];
    }
    const end = Math.min(count, start + words), text = make("p", { className: "excerpt" }, start > first ? "… " : "");
    for (let rank = start; rank < end; rank++) {
      const word = parts[2 * rank];
      const [, before, core, after] = word.match(/^([^\p{L}\p{N}]*(?:(?:[cdjlmnst]|qu)’)?)(.*?)([^\p{L}\p{N}]*)$/iu);
      text.append(...(hits.has(rank) ? [before, make("mark", {}, core), after] : [word]), rank + 1 < end ? parts[2 * rank + 1] : "");
    }
    text.append(end < count ? " …" : "");
    text.normalize(); // one text, not one for each word: a screen reader goes from text to text
    return text;
  };
  const row = (result) => make("li", {},
    make("p", {}, result.meta.sorte, ...(result.meta.quand ? [",", make("br"), result.meta.quand] : [])),
    make("div", {}, make("h3", {}, make("a", { href: result.url }, result.meta.title)), excerpt(result)));

  const show = async () => {
    const mine = turn, first = list.children.length;
    const rows = (await Promise.all(results.slice(first, first + step).map((each) => each.data()))).map(row);
    if (mine !== turn) return;
    list.append(...rows);
    more.parentElement.hidden = list.children.length >= results.length;
    if (first) list.children[first].querySelector("a").focus();
  };

  const ask = async () => {
    const mine = ++turn, asked = field.value.trim(), address = new URL(location);
    asked ? address.searchParams.set("q", asked) : address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (!asked) {
      found.hidden = true;
      status.textContent = "";
      return;
    }
    const engine = await load();
    const search = (text) => engine.search(text, sorts.value ? { filters: { sorte: sorts.value } } : {});
    const { text, lost } = await read(engine, asked);
    const answer = /[\p{L}\p{N}]/u.test(text) ? await search(telling(lookedFor(text))) : { results: [], unfilteredResultCount: 0 };
    const missing = text === lookedFor(asked) ? "" : ` Aucun ne contient ${quoted(lost.length ? lost.join(" ") : asked)}.`;
    const said = quoted((missing && text ? text : asked).replace(/[«»“”"]/g, "").trim());
    if (mine !== turn) return;
    results = answer.results;
    const counts = Object.entries(answer.totalFilters?.sorte ?? {}).filter(([, count]) => count);
    const chosen = sorts.value;
    sorts.replaceChildren(make("option", { value: "" }, `Tous les textes (${answer.unfilteredResultCount})`),
      ...counts.map(([name, count]) => make("option", { value: name }, `${name} (${count})`)));
    sorts.value = chosen;
    choice.hidden = counts.length < 2;
    const count = results.length;
    status.textContent = count ? `${count}${NBSP}texte${count > 1 ? "s" : ""} pour ${said}.${missing}`
      : `Aucun texte pour ${said}. Essayez un mot seul, ou les listes ci-dessous.`;
    list.replaceChildren();
    found.hidden = !count;
    await show();
  };

  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  };
  document.querySelector(".sans-script").remove();
  field.parentElement.after(choice);
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", soon);
  sorts.addEventListener("change", ask);
  more.addEventListener("click", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
  field.value = new URL(location).searchParams.get("q") ?? "";
  if (field.value) ask();
})();
