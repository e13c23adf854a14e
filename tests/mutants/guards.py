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

GUARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("plugins/discovery/jsonld.py:graph", ("tests/discovery/test_jsonld.py",)),
    ("plugins/fastbuild/handler.py:_is_local", ("tests/fastbuild/test_server.py",)),
    ("plugins/fastbuild/handler.py:Handler.do_GET", ("tests/fastbuild/test_server.py",)),
    ("plugins/fastbuild/paths.py:locate", ("tests/fastbuild/test_server.py",)),
    (
        "plugins/fastbuild/adapter.py:run_pelican",
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
    ("plugins/common/locks.py:_acquire", ("tests/common/test_locks.py",)),
    ("plugins/common/pdf.py:PdfCache.forget", ("tests/common/test_pdf.py", "tests/workshops/test_many.py")),
    ("plugins/common/fetching/addresses.py:refusal", FETCH),
    ("plugins/common/fetching/addresses.py:hides_a_number", FETCH),
    ("plugins/common/fetch.py:_Journey._vet", FETCH),
    ("plugins/common/fetch.py:_Journey._get", FETCH),
    ("plugins/common/safe_html.py:tree_faults", ("tests/common/test_safe_html.py",)),
    ("plugins/common/safe_html.py:_attribute_faults", ("tests/common/test_safe_html.py",)),
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
)
