// What a page does to those who read it with a keyboard, large letters, their own colours: measures, no judgement.
// Evaluated in the page, `readers` then holds them; each gives a list of what is wrong, in words.
(() => {
  const name = (node) => {
    const label = node.getAttribute("aria-label");
    const words = label || [node, ...node.querySelectorAll("img")].map((each) => each.alt ?? each.textContent).join(" ");
    return words.replace(/\s+/g, " ").trim();
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  const call = (node) => `${node.tagName.toLowerCase()}${node.className && `.${String(node.className).split(" ")[0]}`} « ${name(node).slice(0, 40)} »`;
  const stops = () => [...document.querySelectorAll("a[href], button, summary, input, [tabindex='0']")].filter(shown);
  const hidden = (node) => node.closest(".visually-hidden, .skip, [aria-hidden=true]") !== null;
  const scrolls = (node, axis) => /auto|scroll/.test(getComputedStyle(node)[`overflow${axis}`]);

  // The focus at each stop: in the window, with a ring that nothing cuts.
  const focus = () => {
    const wrong = [];
    for (const node of stops()) {
      node.focus({ focusVisible: true });
      if (document.activeElement !== node) { wrong.push(`${call(node)} : pas de focus`); continue; }
      const box = node.getBoundingClientRect(), style = getComputedStyle(node);
      const ring = parseFloat(style.outlineWidth), out = ring + parseFloat(style.outlineOffset);
      if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong.push(`${call(node)} : hors de la fenêtre`);
      if (style.outlineStyle === "none" || ring < 2) wrong.push(`${call(node)} : sans anneau`);
      for (let above = node.parentElement; above && above !== document.body; above = above.parentElement) {
        const around = getComputedStyle(above), edge = above.getBoundingClientRect();
        // What is wider than its box scrolls there: browsers leave what is partly in sight where it is.
        const cutX = around.overflowX !== "visible" && !(scrolls(above, "X") && above.scrollWidth > above.clientWidth) && (box.left - out < edge.left - 1 || box.right + out > edge.right + 1);
        const cutY = around.overflowY !== "visible" && (box.top - out < edge.top - 1 || box.bottom + out > edge.bottom + 1);
        const margin = parseFloat(around.overflowClipMargin) || 0;
        if ((cutX || cutY) && margin < out && !(box.width > edge.width) ) { wrong.push(`${call(node)} : anneau coupé par ${call(above).slice(0, 40)}`); break; }
      }
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return wrong;
  };

  // What a box that scrolls holds and does not show now.
  const away = (node, box) => {
    for (let above = node; above && above !== document.body; above = above.parentElement) {
      const edge = above.getBoundingClientRect();
      if (scrolls(above, "Y") && (box.bottom <= edge.top + 4 || box.top >= edge.bottom - 4)) return true;
    }
    return false;
  };

  // Every piece of text, with its box: cut by the window or by what holds it, or over another.
  const pieces = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.data.trim() || !shown(node.parentElement) || hidden(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && !away(node.parentElement, box)) found.push({ node, box: box.toJSON(), parent: node.parentElement });
    }
    return found;
  };
  const text = () => {
    const wrong = [], width = document.documentElement.clientWidth, all = pieces();
    if (document.documentElement.scrollWidth > width) wrong.push(`la page défile de côté : ${document.documentElement.scrollWidth} pour ${width}`);
    for (const { node, box, parent } of all) {
      const words = node.data.trim().slice(0, 30);
      let free = false;
      for (let above = parent; above && above !== document.documentElement; above = above.parentElement) {
        const edge = above.getBoundingClientRect(), style = getComputedStyle(above);
        if (scrolls(above, "X")) { free = true; break; }
        if (/hidden|clip/.test(style.overflowX) && (box.right > edge.right + 6 || box.left < edge.left - 6)) wrong.push(`« ${words} » coupé par ${call(above).slice(0, 40)}`);
        if (/hidden|clip/.test(style.overflowY) && (box.bottom > edge.bottom + 6 || box.top < edge.top - 6)) wrong.push(`« ${words} » coupé par ${call(above).slice(0, 40)}`);
      }
      if (!free && (box.right > width + 1 || box.left < -1)) wrong.push(`« ${words} » sort de la fenêtre`);
    }
    for (let i = 0; i < all.length; i++) {
      const one = all[i], { top, bottom, left, right, height } = one.box;
      for (let j = i + 1; j < all.length; j++) {
        const two = all[j];
        if (two.box.top >= bottom || two.box.bottom <= top) continue; // most pairs, of a million in a long page
        const high = Math.min(bottom, two.box.bottom) - Math.max(top, two.box.top);
        const wide = Math.min(right, two.box.right) - Math.max(left, two.box.left);
        if (wide <= 2 || high <= 0.5 * Math.min(height, two.box.height)) continue;
        if (one.node === two.node || one.parent.contains(two.parent) || two.parent.contains(one.parent)) continue;
        wrong.push(`« ${one.node.data.trim().slice(0, 20)} » sur « ${two.node.data.trim().slice(0, 20)} »`);
      }
    }
    return [...new Set(wrong)];
  };

  // Links among words: a line, an edge, a background, or a colour three times as light or as dark.
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map(Number).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, two) => { const [high, low] = [light(one), light(two)].sort((a, b) => b - a); return (high + 0.05) / (low + 0.05); };
  const among = (link) => {
    const block = link.closest("p, li, dd, td, th, figcaption, blockquote, address, cite, div");
    if (!block || link.closest("nav, h1, h2, h3, h4")) return false;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), inner = "ul, ol, table, figure, p, div";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent.closest("a") || !/[\p{L}\d]{2}/u.test(node.data) || !shown(parent) || hidden(parent)) continue;
      if (parent !== block && parent.closest(inner) !== block && parent.closest(inner) !== block.closest(inner)) continue;
      return true;
    }
    return false;
  };
  const links = () => [...document.querySelectorAll("main a[href], footer a[href]")].filter((link) => shown(link) && among(link)).filter((link) => {
    const style = getComputedStyle(link), colour = style.textDecorationColor;
    const line = style.textDecorationLine.includes("underline") && !/, 0\)$|transparent/.test(colour);
    const box = !/, 0\)$|transparent/.test(style.backgroundColor) || parseFloat(style.borderBottomWidth) > 0 && !/, 0\)$/.test(style.borderBottomColor);
    return !line && !box && contrast(style.color, getComputedStyle(link.parentElement).color) < 3;
  }).map(call);

  // One name, one address.
  const names = () => {
    const seen = new Map();
    for (const link of document.querySelectorAll("a[href]")) {
      if (!shown(link)) continue;
      const all = seen.get(name(link).toLowerCase()) ?? new Set();
      seen.set(name(link).toLowerCase(), all.add(link.href.split("#")[0] === location.href.split("#")[0] ? link.hash || link.href : link.href));
    }
    return [...seen].filter(([words, all]) => !words || all.size > 1).map(([words, all]) => `« ${words} » : ${[...all].join(", ")}`);
  };

  // Targets of 24 pixels, those of a sentence excepted (WCAG 2.5.8).
  const targets = () => stops().filter((node) => {
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    return !hidden(node) && !(style.display === "inline" && among(node)) && (box.width < 23.5 || box.height < 23.5);
  }).map((node) => { const box = node.getBoundingClientRect(); return `${call(node)} : ${Math.round(box.width)} × ${Math.round(box.height)}`; });

  // In forced colours, what was a button by its background alone keeps an edge.
  const forced = () => [...document.querySelectorAll("a, button")].filter((node) => shown(node) && node.matches(".button, .lire-la-suite a, .action a, .tags a, .skip")).filter((node) => {
    const style = getComputedStyle(node);
    return parseFloat(style.borderTopWidth) < 1 && !style.textDecorationLine.includes("underline");
  }).map(call);

  // Headings: one h1, no rank skipped, the first of a section above the others.
  const ranks = () => {
    const wrong = [], all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((node) => shown(node) || node.closest(".visually-hidden"));
    const rank = (node) => Number(node.tagName[1]);
    if (all.filter((node) => rank(node) === 1).length !== 1) wrong.push("pas un seul h1");
    all.forEach((node, at) => { if (at && rank(node) > rank(all[at - 1]) + 1) wrong.push(`${call(node)} après ${call(all[at - 1])}`); });
    for (const section of document.querySelectorAll("section, aside, [role=doc-endnotes]")) {
      const [first, ...others] = section.querySelectorAll("h1, h2, h3, h4, h5, h6");
      for (const node of others) if (rank(node) <= rank(first)) wrong.push(`${call(node)} au rang de ${call(first)}`);
    }
    return wrong;
  };

  const style = (rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules); document.adoptedStyleSheets = [sheet]; };
  window.readers = { focus, text, links, names, targets, forced, ranks, style };
})();
