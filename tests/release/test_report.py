"""The report page works in a real browser, keeps hostile text inert, and asks the network for nothing."""

import re
import shutil
import subprocess

import pytest

from pipeline.release import report_charts, report_data
from pipeline.release.report import render
from schemas import vocabulary
from tests.release_tables import TOWNS, tables

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


def test_axis_ends_at_a_round_number_above_the_highest_bar():
    for value, top in ((1, 1), (3, 3), (5, 5), (6, 6), (7, 8), (44, 50), (51, 60), (920, 1000), (1001, 1500), (123456, 150000)):
        assert report_charts.axis_end(value) == top


def test_every_event_type_has_a_mark_of_its_own_and_every_country_its_course():
    page = render(tables(60), MANIFEST)
    assert len(set(report_data.SHAPES)) == len(set(report_data.COLOURS)) == len(vocabulary.terms("event_types"))
    assert page.count("class='spark'") == len(TOWNS) and "Events per year" in page and "Reported deaths per year" in page


def test_hostile_names_stay_text_in_the_static_part():
    page = render(tables(3, HOSTILE), MANIFEST)
    assert "<img" not in page and page.count("</script>") == 3


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_draws_the_map_and_lists_events_with_hostile_text_inert(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render(tables(120, HOSTILE), MANIFEST), encoding="utf-8")
    document = browse(path, tmp_path / "profile")
    assert 'data-ready="yes"' in document and "120 of 120 rows" in document
    assert document.count('class="row"') == 25 and "page 1 of 5" in document
    assert "<title>A release</title>" in document and "<img" not in document


def act(tmp_path, page: str, deed: str) -> str:
    """The page's main part after the script `deed` ran in it; a step that waits for the page's timers is `await later()`."""
    path = tmp_path / "acted.html"
    script = ("const later = () => new Promise((done) => setTimeout(done, 400)); while (!document.documentElement.dataset.ready) await later();"
              f"const at = (id) => document.getElementById(id); const put = (id, value, event) => {{ at(id).value = value; at(id).dispatchEvent(new Event(event)); }}; {deed}")
    path.write_text(page.replace("</body>", f'<script type="module">{script}</script></body>'), encoding="utf-8")
    return browse(path, tmp_path / "profile").split("<main>")[1].split("</main>")[0]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_search_and_filters_leave_the_events_that_fit_and_say_so_when_none_does(tmp_path):
    made = tables(120)
    page, in_mali = render(made, MANIFEST), made["events"].filter(country_iso3="MLI").height
    found = act(tmp_path, page, "put('search', 'gao', 'input'); await later();")
    assert f"{in_mali} of 120 rows" in found and "Gao, Mali" in found and "Idlib, Syria" not in found.split('id="rows"')[1].split("</tbody>")[0]
    mali = [o for o in found.split("<option") if o.endswith("Mali</option>")][0].split('value="')[1].split('"')[0]
    assert f"{in_mali} of 120 rows" in act(tmp_path, page, f"put('country', '{mali}', 'change'); await later();")
    exact = made["events"].filter(geo_precision=1).height
    assert f"{exact} of 120 rows" in act(tmp_path, page, "put('precision', '1', 'change'); await later();")
    nothing = act(tmp_path, page, "put('search', 'no such place', 'input'); await later();")
    assert "0 of 120 rows" in nothing and "No event fits these filters." in nothing and "Clear the filters" in nothing
    assert "120 of 120 rows" in act(tmp_path, page, "put('search', 'no such place', 'input'); await later(); document.querySelector('#rows button').click(); await later();")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_evidence_opens_below_the_event_and_a_script_is_never_a_link(tmp_path):
    opened = act(tmp_path, render(tables(3, HOSTILE), MANIFEST), "document.querySelector('#rows button').click(); await later();")
    assert 'aria-expanded="true"' in opened and "A sentence about" in opened and "javascript:alert(1)" in opened
    assert 'href="javascript' not in opened and "<img" not in opened
    listed = act(tmp_path, render(tables(1), MANIFEST), "at('map').focus(); at('map').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'})); await later();")
    assert "One event here" in listed


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_page_makes_no_network_request(tmp_path):
    path, log = tmp_path / "report.html", tmp_path / "net.json"
    path.write_text(render(tables(20), MANIFEST), encoding="utf-8")
    browse(path, tmp_path / "profile", f"--log-net-log={log}")
    asked = re.findall(r'"url":"(https?://[^"]+)"', log.read_text(encoding="utf-8"))
    assert not [url for url in asked if "example.org" in url or "report" in url], asked
