// Live reload of the preview: a new build reloads the page, a fault is shown over the last good version.
(() => {
  if (window !== top) return; // a frame reloads with its page
  const mark = document.querySelector('meta[name="tribune-build"]');
  const [field, mine] = mark.content.split(' ');
  let [turn, styles, followed, version] = mark.dataset.seen.split(' ');
  const cookie = `tribune-lecteurs-${location.port}`;
  const forReaders = document.cookie.includes(`${cookie}=1`);
  let memory = {};
  try { memory = sessionStorage; } catch {} // refused by some privacy settings
  let events, state;

  const host = document.createElement('tribune-preview');
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = `<link rel="stylesheet" href="/__tribune/overlay.css">
<p role="status" hidden></p>
<div class="bar"><button class="badge" hidden></button>
<span role="group" aria-label="Ce que montre l’aperçu"><button id="all">tout</button><button id="readers">comme les lecteurs, aujourd’hui</button></span>
<a id="source">fichier source</a></div>
<dialog role="alertdialog" aria-labelledby="title" aria-describedby="note">
<header><h1 id="title"></h1><button autofocus>Fermer (Échap)</button></header>
<p id="note"></p><pre></pre><ol></ol></dialog>`;
  document.documentElement.append(host);
  const [status, badge, all, readers, source, dialog, title, close, note, failure, list] =
    root.querySelectorAll('[role=status], .badge, #all, #readers, #source, dialog, h1, header button, #note, pre, ol');

  const count = (severity, word) => {
    const n = state.problems.filter((p) => p.severity === severity).length;
    return n ? `${n}\u00a0${word}${n > 1 ? 's' : ''}` : '';
  };
  const element = (name, textContent, more) => Object.assign(document.createElement(name), { textContent }, more);
  const say = (text) => { status.textContent = text; status.hidden = !text; };

  const sourceOf = (place) => `/__tribune/source?${new URLSearchParams(place)}`;
  source.href = sourceOf({ page: location.pathname });
  [all, readers].forEach((button, rank) => {
    button.ariaPressed = forReaders === (rank === 1);
    button.onclick = () => {
      document.cookie = `${cookie}=${rank}; path=/; samesite=strict`;
      reload();
    };
  });

  const reload = () => {
    memory.tribuneScroll = JSON.stringify([location.pathname, scrollX, scrollY]);
    events?.close();
    location.reload();
  };

  // The page may have changed: its version tells.
  const compare = async () => {
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer && answer.headers.get('Tribune-Version') !== version) reload();
  };

  const swapStyles = () => {
    for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
      const next = link.cloneNode();
      next.href = `${link.href.split('?')[0]}?${styles}`;
      next.onload = () => link.remove();
      link.after(next);
    }
  };

  // A card, or an entry of a list, that leads to what readers do not see yet says so.
  const words = { draft: 'brouillon', scheduled: 'programmé', hidden: 'hors des listes' };
  const markUnseen = () => {
    document.querySelectorAll('tribune-unseen').forEach((each) => each.remove());
    const marked = new Map(); // the addresses marked in each entry: its title and its picture lead to the same one
    for (const link of forReaders ? [] : document.body.querySelectorAll('a[href]')) {
      const path = decodeURI(link.pathname.slice(1));
      const address = Object.keys(state.unseen).find((each) => link.host === location.host && path.startsWith(each));
      if (!address || decodeURI(location.pathname.slice(1)).startsWith(address) || !link.textContent.trim()) continue;
      const entry = link.closest('article, li, tr') ?? link.parentElement;
      const there = marked.get(entry) ?? new Set();
      if (there.has(address)) continue;
      marked.set(entry, there.add(address));
      const sign = document.createElement('tribune-unseen');
      sign.attachShadow({ mode: 'open' }).innerHTML =
        `<link rel="stylesheet" href="/__tribune/overlay.css"><span class="unseen">${words[state.unseen[address]]}</span>`;
      link.after(sign);
    }
  };

  const open = () => {
    title.textContent = state.failure ? 'La construction a échoué' : `Contenu à corriger\u00a0: ${badge.textContent}`;
    note.textContent = badge.dataset.kind === 'fault'
      ? 'La dernière bonne version reste affichée.' : 'La page est à jour.';
    failure.textContent = state.failure;
    failure.hidden = !state.failure;
    const sorted = [...state.problems].sort((a, b) => a.severity.localeCompare(b.severity)); // errors first
    list.replaceChildren(...sorted.map((p) => {
      const item = element('li', '', { className: p.severity });
      item.append(element('strong', p.severity === 'error' ? 'erreur' : 'avertissement'), ' ',
        element('a', `${p.path}:${p.line}:${p.column}`, { href: sourceOf({ file: p.path, line: p.line, column: p.column }) }), element('p', p.waivable ? `${p.message} [${p.rule}]` : p.message));
      return item;
    }));
    if (!dialog.open) dialog.showModal();
  };
  badge.onclick = open;
  close.onclick = () => dialog.close();
  dialog.onclose = () => { memory.tribuneSeen = state.number; }; // stays closed until the next build

  const show = (kind, data) => {
    if (data[field] !== +mine) return reload();
    state = data;
    const [number, address] = data.follow;
    if (number !== +followed) {
      followed = number;
      if (decodeURI(location.pathname) !== address) return location.assign(encodeURI(address));
    }
    if (data.styles !== +styles) {
      styles = data.styles;
      swapStyles();
    }
    if (data.turn !== +turn && version) {
      turn = data.turn;
      compare();
    }
    say(kind === 'building' ? 'construction…' : '');
    if (kind === 'building' || field === 'number') return; // the holding page lists the faults itself
    markUnseen();
    badge.textContent = [count('error', 'erreur'), count('warning', 'avertissement')].filter(Boolean).join(', ')
      || (state.failure ? 'échec' : '');
    badge.hidden = !badge.textContent;
    badge.dataset.kind = kind;
    if (kind === 'fault' && +memory.tribuneSeen !== state.number) open();
  };

  // A hidden tab lets go of its connection: a browser opens no more than six to one server.
  const listen = () => {
    events?.close();
    if (document.hidden) return;
    events = new EventSource('/__tribune/events');
    for (const kind of ['building', 'built', 'fault']) {
      events.addEventListener(kind, (event) => show(kind, JSON.parse(event.data)));
    }
    events.onerror = () => {
      say('aperçu arrêté');
      if (events.readyState === 2) setTimeout(listen, 2000);
    };
  };
  document.addEventListener('visibilitychange', listen);

  const [path, left, y] = JSON.parse(memory.tribuneScroll || '[]');
  delete memory.tribuneScroll;
  if (path === location.pathname) {
    addEventListener('load', () => scrollTo({ left, top: y, behavior: 'instant' })); // images have their height
  }
  listen();
})();
