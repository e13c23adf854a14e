// The open page takes the form of a version that was just fetched: who reads it keeps the place and the focus.
import { morph } from './morph.js';

const BLOCKS = 'p, li, h1, h2, h3, h4, h5, h6, dt, dd, pre, td, figure, blockquote, summary';
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
const SHEETS = 'link[rel=stylesheet]';
const bare = (address) => address.split('?')[0];

// The blocks in the window: that of the focus, that of the selection, then from the first that one sees begin.
const blocksRead = () => {
  const chosen = [document.activeElement, getSelection().anchorNode?.parentElement].map((node) => node?.closest(BLOCKS));
  const all = [...(document.querySelector('main') ?? document.body).querySelectorAll(BLOCKS)];
  const measured = (nodes) => nodes.filter(Boolean).map((node) => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.bottom > 0 && box.top < innerHeight).map(([node, { top }]) => ({ node, top }));
  return [...measured(chosen), ...measured(all).sort((a, b) => (a.top < 0) - (b.top < 0))];
};

const sameAs = (gone) => {
  const like = [...document.querySelectorAll(gone.nodeName)].filter((node) =>
    gone.id ? node.id === gone.id : node.getAttribute('href') === gone.getAttribute('href'));
  return like.find((node) => node.textContent === gone.textContent) ?? like[0];
};

// The style sheets that come are there before anything that they dress, those that go are taken away after.
const dressed = (next) => Promise.all([...next.querySelectorAll(SHEETS)].map((sheet, rank, all) => {
  const mine = [...document.head.querySelectorAll(SHEETS)];
  const address = sheet.getAttribute('href');
  if (mine.some((each) => each.getAttribute('href') === address)) return null;
  const before = mine.findLast((each) => bare(each.getAttribute('href')) === bare(address))
    ?? mine.findLast((each) => each.getAttribute('href') === all[rank - 1]?.getAttribute('href'));
  const comes = document.importNode(sheet);
  const there = new Promise((done) => { comes.onload = comes.onerror = done; setTimeout(done, 3000); });
  before ? before.after(comes) : document.head.append(comes);
  return there;
}));

// The pictures that change are read before they are asked for by the page, so that none goes white.
const painted = (next) => Promise.all([...next.querySelectorAll('img[src]')].map((image) => {
  const address = image.getAttribute('src');
  if (!address.includes('?') || document.querySelector(`img[src="${CSS.escape(address)}"]`)) return null;
  return Promise.race([Object.assign(new Image(), { src: address }).decode().catch(() => null),
    new Promise((done) => setTimeout(done, 3000))]);
}));

export const become = async (next) => {
  await Promise.all([dressed(next), painted(next)]);
  const focused = document.activeElement, rank = [...document.querySelectorAll(FOCUSABLE)].indexOf(focused);
  const read = blocksRead();
  morph(document.documentElement, next.documentElement);
  const { node, top } = read.find(({ node }) => node.isConnected) ?? {};
  if (node) scrollBy({ top: node.getBoundingClientRect().top - top, behavior: 'instant' });
  if (rank >= 0 && !focused.isConnected) {
    const all = [...document.querySelectorAll(FOCUSABLE)];
    (sameAs(focused) ?? all[Math.min(rank, all.length - 1)])?.focus({ preventScroll: true });
  }
  dispatchEvent(new Event('pageshow')); // the scripts of the theme put right what they say of today
};
