"""The report page of 100,000 events in a real browser: its size, the time to open it, and the frames while it is panned, zoomed and searched.

Run: python -m pytest -s -m bench tests/bench/bench_report.py. Prints milliseconds, asserts what the page shows.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time

import pytest

from pipeline.release.report import render
from tests.release.test_report import CHROMIUM, FLAGS, MANIFEST
from tests.release_tables import tables

COUNT = 100_000
# Frames are counted while the deed runs; the map is dragged by pointer events as a hand would send them.
MEASURE = """
(async () => {
  const frames = [], canvas = document.getElementById('map'), pause = (ms) => new Promise((done) => setTimeout(done, ms));
  canvas.setPointerCapture = () => {};
  canvas.scrollIntoView();
  await pause(300);
  let last = performance.now(), stop = false;
  const tick = () => { const now = performance.now(); frames.push(now - last); last = now; if (!stop) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const point = (name, x, y) => canvas.dispatchEvent(new PointerEvent(name, { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
  const box = canvas.getBoundingClientRect(), [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const drag = async () => { point('pointerdown', x, y); for (let i = 0; i < 60; i++) { point('pointermove', x + 3 * i, y + i); await pause(10); } point('pointerup', x + 180, y + 60); };
  const wheel = async () => { for (let i = 0; i < 8; i++) { canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, clientX: x, clientY: y, cancelable: true })); await pause(50); } };
  const search = async () => { const box = document.getElementById('search'); box.value = 'gao'; box.dispatchEvent(new Event('input')); await pause(900); };
  const told = {};
  for (const [name, deed] of Object.entries({ 'pan the whole': drag, 'zoom': wheel, 'pan near': drag, 'search': search })) {
    frames.length = 0; await deed();
    const sorted = frames.slice().sort((a, b) => a - b);
    told[name] = { frames: sorted.length, median: sorted[sorted.length >> 1], longest: sorted[sorted.length - 1] };
  }
  stop = true;
  return JSON.stringify({ told, found: document.getElementById('found').textContent });
})()
"""


@contextlib.contextmanager
def browser(profile):
    """A function that sends a command of the browser's protocol through a pipe and returns its result."""
    to_read, to_write, from_read, from_write = *os.pipe(), *os.pipe()
    flags = [flag for flag in FLAGS if "virtual-time" not in flag]
    command = f"exec 3<&{to_read} 4>&{from_write}; exec \"$@\""
    running = subprocess.Popen(["bash", "-c", command, "bash", CHROMIUM, *flags, "--remote-debugging-pipe", "--window-size=1280,900", f"--user-data-dir={profile}"],
                               pass_fds=(to_read, from_write), stderr=subprocess.DEVNULL)
    os.close(to_read)
    os.close(from_write)
    number, left = 0, b""

    def call(method: str, session: str | None = None, **parameters):
        nonlocal number, left
        number += 1
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        os.write(to_write, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in left:
                left += os.read(from_read, 2**20)
            answer, _, left = left.partition(b"\0")
            if (answer := json.loads(answer)).get("id") == number:
                return answer["result"]

    try:
        yield call
    finally:
        running.terminate()
        running.wait()
        os.close(to_write)
        os.close(from_read)


@pytest.mark.bench
@pytest.mark.skipif(CHROMIUM is None or not shutil.which("bash"), reason="no Chromium on this machine")
def test_page_of_many_events(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render(tables(COUNT), MANIFEST), encoding="utf-8")
    with browser(tmp_path / "profile") as call:
        target = call("Target.createTarget", url="about:blank")["targetId"]
        session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        ask = lambda expression: call("Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True)["result"].get("value")
        began = time.perf_counter()
        call("Page.navigate", session, url=f"file://{path}")
        while not ask("document.documentElement.dataset.ready || ''"):
            time.sleep(0.01)
        opened = time.perf_counter() - began
        answer = json.loads(ask(MEASURE))
    print(f"\n{COUNT:,} events: {path.stat().st_size / 1e6:.1f} MB, open in {opened:.1f} s")
    for name, frame in answer["told"].items():
        print(f"{name}: {frame['frames']} frames, median {frame['median']:.0f} ms, longest {frame['longest']:.0f} ms")
    assert answer["found"].endswith(f"of {COUNT:,} rows") and not answer["found"].startswith("0 of")
