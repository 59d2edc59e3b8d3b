#!/usr/bin/env python3
"""Opens a report's page in headless Chromium and has axe-core look for what keeps people out.

    check_page.py BROWSER PAGE [SCREENSHOTS]

The page is opened 1280 and 390 wide, light and dark. Fails where axe finds something serious or critical, where the
page is wider than its window, and where the browser did not take the width or the colours that were asked for. With a
folder SCREENSHOTS it also leaves a picture of each there, and the page as it is printed.
"""

import html
import importlib.util
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SIZES = [(1280, 1000), (390, 844)]
SCHEMES = {"dark": 0, "light": 1}

PROBE = """
<script>%s</script>
<script>
axe.run(document, {resultTypes: ['violations']}).then(found => {
  const report = {
    width: innerWidth, dark: matchMedia('(prefers-color-scheme: dark)').matches,
    wide: document.documentElement.scrollWidth, passes: found.passes.length,
    faults: found.violations.map(fault => ({
      rule: fault.id, impact: fault.impact, help: fault.help,
      where: fault.nodes.slice(0, 3).map(node => node.target.join(' ') + ': ' + node.html.slice(0, 120)),
      count: fault.nodes.length}))};
  const place = document.createElement('script');
  place.type = 'application/json';
  place.id = 'found';
  place.textContent = JSON.stringify(report).replaceAll('<', '\\\\u003c');
  document.head.append(place);
});
</script>
"""


def browse(browser, page, *words):
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *words, page.as_uri()]
    return subprocess.run(command, capture_output=True, timeout=180)


def main():
    browser, page = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    pictures = pathlib.Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else None
    package = pathlib.Path(importlib.util.find_spec("axe_core_python").origin).parent
    axe = (package / "axe.min.js").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8").replace("</body>", PROBE % axe + "</body>")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        probed = pathlib.Path(folder) / "page.html"
        probed.write_text(text, encoding="utf-8")
        for width, height in SIZES:
            for scheme, number in SCHEMES.items():
                name = f"{width} wide, {scheme}"
                setup = [f"--window-size={width},{height}", f"--blink-settings=preferredColorScheme={number}"]
                shown = browse(browser, probed, *setup, "--virtual-time-budget=60000", "--dump-dom")
                found = re.search(
                    r'<script type="application/json" id="found">(.*?)</script>', shown.stdout.decode(), re.S)
                if not found:
                    sys.exit(f"{name}: axe did not run: {shown.stderr.decode()[-2000:]}")
                report = json.loads(html.unescape(found[1]))
                if report["width"] != width or report["dark"] != (scheme == "dark"):
                    sys.exit(f"{name}: the browser shows {report['width']} wide, dark is {report['dark']}")
                if report["passes"] < 10:
                    sys.exit(f"{name}: axe looked at {report['passes']} rules only")
                if report["wide"] > width:
                    faults.append(f"{name}: the page is {report['wide']} wide")
                for fault in report["faults"]:
                    line = f"{name}: {fault['impact']}: {fault['rule']}, {fault['count']} times: {fault['help']}"
                    print(line, *fault["where"], sep="\n    ")
                    if fault["impact"] in ("serious", "critical"):
                        faults.append(line)
                if pictures:
                    pictures.mkdir(parents=True, exist_ok=True)
                    place = pictures / f"{scheme}-{width}.png"
                    browse(browser, page, setup[0].replace(str(height), "6000"), setup[1], f"--screenshot={place}")
        if pictures:
            browse(browser, page, "--no-pdf-header-footer", f"--print-to-pdf={pictures / 'print.pdf'}")
    if faults:
        sys.exit("\n".join(["this keeps people out:", *faults]))
    print("axe-core finds nothing serious, 1280 and 390 wide, light and dark")


main()
