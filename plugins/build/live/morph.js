// A page becomes another version of itself, node by node. What has not changed stays in place, with its focus, its
// selection, the details that are open, what is typed in it: only what changed is touched.
const own = (node) => node.nodeName.startsWith('TRIBUNE-'); // what the preview put there
const isSheet = (node) => node.nodeName === 'LINK' && node.relList.contains('stylesheet');
const blank = (node) => node.nodeType !== 1 && !node.data.trim();

// How much two nodes are the same one in two versions; 0 when one cannot become the other.
const likeness = (a, b, words) => {
  if (a.nodeName !== b.nodeName) return 0;
  if (a.isEqualNode(b)) return blank(a) ? 0.01 : 2;
  if (a.nodeName === 'SCRIPT' || isSheet(a)) return 0; // they are run, they are not changed
  if (a.id && a.id === b.id) return 1.5;
  const [mine, its] = [words(a), words(b)];
  let common = 0;
  for (const word of mine) common += its.has(word);
  return 0.02 + common / Math.max(mine.size, its.size, 1);
};

// Which old child each new one is, in the order of both: the pairs whose likenesses add up to most.
const paired = (olds, news) => {
  const pairs = new Map();
  let [start, a, b] = [0, olds.length, news.length];
  while (start < a && start < b && olds[start].isEqualNode(news[start])) pairs.set(news[start], olds[start++]);
  while (a > start && b > start && olds[a - 1].isEqualNode(news[b - 1])) pairs.set(news[--b], olds[--a]);
  const [mine, its] = [olds.slice(start, a), news.slice(start, b)];
  if (mine.length * its.length > 250000) return pairs; // too much to compare: made anew
  const known = new Map();
  const words = (node) => known.get(node) ?? known.set(node, new Set(node.textContent.match(/[\p{L}\p{N}]+/gu))).get(node);
  const alike = mine.map((one) => its.map((other) => likeness(one, other, words)));
  const best = Array.from({ length: mine.length + 1 }, () => new Float64Array(its.length + 1));
  for (let i = mine.length - 1; i >= 0; i--) {
    for (let j = its.length - 1; j >= 0; j--) {
      const both = alike[i][j] && alike[i][j] + best[i + 1][j + 1];
      best[i][j] = Math.max(both, best[i + 1][j], best[i][j + 1]);
    }
  }
  for (let i = 0, j = 0; i < mine.length && j < its.length;) {
    if (alike[i][j] && best[i][j] === alike[i][j] + best[i + 1][j + 1]) pairs.set(its[j++], mine[i++]);
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  }
  return pairs;
};

// A copy that runs: a script out of a parsed page never does.
const copy = (node) => {
  const made = document.importNode(node, true);
  for (const script of made.nodeName === 'SCRIPT' ? [made] : made.querySelectorAll?.('script') ?? []) {
    const runs = document.createElement('script');
    for (const { name, value } of script.attributes) runs.setAttribute(name, value);
    runs.text = script.text;
    if (script === made) return runs;
    script.replaceWith(runs);
  }
  return made;
};

const attributes = (from, to) => {
  const kept = from.nodeName === 'DETAILS' ? 'open' : ''; // whoever reads opens and closes them
  // Nodes, not names: a parser takes names that `setAttribute` refuses.
  for (const each of to.attributes) {
    const mine = from.getAttributeNodeNS(each.namespaceURI, each.localName);
    if (each.name !== kept && mine?.value !== each.value) from.setAttributeNode(each.cloneNode());
  }
  for (const each of [...from.attributes]) {
    const stays = each.name === kept || to.getAttributeNodeNS(each.namespaceURI, each.localName);
    if (!stays) from.removeAttributeNode(each);
  }
};

// The words that changed alone: what is selected around them stays so.
const rewrite = (node, text) => {
  const before = node.data, shorter = Math.min(before.length, text.length);
  let start = 0, end = 0;
  while (start < shorter && before[start] === text[start]) start++;
  while (end < shorter - start && before.at(-1 - end) === text.at(-1 - end)) end++;
  node.replaceData(start, before.length - start - end, text.slice(start, text.length - end));
};

export const morph = (from, to) => {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== 1) return rewrite(from, to.data);
  attributes(from, to);
  const olds = [...from.childNodes].filter((node) => !own(node));
  const pairs = paired(olds, [...to.childNodes]), stays = new Set(pairs.values());
  for (const node of olds) if (!stays.has(node)) node.remove();
  let next = from.firstChild;
  for (const node of to.childNodes) {
    const here = pairs.get(node);
    if (here) morph(here, node);
    else from.insertBefore(copy(node), next);
    next = here ? here.nextSibling : next;
  }
};
