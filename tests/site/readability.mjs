// What Readability, of Firefox, keeps of pages: a line of JSON for each address of a file that comes in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const from = createRequire(process.argv[2] + "/");
const { Readability } = from("@mozilla/readability");
const { JSDOM, VirtualConsole } = from("jsdom");
const virtualConsole = new VirtualConsole();
for (const file of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const page = new JSDOM(readFileSync(file, "utf8"), { url: "https://essai.example/articles/x/", virtualConsole });
  const read = new Readability(page.window.document).parse();
  console.log(JSON.stringify({ html: read.content, byline: read.byline, title: read.title, lang: read.lang }));
}
