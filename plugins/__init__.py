"""The data flow of a build, stage by stage.

    content/ → Content → Site → outputs → staged folder → gate → output/

1. **Content** (`model.loader.load_site`). Every file of `content/` goes through one door: decoded (`source`), its
   header parsed with marks (`frontmatter`), validated against the schema of its kind (`kinds`), its references and
   links resolved (`checks`). Then the checks of the features look at the whole. The result holds documents, files,
   every `Problem`. With one error the build ends here and the old output stays.

   What is worked out of one text alone (its record, the HTML of its body, what it names) is a fact (`model.facts`),
   kept by the bytes of its file in `.cache/textes/` (`model.store`); those that are missing are computed text by text,
   by all processors (`model.prepare`). What crosses texts is recomputed by each build.

2. **Site** (`site.assemble.assemble`, a pure function of the content and of `site.options`). Frozen: a copy of the
   content with its records typeset (`site.typesetting`), the body of each text rendered, resolved and typeset
   (`site.texts`), articles, pages, people, categories, themes, years (`site.values`). Addresses in HTML begin with
   `ROOT`, which the writer of each page replaces. The HTML of a body is read from the store by the page that shows it;
   till then it is known by its digest (`Html`).

3. **Slots and outputs** (`site.outputs`). Each feature of `PLUGINS`, in its order, gives typed values for general
   pages (`site.slots`: offer, guide, card…), then its outputs: pages with their views, feeds, calendars, PDFs, files.
   General pages come first, redirects last. `outputs_of` gives the one list.

4. **Write** (`build.pelican`, the one module that knows Pelican). Each output claims its path from the register
   (`common.outputs`) with the line that asked for it, and its key (`site.keys`): it is made when the key is not known.
   A page is its template given the fields of its view and of the frame (`site.views`), and nothing else. Pelican gives
   the settings, the plugins, the Jinja environment of the theme. A preview promises the paths of PDFs, and makes each
   when it is asked for. Foreign expressions of the house are marked in what was rendered (`typography.foreign`).

5. **Gate** (`publishing.gate`, named by its feature). Every file that is not known is read, all are compared with the
   register and with the addresses that readers know; one error, and nothing is replaced.

   `check` is stages 1 to 5 of a site to publish, in the cache (`BuildRequest.trial`), with no output to replace, so
   that none is locked, and addresses are compared with the register alone.

6. **Replace** (`common.staging`). What differs was written in the tree of the build before, beside the output; the two
   change places in one step when all went well. One lock, beside the real path of the output, is held from stage 1 to
   the end. The manifest of what was published is `.cache/manifest.json`.

A command whose content, theme, code and day are those of the last one, and whose output is still what was written, has
its report (`build.recall`): nothing of all this is done again.

Tasks and relays read the same content; relays read it typeset, as pages show it.

Layers: `french ← common ← model ← typography ← site ← features ← build, tasks.py`; a feature imports no other,
but for `targets ← relays → quotes`. tests/test_architecture.py keeps these rules.
"""
