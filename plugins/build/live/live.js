// The preview in an open page: a save shows where one reads, a fault is told over the last good version.
import { morph } from './morph.js';
import { machinesPanel } from './machines.js';
import { become } from './place.js';

const mark = document.querySelector('meta[name="tribune-build"]');
const [field, mine] = mark.content.split(' ');
const seen = (page) => page.querySelector('meta[name="tribune-build"]').dataset.seen.split(' ');
let [turn, styles, followed, version, pictures] = seen(document);
const cookie = `tribune-lecteurs-${location.port}`;
const forReaders = document.cookie.includes(`${cookie}=1`);
let memory = {};
try { memory = sessionStorage; } catch {} // refused by some privacy settings
let events, state;

const host = document.createElement('tribune-preview');
const root = host.attachShadow({ mode: 'open' });
root.innerHTML = `<link rel="stylesheet" href="/__tribune/overlay.css">
<p class="working" aria-hidden="true" hidden>construction…</p><p role="status"></p>
<div class="bar"><button class="badge" aria-haspopup="dialog" aria-keyshortcuts="F8" hidden></button>
<span role="group" aria-label="Ce que montre l’aperçu"><button id="all">tout</button><button id="readers">comme les lecteurs, aujourd’hui</button></span>
<button id="shown" aria-haspopup="dialog">vu par les machines</button><a id="source">fichier source</a></div>
<dialog id="faults" aria-labelledby="title" aria-describedby="note">
<header><h1 id="title"></h1><button autofocus>Fermer (Échap)</button></header>
<p id="note"></p><pre></pre><ol></ol></dialog>`;
const [working, status, badge, all, readers, shown, source, dialog, title, close, note, failure, list] =
  root.querySelectorAll('.working, [role=status], .badge, #all, #readers, #shown, #source, #faults, #title, #faults header button, #note, pre, ol');

const count = (severity, word) => {
  const n = state.problems.filter((p) => p.severity === severity).length;
  return n ? `${n}\u00a0${word}${n > 1 ? 's' : ''}` : '';
};
const element = (name, textContent, more) => Object.assign(document.createElement(name), { textContent }, more);

const readMachines = machinesPanel(root, shown);

// Said once, politely, to who hears the page; who sees it has it for some seconds.
let silence;
const stopped = 'aperçu arrêté';
const say = (text, lasting) => {
  clearTimeout(silence);
  if (status.textContent !== text) status.textContent = text;
  if (!lasting) silence = setTimeout(() => { status.textContent = ''; }, 5000);
};

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

// What is asked again by another address than the page gives: style sheets and pictures whose bytes changed.
const stamped = (next) => {
  const [, first, , , shown] = seen(next);
  const again = (number, node, name) => {
    const address = node.getAttribute(name);
    const change = (one) => (new URL(one, location.href).host === location.host ? `${one.split('?')[0]}?${number}` : one);
    if (address) node.setAttribute(name, address.split(/,\s+/).map((one) => one.replace(/^\S+/, change)).join(', '));
  };
  if (+first !== firstStyles) next.querySelectorAll('link[rel=stylesheet]').forEach((node) => again(first, node, 'href'));
  if (+shown === firstPictures) return;
  for (const node of next.querySelectorAll('img, source')) ['src', 'srcset'].forEach((name) => again(shown, node, name));
};
const firstStyles = +styles, firstPictures = +pictures;

// The page may have changed: its version tells. One look at a time, the last after the last change.
let looking, again, shownAlready = false;
const look = () => {
  again = Boolean(looking);
  looking ??= update().catch(() => null).finally(() => { looking = null; if (again) look(); });
  return looking;
};
const update = async () => {
  const answer = await fetch(location.href, { cache: 'no-store' });
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [, newStyles, , itsVersion, newPictures] = seen(next);
  if (itsVersion === version && newStyles === styles && newPictures === pictures) return;
  const policy = (page) => page.querySelector('meta[http-equiv=Content-Security-Policy]')?.content;
  if (!answer.ok || next.querySelector('meta[http-equiv=refresh]') || policy(next) !== policy(document)) return reload();
  stamped(next);
  await become(next);
  [version, styles, pictures] = [itsVersion, newStyles, newPictures];
  shownAlready = true;
  markUnseen();
  if (badge.dataset.kind !== 'fault') say('page à jour');
};

// A card, or an entry of a list, that leads to what readers do not see yet says so.
const words = { draft: 'brouillon', scheduled: 'programmé', hidden: 'hors des listes' };
const markUnseen = () => {
  const stay = new Set();
  const marked = new Map(); // the addresses marked in each entry: its title and its picture lead to the same one
  for (const link of forReaders ? [] : document.body.querySelectorAll('a[href]')) {
    const path = decodeURI(link.pathname.slice(1));
    const address = Object.keys(state.unseen).find((each) => link.host === location.host && path.startsWith(each));
    if (!address || decodeURI(location.pathname.slice(1)).startsWith(address) || !link.textContent.trim()) continue;
    const entry = link.closest('article, li, tr') ?? link.parentElement;
    const there = marked.get(entry) ?? new Set();
    if (there.has(address)) continue;
    marked.set(entry, there.add(address));
    const word = words[state.unseen[address]];
    let sign = link.nextSibling;
    if (sign?.dataset?.word !== word) {
      sign = element('tribune-unseen', '');
      sign.dataset.word = word;
      sign.attachShadow({ mode: 'open' }).innerHTML =
        `<link rel="stylesheet" href="/__tribune/overlay.css"><span class="unseen">${word}</span>`;
      link.after(sign);
    }
    stay.add(sign);
  }
  document.querySelectorAll('tribune-unseen').forEach((each) => stay.has(each) || each.remove());
};

const fill = () => {
  title.textContent = state.failure ? 'La construction a échoué' : `Contenu à corriger\u00a0: ${badge.textContent}`;
  note.textContent = badge.dataset.kind === 'fault'
    ? 'La dernière bonne version reste affichée.' : 'La page est à jour.';
  failure.textContent = state.failure;
  failure.hidden = !state.failure;
  const sorted = [...state.problems].sort((a, b) => a.severity.localeCompare(b.severity)); // errors first
  const made = list.cloneNode();
  made.append(...sorted.map((p) => {
    const item = element('li', '', { className: p.severity });
    const place = { file: p.path, line: p.line, column: p.column };
    item.append(element('strong', p.severity === 'error' ? 'erreur' : 'avertissement'), ' ',
      element('a', `${p.path}:${p.line}:${p.column}`, { href: sourceOf(place) }),
      element('p', p.waivable ? `${p.message} [${p.rule}]` : p.message));
    return item;
  }));
  morph(list, made); // where one is in it stays
};
// Asked for, the list takes the focus and gives it back; it comes by itself without taking it.
const enter = () => {
  if (badge.hidden || dialog.matches(':modal')) return;
  fill();
  dialog.close();
  dialog.showModal();
};
badge.onclick = enter;
close.onclick = () => dialog.close();
dialog.onclose = () => { memory.tribuneSeen = state.number; }; // stays closed until the next build
addEventListener('keydown', (event) => {
  if (event.key === 'F8') enter();
  else if (event.key === 'Escape' && dialog.open && !dialog.matches(':modal')) dialog.close();
  else return;
  event.preventDefault();
});

let covered = false, building = false;
const show = async (kind, data) => {
  if (data[field] !== +mine) return reload();
  const ended = state && data.number !== state.number;
  state = data;
  const [number, address] = data.follow;
  if (number !== +followed) {
    followed = number;
    if (decodeURI(location.pathname) !== address) return location.assign(encodeURI(address));
  }
  if (status.textContent === stopped) say('');
  working.hidden = kind !== 'building';
  if (kind === 'building' && !building) [covered, shownAlready, building] = [shownAlready, false, true];
  if (data.turn !== +turn) {
    turn = data.turn;
    await look();
  }
  if (state !== data || field === 'number') return; // the holding page lists the faults itself
  const told = [count('error', 'erreur'), count('warning', 'avertissement')].filter(Boolean).join(', ')
    || (state.failure ? 'échec' : '');
  const mended = badge.dataset.kind === 'fault' && (kind === 'built' || !told);
  if (kind === 'building' && !mended) return;
  building = kind === 'building';
  markUnseen();
  if (badge.textContent !== told) badge.textContent = told;
  badge.hidden = !told;
  badge.dataset.kind = kind;
  if (mended) {
    dialog.close();
    list.replaceChildren();
  } else if (dialog.open) fill();
  if (kind === 'fault' && +memory.tribuneSeen !== state.number) {
    fill();
    dialog.open = true;
  }
  if (kind === 'fault' && ended) say(`${told}\u00a0: F8 pour la liste`, true);
  else if (mended || (ended && !covered && !shownAlready)) say('page à jour');
  if (ended && kind === 'built') readMachines();
  if (ended) covered = shownAlready = false;
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
    say(stopped, true);
    if (events.readyState === 2) setTimeout(listen, 2000);
  };
};

if (window === top) { // a frame is shown again with its page
  document.documentElement.append(host);
  document.addEventListener('visibilitychange', listen);
  const [path, left, y] = JSON.parse(memory.tribuneScroll || '[]');
  delete memory.tribuneScroll;
  if (path === location.pathname) {
    const back = () => scrollTo({ left, top: y, behavior: 'instant' });
    document.readyState === 'complete' ? back() : addEventListener('load', back); // images have their height
  }
  listen();
}
