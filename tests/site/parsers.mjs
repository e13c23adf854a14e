// What readers of feeds in Node know of entries: for each feed of a line of JSON ({name: text}), by each parser that
// reads its form, the identifier, address and title of each entry; one JSON that says it all.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const from = createRequire(process.argv[2] + "/");
const Parser = from("rss-parser");
const { extractFromJson, extractFromXml } = from("@extractus/feed-extractor");
const { parseFeed: parseAny } = from("feedsmith");
const { parseFeed } = from("@rowanmanning/feed-parser");
const FeedParser = from("feedparser");

const inFeedsmith = {
  atom: ({ entries }) => entries.map(({ id, links, title }) => [id, links[0].href, title.value ?? title]),
  rss: ({ items }) => items.map(({ guid, link, title }) => [guid.value, link, title.value ?? title]),
  json: ({ items }) => items.map(({ id, url, title }) => [id, url, title]),
};
const xml = {
  "rss-parser": async (text) =>
    (await new Parser().parseString(text)).items.map(({ id, guid, link, title }) => [guid ?? id, link, title]),
  "feed-extractor": (text) => extractFromXml(text).entries.map(({ id, link, title }) => [id, link, title]),
  "feed-parser": (text) => parseFeed(text).items.map(({ id, url, title }) => [id, url, title]),
  feedparser: (text) =>
    new Promise((done, refuse) => {
      const read = [];
      const parser = new FeedParser({ addmeta: false });
      parser.on("data", ({ guid, link, title }) => read.push([guid, link, title]));
      parser.on("end", () => done(read)).on("error", refuse);
      parser.end(text);
    }),
};
const json = {
  "feed-extractor": (text) => extractFromJson(text).entries.map(({ id, link, title }) => [id, link, title]),
};
const both = {
  feedsmith: (text) => {
    const { format, feed } = parseAny(text);
    return inFeedsmith[format](feed);
  },
};

const found = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8"))))
  for (const [parser, read] of Object.entries({ ...(name.endsWith(".json") ? json : xml), ...both }))
    (found[parser] ??= {})[name] = await read(text);
console.log(JSON.stringify(found));
