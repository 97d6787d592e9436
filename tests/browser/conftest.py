"""Where pages were not looked at in a browser, the last line that is printed says so."""


def pytest_unconfigure(config):
    """Print it after pytest's own last line."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    stats = reporter.stats if reporter else {}
    skipped = [r for r in stats.get("skipped", ()) if "browser/" in r.nodeid]
    if skipped:
        how = "only in part" if stats.get("passed") else "not"
        why = sorted({r.longrepr[2].removeprefix("Skipped: ") for r in skipped})
        reporter.write_line(
            f"Pages were {how} looked at in a browser (checks left out: {len(skipped)}): "
            + "; ".join(why)
        )
