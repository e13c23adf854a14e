"""The data flow of a build, stage by stage: what runs at which signal, and what each stage leaves for the next.

    content/ → model → HTML → pages → staged output → output/

1. **Read** (`plugins.model.reading.load_site`, before Pelican starts). Every file of `content/` goes through one
   door: decoded (`source`), its header parsed with marks (`frontmatter`), validated against its schema (`article`,
   `workshop`…), its references and links resolved (`checks`). Then the checks that `tasks.py` lists look at the whole
   site. The result is a `Site`: records, files, every `Problem`. With one error the build ends here and the old
   output stays.

2. **Engine** (`fastbuild.adapter.run_pelican`). Pelican starts with the `Site` in `settings["TRIBUNE_SITE"]`.
   `initialized`        model takes the settings that agence.yaml holds; typography replaces the records of the site
                        by typeset ones, so that every later stage reads those; workshops, guides, crosspost,
                        discovery set their defaults and the filters and globals of templates.
   `readers_init`       model puts its reader in place of Pelican's: `content` objects get HTML and metadata from
                        `model.metadata` (title, excerpt, teaser, reading_time, banner, record, document…).
   `get_generators`     media adds the generator that publishes the files that texts reach; workshops, guides, crosspost
                        and discovery add generators for their content types; each leaves
                        its entries in the context: `workshops`, `guides`, `clients`, `people`.

   `content_object_init` typography sets the body, the excerpt, the teaser and the descriptions (slugs and ids never
                        change), then typogrify's `amp` and `caps`, then the widow control.

3. **Complete** (`all_generators_finalized`, in the order of PLUGINS; contents know each other from here on, and
   `_content` may change because links are not resolved yet).
   media       `hero`, `portrait`, `logo`, `cover`; the size of each image in `_content`. Its check has filled
               `site.published`, the bytes that readers get of each file, which PDFs and relays take too
   workshops   `sessions`, `upcoming`, `past` (each with `url`, `registration`, `message`, `jsonld`, `calendar`),
               `prices`, `seat_prices`, `card_price`, `vat_notice`, `mode_label`, `mode_id`, `duration_label`,
               `contact_email`, `trainer_ids`, `trainer_names`, `calendar`, `programme`, `jsonld` on workshops;
               `workshop` on articles; `next_sessions`, `workshop_facets`, `workshops_jsonld`,
               `hidden_workshops` in the context.
               `calendar` {url, webcal, google} on workshops and sessions and in the context; `programme` on
               workshops: {url, weight} of the PDF, made here since pages say its weight, None without Pango
   guides      `articles`, `file` on guides, `guide` on articles
   crosspost   `client`, `original`, `based_on`, `card` on articles, `articles`, `relayed`, `feeds` on clients; the
               quoted passage in its block; a card for each article, a feed for each client who takes one
   discovery   `people`, `updated_by`, `series`, `source`, `share`, `canonical`, `jsonld` on articles, `jsonld` on
               signatures, `people` on workshops; `lead`, `latest`, `recent`, `years`, `menu_pages`, `site_sections` in
               the context

4. **Write.** Pelican and the generators render `theme/templates`, where discovery's `structured_data` turns the nodes
   that plugins left (`jsonld`) and the way down to the page into its one `@graph`; `feed_generated`: discovery makes
   feeds valid; workshops writes calendars and copies the PDFs from their cache; the last generators write sitemap.xml,
   robots.txt, favicon.ico, the pages of old addresses and prochain-changement.json, the next instant at which the site
   would change by itself.

   Every writer claims its path from the register (`common.outputs`, in `settings["TRIBUNE_OUTPUTS"]`), with the line
   that asked for it.

5. **Gate** (`publishing.gate`, named in `tasks.py`). The folder is read whole, compared with the register and with the
   addresses that readers know; one error, and nothing is replaced.

   `check` is stages 1 to 5 of a site to publish, in the cache (`BuildRequest.trial`), with no output to replace, so
   that none is locked, and addresses are compared with the register alone.

6. **Replace** (`common.staging`). Pages were written in a folder beside the output; the two change places in one step
   when all went well. One lock, beside the real path of the output, is held from stage 1 to the end.

Layers: `common ← model ← each plugin ← tasks.py`. A plugin imports `common`, `model` and its own modules; only
`adapter.py` imports Pelican. tests/test_architecture.py keeps these rules.
"""
