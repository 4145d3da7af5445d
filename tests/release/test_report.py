"""The report page works in a real browser, keeps hostile text inert, and asks the network for nothing."""

import re
import shutil
import subprocess

import pytest

from pipeline.release.report import render
from tests.release_tables import tables

MANIFEST = {"title": "A release", "version": "2026.11.0-dev.12345678", "schema_version": "1.0.0", "is_sample": True, "audience": "public"}
HOSTILE = " </script><img src=x onerror=\"document.title='broken'\"> <b>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
         "--disable-sync --virtual-time-budget=6000").split()


def browse(path, profile, *options: str) -> str:
    """What the browser made of the page: its document after the scripts ran."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *options, "--dump-dom", f"file://{path}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_same_tables_give_the_same_bytes():
    assert render(tables(30), MANIFEST) == render(tables(30), MANIFEST)


def test_page_says_sample_and_is_one_file():
    page = render(tables(5), MANIFEST)
    assert "Sample, not data" in page
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page.split("<script id=")[0])
    assert "default-src 'none'" in page


def test_empty_release_has_a_page():
    assert "No events." in render(tables(0), MANIFEST)


def test_hostile_names_stay_text_in_the_static_part():
    page = render(tables(3, HOSTILE), MANIFEST)
    assert "<img" not in page and page.count("</script>") == 3


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_draws_the_map_and_lists_events_with_hostile_text_inert(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render(tables(120, HOSTILE), MANIFEST), encoding="utf-8")
    document = browse(path, tmp_path / "profile")
    assert 'data-ready="yes"' in document and "120 of 120 events" in document
    assert document.count('class="row"') == 50 and "page 1 of 3" in document
    assert "<title>A release</title>" in document and "<img" not in document


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_page_makes_no_network_request(tmp_path):
    path, log = tmp_path / "report.html", tmp_path / "net.json"
    path.write_text(render(tables(20), MANIFEST), encoding="utf-8")
    browse(path, tmp_path / "profile", f"--log-net-log={log}")
    asked = re.findall(r'"url":"(https?://[^"]+)"', log.read_text(encoding="utf-8"))
    assert not [url for url in asked if "example.org" in url or "report" in url], asked
