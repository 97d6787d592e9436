"""What is read on a page, and what is wrong with it: words, and numbers that do not agree."""

import re
from functools import cached_property
from itertools import takewhile

from bs4 import BeautifulSoup

# Words of English that neither Swedish nor German has, of those the texts are made of.
ENGLISH = re.compile(
    r"\b(?:the|and|with|than|which|between|closed|enumerated|pairs|least|asked|answered|weighted|"
    r"unweighted|wave|waves|respondents|table|because|every|their|they|does|were|claim|claims|"
    r"shown|higher|lower|size|share|shares|points|sample|not stated|don't know|or|are|of|from|any|"
    r"users|department|company|business departments|service company|key account management)\b"
)
SLOT = re.compile(r"\{[a-z_]*\}|\{\{|\}\}|%\([a-z_]+\)|\bnan\b|\bNaN\b")
ID = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
BANNED = {
    "en": r"\b(?:impossible|certain|undecided)\b",
    "sv": r"(?i:\bvåg|omgång|mer än slumpen|\bvet ej\b|chi-två|viktad)|\b[Tt]rycket\b|IT- "
    r"|\d %[- ]intervall|\b(?:impossible|certain|undecided)\b",
    "de": r"(?i:mehr als Zufall)|\b(?:der|dem|den|im) Druck\b|IT- |\d %-Intervall"
    r"|\bCluster\b|Banner|Organisationstyp|\b(?:impossible|certain|undecided)\b",
}
ROUNDED = {"en": "before rounding", "sv": "före avrundning", "de": "vor dem Runden"}
POINTS = r"(?:percentage )?points?|procentenhet(?:er)?|Punkte?n?"
SHARE, MINUS, NO_BREAK = r"(\d+)\s?%", "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
APART = re.compile(rf"(?<!to )(?<!till )(?<!bis )\b(\d+) (?:{POINTS})\b")
NUMBER = re.compile(rf"{MINUS}?\d+(?:[.,]\d+)?")
# What is not read as a sentence: code, names of files, and where a page is made from.
SILENT = ["style", "script", "code", "pre", ".file-list", ".provenance", "details.code"]


class Read:
    """A page without its looks.

    Attributes
    ----------
    html : str
        The page.
    """

    def __init__(self, html):
        self.html = html

    @cached_property
    def soup(self):
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def language(self):
        return self.soup.html["lang"]

    @cached_property
    def pieces(self):
        """Return every paragraph, heading, cell and picture as plain text, folded ones too."""
        soup = BeautifulSoup(self.html, "html.parser").body
        for silent in soup.select(
            ", ".join([*SILENT, f"[lang]:not([lang={self.language}])"])
        ):
            silent.decompose()
        blocks = soup.select("p, li, h1, h2, h3, h4, td, th, dt, dd, summary, figcaption")
        told = [
            block.get_text(" ") for block in blocks if not block.find(["p", "li", "h2"])
        ]
        told += [image["alt"] for image in soup.select("img[alt]")]
        return [" ".join(one.replace(NO_BREAK, " ").split()) for one in told]

    def told(self, css):
        """Return the plain text of every element that a selector finds."""
        return [" ".join(one.get_text().split()) for one in self.soup.select(css)]

    def found(self, pattern):
        """Return each piece in which a pattern is, once."""
        return sorted({one for one in self.pieces if re.search(pattern, one)})


def wrong_words(page):
    """Return the pieces of a page with an empty slot, an id, or words it should not say."""
    patterns = [SLOT, BANNED[page.language]]
    patterns += [ENGLISH, ID] if page.language != "en" else []
    return {pattern if isinstance(pattern, str) else pattern.pattern[:20]: found
            for pattern in patterns if (found := page.found(pattern))}  # fmt: skip


def differences(page):
    """Return two shares, their difference, and the text, of each that tells these three.

    That is a sentence or what stands above a page, in which it may take two.
    """
    told = page.told("p.lead")
    told += [sentence for piece in page.pieces
            for sentence in re.split(r"(?<=[.;!?]) +(?=\W*[^\W\d_])", piece)]  # fmt: skip
    for sentence in dict.fromkeys(told):
        plain = re.sub(r"\([^)]*\)", "", sentence.replace(NO_BREAK, " "))
        if apart := APART.search(plain):
            shares = re.findall(SHARE, plain[: apart.start()])
            if len(shares) == 2:
                yield int(shares[0]), int(shares[1]), int(apart[1]), sentence


def wrong_differences(page):
    """Return the sentences whose two shares do not make their difference, or needlessly say why.

    ``a% … b% … d points`` is true as it stands, or says "before rounding", and not both.
    """
    rounded = ROUNDED[page.language]
    return [told for first, second, apart, told in differences(page)
            if (abs(first - second) == apart) == (rounded in told)]  # fmt: skip


def numbers(told):
    """Return the numbers in a text, as they are written."""
    return NUMBER.findall(told.replace(NO_BREAK, " "))


def wrong_order(page):
    """Return the numbers of the tables of a page if they do not count from one."""
    found = [int(told) for one in page.told("figure.table .number")
             for told in re.findall(r"\d+", one)]  # fmt: skip
    return [] if found == [*range(1, len(found) + 1)] else found


def sums(page):
    """Return whole and parts of what a page counts up: claims, their groups, judgements."""
    facts, leads = page.told(".facts dd"), page.told("p.lead")
    for told in facts:
        if found := re.match(r"[^.:]+: (\d+)\. [^.:]+: (\d+), [^.:]+: (\d+)\.", told):
            yield found[1], found.groups()[1:]  # declared: shown and not shown
        if found := re.match(r"[^:;]+: (\d+) \w+ (\d+)((?:; [^:;]+: \d+){3})\.", told):
            yield found[2], [found[1], *numbers(found[3])]  # judged: by how sure they are
    for told, message in zip(leads, page.told("h1"), strict=False):
        if found := re.match(r"\w+: (\d+), \w+: (\d+), \w+: (\d+)\.", told):
            yield numbers(message)[-1], found.groups()  # kinder, harsher, open
    if groups := page.soup.select(".claims :is(h3, summary:has(> h3))"):
        groups = [group for group in groups if group.parent.name != "summary"]
        counts = [group.get_text().split()[0] for group in groups]
        yield page.told("h2:has(~ .claims)")[-1].split()[0], counts
        for group in groups:
            own = takewhile(lambda one: one.name != "h3", group.find_next_siblings(True))
            yield group.get_text().split()[0], ["1" for one in own if one.get("id")]
        yield str(len(page.soup.select(".claims [id^=claim-]"))), numbers(facts[-1])


def wrong_sums(page):
    """Return the counts of a page whose parts do not make the whole."""
    return [(whole, *parts) for whole, parts in sums(page)
            if int(whole) != sum(map(int, parts))]  # fmt: skip


N = re.compile(r"\bn\s?=\s?\d|\b(?:of|av|von) (?:the )?\d|\bBas(?:e|is)?: ")
HEADS = re.compile(r"n|Bas.*")  # of a column or row that tells how many
LEVEL = re.compile(r"\b(?:95|99[.,]\d+|80|5)\s?%")  # of intervals and tests, no share


def without_n(page):
    """Return the texts that tell a share with nobody in sight of how many it is.

    In sight is the block itself, what stands beside it, the table, chart or fold around it,
    and of the lead the line above the page. The guide's shares are of nobody.
    """
    for block in page.soup.select("main :is(p, li, dd, td):not(.two *)"):
        told = LEVEL.sub("", block.get_text(" ").replace(NO_BREAK, " "))
        if block.find(["p", "li"]) or not re.search(SHARE, told):
            continue
        line = page.soup.select_one(".kick") if block.get("class") == ["lead"] else None
        beside = [block.find_previous_sibling(), block.find_next_sibling()]
        inside = [block.find_parent(["figure", "section"]), block.find_parent("details")]
        around = [block, line, *beside, *inside]
        if not any(one and counts(one) for one in around):
            yield " ".join(told.split())


def counts(block):
    """Say whether a part of a page tells of how many it is."""
    heads = (" ".join(head.get_text().split()) for head in block.select("th"))
    return N.search(block.get_text(" ").replace(NO_BREAK, " ")) or any(
        map(HEADS.fullmatch, heads)
    )


BEFORE = re.compile(r"(?:^|[:,;(\N{MINUS SIGN}.] ?|[\"“”„»«’‘(])$")


def inflected(page, labels):
    """Return the sentences of a page in which a label is part of the sentence.

    It should stand at the beginning, in a list, or after a colon or a quote mark, as no
    label can be inflected.
    """
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, labels)) + r")\b")
    for block in page.soup.select("main :is(p, li, dd):not(.ft, .question, .topline *)"):
        told = " ".join(block.get_text().replace(NO_BREAK, " ").split())
        for found in named.finditer(told):
            if not BEFORE.search(told[: found.start()]):
                yield told
