"""The lines that protect readers and clients, by name, and the tests that must go red when one is broken.

A target is `file:name` or `file:Class.name`; one that no longer exists is an error, so that the list follows the code.
"""

from __future__ import annotations

FETCH = ("tests/common/test_fetch.py",)
DECISION = (
    "tests/crosspost/test_decision.py",
    "tests/crosspost/test_outgoing_returns.py",
    "tests/crosspost/test_outgoing_plan.py",
)
BODY = ("tests/model", "tests/common/test_safe_html.py")
GATE = ("tests/publishing/gate",)
LOSSES = ("tests/publishing/test_losses.py",)
RASTER = ("tests/media/test_raster.py", "tests/media/test_svg.py")
SVG = ("tests/media/test_svg.py",)

GUARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("plugins/discovery/jsonld.py:graph", ("tests/discovery/test_jsonld.py",)),
    ("plugins/fastbuild/handler.py:_is_local", ("tests/fastbuild/test_server.py",)),
    ("plugins/fastbuild/handler.py:Handler.do_GET", ("tests/fastbuild/test_server.py",)),
    ("plugins/fastbuild/paths.py:locate", ("tests/fastbuild/test_server.py",)),
    (
        "plugins.fastbuild.pelican.py:run_pelican",
        ("tests/fastbuild/test_engine.py", "tests/fastbuild/test_templates.py"),
    ),
    ("plugins/common/staging.py:check_output", ("tests/common/test_staging.py",)),
    ("plugins/common/staging.py:_is_a_site", ("tests/common/test_staging.py",)),
    (
        "plugins/common/staging.py:Place.recover",
        ("tests/common/test_staging.py", "tests/common/test_staging_killed.py"),
    ),
    (
        "plugins/common/staging.py:Place._replace",
        ("tests/common/test_staging.py", "tests/common/test_staging_killed.py"),
    ),
    ("plugins/common/staging.py:Place._check_room", ("tests/common/test_staging.py",)),
    ("plugins/common/staging.py:settle_modes", ("tests/common/test_staging.py",)),
    ("plugins/common/locks.py:_acquire", ("tests/common/test_locks.py",)),
    ("plugins/common/exchange.py:exchange", ("tests/common/test_staging.py", "tests/common/test_staging_killed.py")),
    ("plugins/common/pdf.py:PdfCache.forget", ("tests/common/test_pdf.py", "tests/workshops/test_many.py")),
    ("plugins/common/fetching/addresses.py:refusal", FETCH),
    ("plugins/common/fetching/addresses.py:hides_a_number", FETCH),
    ("plugins/common/fetch.py:_Journey._vet", FETCH),
    ("plugins/common/fetch.py:_Journey._get", FETCH),
    ("plugins/common/safe_html.py:tree_faults", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:Rules.to_read", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:Rules.names", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:Rules._has_form", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:_value_faults", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:_comment_faults", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:Fragment.faults", BODY),
    ("plugins/common/safe_html.py:scheme_of", ("tests/common/test_safe_html.py",)),
    ("plugins/crosspost/decision.py:decide", DECISION),
    ("plugins/crosspost/decision.py:_duplicate", DECISION),
    ("plugins/crosspost/decision.py:returning", DECISION),
    ("plugins/crosspost/decision.py:_present", DECISION),
    ("plugins/crosspost/protocol.py:Worker.unmoved", DECISION),
    ("plugins/crosspost/protocol.py:Worker.restore", DECISION),
    ("plugins/model/checks.py:check_link", ("tests/model",)),
    ("plugins/model/links.py:resolve_link", ("tests/model",)),
    ("plugins/publishing/redirects.py:check_redirects", ("tests/publishing/test_redirects.py",)),
    ("plugins/publishing/redirects.py:_Taken.by", ("tests/publishing/test_redirects.py",)),
    ("plugins/model/limits.py:bounded", ("tests/model/test_limits.py",)),
    ("plugins/model/limits.py:crowd", ("tests/model/test_limits.py",)),
    ("plugins/model/limits.py:_as_text", ("tests/model/test_limits.py",)),
    ("plugins/model/markup.py:refused", ("tests/model",)),
    ("plugins/model/markup.py:unbalanced", ("tests/model",)),
    ("plugins/publishing/gate/across.py:check_folder", GATE),
    ("plugins/publishing/gate/across.py:_registered", GATE),
    ("plugins/publishing/gate/across.py:_links", GATE),
    ("plugins/publishing/gate/across.py:_is_there", GATE),
    ("plugins/publishing/gate/data.py:read_xml", GATE),
    ("plugins/publishing/gate/data.py:read_svg", GATE),
    ("plugins/publishing/gate/data.py:read_css", GATE),
    ("plugins/publishing/gate/data.py:read_calendar", GATE),
    ("plugins/publishing/gate/known.py:_unpublished", (*GATE, "tests/publishing/test_gate.py")),
    ("plugins/publishing/gate/links.py:_resolve", GATE),
    ("plugins/publishing/gate/links.py:_absolute", GATE),
    ("plugins/publishing/gate/links.py:_inside", GATE),
    ("plugins/publishing/gate/page.py:read_page", GATE),
    ("plugins/publishing/gate/page.py:Leading.of", GATE),
    ("plugins/publishing/gate/page.py:Leading.address", GATE),
    ("plugins/publishing/gate/page.py:Leading._link", GATE),
    ("plugins/publishing/gate/page.py:_ids", GATE),
    ("plugins/publishing/gate/page.py:_scripts", GATE),
    ("plugins/publishing/gate/page.py:_unresolved", GATE),
    ("plugins/publishing/gate/page.py:_once", GATE),
    ("plugins/publishing/gate/read.py:read_file", GATE),
    ("plugins/publishing/gate/read.py:_text", GATE),
    ("plugins/publishing/gate/store.py:Store.get", GATE),
    ("plugins/publishing/gate/words.py:Words.find", GATE),
    ("plugins/publishing/losses.py:losses", LOSSES),
    ("plugins/publishing/losses.py:_each", LOSSES),
    ("plugins/publishing/losses.py:_goes_with", LOSSES),
    ("plugins/publishing/addresses.py:promise_of", LOSSES),
    ("plugins/publishing/addresses.py:read_addresses", LOSSES),
    ("plugins/media/prepare.py:prepare", RASTER),
    ("plugins/media/prepare.py:_image", RASTER),
    ("plugins/media/prepare.py:_embedded", RASTER),
    ("plugins/media/svg.py:_Cleaner.clean", SVG),
    ("plugins/media/svg.py:_Cleaner._entity", SVG),
    ("plugins/media/svg.py:_Cleaner._start", SVG),
    ("plugins/media/svg.py:_Cleaner._attributes", SVG),
    ("plugins/media/svg.py:_Cleaner._reference", SVG),
    ("plugins/media/svg.py:_Cleaner._css", SVG),
)
