// Live reload of the preview: a new build reloads the page, a fault is shown over the last good version.
(() => {
  if (window !== top) return; // a frame reloads with its page
  const [field, mine] = document.querySelector('meta[name="tribune-build"]').content.split(' ');
  let memory = {};
  try { memory = sessionStorage; } catch {} // refused by some privacy settings
  let source, state;

  const host = document.createElement('tribune-preview');
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = `<link rel="stylesheet" href="/__tribune/overlay.css">
<p role="status" hidden></p><button class="badge" hidden></button>
<dialog role="alertdialog" aria-labelledby="title" aria-describedby="note">
<header><h1 id="title"></h1><button autofocus>Fermer (Échap)</button></header>
<p id="note"></p><pre></pre><ol></ol></dialog>`;
  document.documentElement.append(host);
  const [status, badge, dialog, title, close, note, failure, list] =
    root.querySelectorAll('[role=status], .badge, dialog, h1, header button, #note, pre, ol');

  const count = (severity, word) => {
    const n = state.problems.filter((p) => p.severity === severity).length;
    return n ? `${n}\u00a0${word}${n > 1 ? 's' : ''}` : '';
  };
  const element = (name, textContent, more) => Object.assign(document.createElement(name), { textContent }, more);
  const say = (text) => { status.textContent = text; status.hidden = !text; };

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
        element('code', `${p.path}:${p.line}:${p.column}`), element('p', p.waivable ? `${p.message} [${p.rule}]` : p.message));
      return item;
    }));
    if (!dialog.open) dialog.showModal();
  };
  badge.onclick = open;
  close.onclick = () => dialog.close();
  dialog.onclose = () => { memory.tribuneSeen = state.number; }; // stays closed until the next build

  const show = (kind, data) => {
    if (data[field] !== +mine) {
      memory.tribuneScroll = JSON.stringify([location.pathname, scrollX, scrollY]);
      source.close();
      return location.reload();
    }
    state = data;
    say(kind === 'building' ? 'construction…' : '');
    if (kind === 'building' || field === 'number') return; // the holding page lists the faults itself
    badge.textContent = [count('error', 'erreur'), count('warning', 'avertissement')].filter(Boolean).join(', ')
      || (state.failure ? 'échec' : '');
    badge.hidden = !badge.textContent;
    badge.dataset.kind = kind;
    if (kind === 'fault' && +memory.tribuneSeen !== state.number) open();
  };

  // A hidden tab lets go of its connection: a browser opens no more than six to one server.
  const listen = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource('/__tribune/events');
    for (const kind of ['building', 'built', 'fault']) {
      source.addEventListener(kind, (event) => show(kind, JSON.parse(event.data)));
    }
    source.onerror = () => {
      say('aperçu arrêté');
      if (source.readyState === 2) setTimeout(listen, 2000);
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
