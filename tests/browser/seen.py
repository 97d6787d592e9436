"""What there is to see on a page, collected once for all checks.

Each page is opened three times, as on a desk, at a dark desk that also prints it, and on a
phone; what the checks then hold against each other are plain numbers.
"""

import os
import re
import shutil
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

CHROMIUM = next(
    (found for found in map(shutil.which, (
        os.environ.get("ITPERCEPTION_CHROMIUM", ""), "/usr/bin/chromium", "chromium",
    )) if found), None,
)  # fmt: skip
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NEEDED = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: install it or set ITPERCEPTION_CHROMIUM"
)
DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
DARK = {**DESK, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 375, "height": 812}, "color_scheme": "light"}
LOOKS = {"desk": DESK, "dark": DARK, "phone": PHONE}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"color-contrast": {"enabled": False}}  # slow; by `PALE` in every look instead
BY_SIZE = ["target-size", "scrollable-region-focusable"]  # what a phone can change

# What a page begins with, and how long it is while its folds are closed.
BEGINS = """() => {
  const main = document.querySelector("main"), answer = main.querySelector(".answer");
  const begun = [...main.children].slice(0, 4), words = told => told.split(/\\s+/).length;
  const low = element => element ? element.getBoundingClientRect().bottom : 0;
  return {
    order: begun.map(element => element.classList[0] || element.tagName),
    begins: words(begun.map(element => element.innerText).join(" ")),
    bottom: low(answer), title: low(main.querySelector(".answer figure h2")),
    titles: [...main.querySelectorAll(".answer figure h2")].map(h => h.innerText),
    facts: main.querySelectorAll(".answer dt").length,
    torn: [...main.querySelectorAll(".answer dd")]
      .filter(told => told.getClientRects().length > 1).map(told => told.innerText),
    words: words(main.innerText), height: document.documentElement.scrollHeight,
  };
}"""
OPEN = "() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
OVER = (
    """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
)
# Texts that are too pale or too dark on what is behind them (WCAG 2.2, 1.4.3), by colours.
PALE = """() => {
  const parts = told => told.match(/[\\d.]+/g).map(Number), found = {};
  const light = told => parts(told).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0.05);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    let behind = element, below = "rgba(0, 0, 0, 0)";
    for (; behind && parts(below)[3] === 0; behind = behind.parentElement)
      below = getComputedStyle(behind).backgroundColor;
    if (parts(below)[3] === 0) below = "rgb(255, 255, 255)";
    const {color, fontSize, fontWeight} = getComputedStyle(element), size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && fontWeight >= 700);
    const [dark, pale] = [light(color), light(below)].sort((a, b) => a - b);
    if (pale / dark < (large ? 3 : 4.5)) found[color + " on " + below] = element.outerHTML;
  }
  return found;
}"""
# Each picture as it is rendered: its texts with their boxes, a little less high than the
# line, its colours, and how much smaller than drawn it stands on the page.
PICTURES = """() => [...document.querySelectorAll("figure.chart")].flatMap(figure => {
  const image = figure.querySelector("img"), source = figure.querySelector("source");
  const inText = one => one && (one.src || one.srcset).startsWith("data:image/svg+xml,");
  return [image, source].filter(inText).map(one => {
    const told = decodeURIComponent((one.src || one.srcset).replace(/^[^,]*,/, ""));
    const place = document.createElement("div"), shadow = place.attachShadow({mode: "open"});
    shadow.innerHTML = told;
    document.body.append(place);
    const svg = shadow.querySelector("svg"), drawn = svg.getBoundingClientRect();
    const own = svg.getAttribute("font-family")?.startsWith("system-ui");
    const shown = one.src === image.currentSrc || one.srcset === image.currentSrc;
    const found = {
      title: figure.querySelector("figcaption").innerText, own, shown,
      folded: figure.closest("details") !== null,
      alt: image.alt, size: [drawn.width, drawn.height],
      scale: shown && image.width ? image.width / drawn.width : 1,
      fills: [...svg.querySelectorAll("path, circle, rect")].map(e => getComputedStyle(e).fill),
      texts: own ? [...svg.querySelectorAll("text")].map(text => {
        const box = text.getBBox(), cut = 0.16 * box.height;
        return {told: text.textContent, size: parseFloat(getComputedStyle(text).fontSize),
                left: box.x, right: box.x + box.width,
                top: box.y + cut, bottom: box.y + box.height - cut};
      }) : [],
    };
    place.remove();
    return found;
  });
})"""


AFTER = {"over_open": OVER, "pictures": PICTURES, "pale": PALE}  # of a page with open folds


class Seen:
    """The pages that have been looked at, and the browser that does."""

    def __init__(self, browser, axe):
        self.windows = {look: browser.new_context(bypass_csp=True, **how)
                        for look, how in LOOKS.items()}  # fmt: skip
        self.axe, self.known = axe, {}

    def __call__(self, path):
        """Return the facts on a page by look, collected the first time it is asked for."""
        if path not in self.known:
            self.known[path] = {look: getattr(self, f"_{look}")(path) for look in LOOKS}
        return self.known[path]

    def opened(self, path, look):
        """Return a page in a tab of its own, and the addresses it asks for."""
        page, asked = self.windows[look].new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri(), wait_until="load")
        return page, asked

    def _desk(self, path):
        page, told = self._begun(path, "desk")
        told["barriers"] = self.barriers(page, rules=CONTRAST)
        page.close()
        return told

    def _phone(self, path):
        page, told = self._begun(path, "phone")
        told["barriers"] = self.barriers(page, runOnly=BY_SIZE)
        page.close()
        return told

    def _begun(self, path, look):
        """Return a page with its folds open, and what was to be seen before and after that."""
        page, asked = self.opened(path, look)
        told = page.evaluate(BEGINS) | {"asked": asked, "over": page.evaluate(OVER)}
        page.evaluate(OPEN)
        told |= {name: page.evaluate(how) for name, how in AFTER.items()}
        return page, told

    def _dark(self, path):
        page, _ = self.opened(path, "dark")
        pdf = page.pdf(prefer_css_page_size=True)
        answer = page.locator(".answer img").first
        told = {
            "pages": pdf.count(b"/Type /Page\n"), "inks": inks(pdf),
            "answer": answer.screenshot() if answer.count() else None,
        }  # fmt: skip
        page.emulate_media(media="print")
        told["on_paper"] = page.evaluate(PALE)
        page.emulate_media(media="screen")
        page.evaluate(OPEN)
        told |= {name: page.evaluate(how) for name, how in AFTER.items()}
        page.close()
        return told

    def barriers(self, page, **options):
        """Return what axe finds: the rule, and the element that breaks it."""
        page.add_script_tag(content=self.axe)
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"],
                   **options}  # fmt: skip
        found = page.evaluate("options => axe.run(document, options)", options)
        return [(rule["id"], node["html"][:300]) for rule in found["violations"]
                for node in rule["nodes"]]  # fmt: skip


def inks(pdf):
    """Return the colours that a PDF sets, as red, green and blue from 0 to 255."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = set()
    for stream in streams:
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue  # not packed, as a font or a picture may be
        for parts in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\b", content):
            found.add(tuple(round(255 * float(part)) for part in parts))
    return found


def rgb(colour):
    """Return a colour written as #rrggbb in three numbers."""
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


def colours(png):
    """Return how often each colour is in a picture."""
    image = Image.open(BytesIO(png)).convert("RGB")
    return {colour: n for n, colour in image.getcolors(10**7)}


def overlaps(a, b):
    """Say whether two boxes share more than a hair."""
    return (min(a["right"], b["right"]) - max(a["left"], b["left"]) > 0.5
            and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 0.5)  # fmt: skip


def faults(picture, *, least=12.5):
    """Return what is wrong with the texts of a picture; see `PICTURES`."""
    texts, (wide, high) = picture["texts"], picture["size"]
    small = [f"small: {t['told']}" for t in texts if t["size"] * picture["scale"] < least]
    outside = [f"outside: {t['told']}" for t in texts
               if t["left"] < -1 or t["right"] > wide + 1 or t["top"] < -1
               or t["bottom"] > high + 1]  # fmt: skip
    upon = [f"overlap: {a['told']} / {b['told']}" for k, a in enumerate(texts)
            for b in texts[k + 1 :] if overlaps(a, b)]  # fmt: skip
    return [*small, *outside, *upon]


def place(path):
    """Return what a test calls a page: its name, in another language with its folder."""
    own = Path(path).parent.name
    return Path(path).name if own in ("", "reports") else f"{own}-{Path(path).name}"
