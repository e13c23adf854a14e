// What machines show of the page: the same lines as `./inv machines`, of the site as it would be published now.
const MARKUP = `<dialog id="machines" aria-labelledby="machines-title">
<header><h1 id="machines-title">Ce que les machines montrent de cette page</h1><button autofocus>Fermer (Échap)</button></header>
<p role="status"></p><div></div></dialog>`;
const element = (name, textContent, children = []) => {
  const made = Object.assign(document.createElement(name), { textContent });
  made.append(...children);
  return made;
};

export const machinesPanel = (root, button) => {
  root.append(document.createRange().createContextualFragment(MARKUP));
  const dialog = root.querySelector('#machines');
  const [close, status, place] = dialog.querySelectorAll('header button, [role=status], div');

  // The picture of a line, read in the site that was built: its public address may have nothing yet.
  const picture = (line, base) => {
    if (!base || !line.startsWith(`${base}/`) || !/\.(jpe?g|png)$/.test(line)) return [];
    const shown = Object.assign(document.createElement('img'), { alt: '', loading: 'lazy' });
    shown.src = `/__tribune/machines${line.slice(base.length)}`;
    return [shown];
  };
  const section = (name, lines, base) => {
    const items = lines.map((line) => element('li', line, picture(line, base)));
    return element('section', '', [element('h2', name), element('ul', '', items)]);
  };
  const read = async () => {
    status.textContent = 'construction de ce qui serait publié…';
    place.ariaBusy = 'true';
    const page = new URLSearchParams({ page: location.pathname });
    const told = await fetch(`/__tribune/machines?${page}`).then((answer) => answer.json())
      .catch(() => ({ why: 'L’aperçu ne répond pas.' }));
    const address = told.faces?.[0][1].find((line) => line.endsWith(location.pathname));
    const base = address?.slice(0, -location.pathname.length);
    place.replaceChildren(...(told.faces ?? []).map(([name, lines]) => section(name, lines, base)));
    place.ariaBusy = 'false';
    status.textContent = told.why ?? '';
  };
  button.onclick = () => {
    dialog.showModal();
    read();
  };
  close.onclick = () => dialog.close();
  return () => dialog.open && read(); // when a build has ended
};
