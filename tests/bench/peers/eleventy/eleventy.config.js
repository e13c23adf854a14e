// The same pages as the other sites of the bench.
const day = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris" });
const slug = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-");

// One item for each page of each list: a plain pagination of Eleventy goes over one list alone.
const pagesOf = (groups, size = 10) =>
  [...groups].flatMap(([name, items]) => {
    const count = Math.ceil(items.length / size);
    return Array.from({ length: count }, (_, at) => ({
      name, address: slug(name), number: at + 1, count, items: items.slice(at * size, (at + 1) * size),
    }));
  });

const groupedBy = (articles, keys) => {
  const groups = new Map();
  for (const article of articles)
    for (const key of keys(article.data)) groups.set(key, [...(groups.get(key) ?? []), article]);
  return groups;
};

export default function (config) {
  config.addPassthroughCopy("static");
  config.addFilter("day", (date) => day.format(date));
  config.addFilter("slugged", slug);
  const articles = (api) => api.getFilteredByGlob("content/articles/*.md").reverse();
  config.addCollection("all_articles", articles);
  config.addCollection("tag_pages", (api) => pagesOf(groupedBy(articles(api), (data) => data.tags)));
  config.addCollection("category_pages", (api) => pagesOf(groupedBy(articles(api), (data) => [data.category])));
  return { dir: { input: "content", includes: "../_includes", output: "output" } };
}
