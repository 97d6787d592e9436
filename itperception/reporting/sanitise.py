"""What of a notebook's HTML may reach a published page.

An allow-list, not a list of known dangers: a tag, attribute or address that is not
named here is left out. A page has no script and asks no other machine for
anything, so images are data and links leave only by https or mail.
"""

import re

import nh3

TAGS = frozenset(
    "a abbr article b blockquote bdi br caption cite code col colgroup dd del details "  # noqa: SIM905
    "dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol "
    "p picture pre q s samp section small source span strong sub summary sup table "
    "tbody td tfoot th thead time tr u ul var wbr".split()
)
# Dropped with all they hold; any other unknown tag leaves its text behind.
WITH_CONTENT = frozenset(
    "applet audio canvas embed form frameset head iframe math noembed noscript object "  # noqa: SIM905
    "script select style svg template textarea title video xmp".split()
)
ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "role", "tabindex", "title"},
    "a": {"href", "download"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "source": {"srcset", "media", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
# Text that is percent-encoded holds neither a quote that ends the attribute nor a bracket.
_IMAGE = re.compile(
    r"data:image/(?:(?:svg\+xml|png);base64,[A-Za-z0-9+/]+={0,2}"
    r"|svg\+xml,(?:[A-Za-z0-9!'()*,/:;=?@+_.~-]|%[0-9A-F]{2})+)"
)
_PAGE = r"[a-z0-9][a-z0-9-]*\.html(#[\w-]*)?"  # another page in the same folder
_LINK = re.compile(rf"{_PAGE}|(#|https://|mailto:|data:text/csv[;,]).*", re.DOTALL)
_FOCUS = re.compile("0|-1")
_ALLOWED_VALUE = {"src": _IMAGE, "srcset": _IMAGE, "href": _LINK, "tabindex": _FOCUS}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # HTML forbids them
_IMAGE_OR_LINK = re.compile(r"<(?:img|a)\b[^>]*>")


def sanitise(html: str) -> str:
    """Return HTML with everything left out that a page may not hold.

    Parameters
    ----------
    html : str
        A fragment, for example the output of one cell.

    Returns
    -------
    str
        A fragment whose tags are balanced, so that it cannot close what surrounds it.

    Examples
    --------
    >>> sanitise('<p onclick="x()">Good <script>x()</script><a href="javascript:x()">?</a>')
    '<p>Good <a>?</a></p>'
    """
    # The cleaner writes < and > in attributes as entities; the pattern relies on it.
    return _IMAGE_OR_LINK.sub(_judge_tag, _CLEANER.clean(_CONTROL.sub("", html)))


def _judge_value(tag: str, attribute: str, value: str) -> str | None:
    allowed = _ALLOWED_VALUE.get(attribute)
    return value if allowed is None or allowed.fullmatch(value) else None


def _judge_tag(match: re.Match[str]) -> str:
    """Drop an image without data, and the address of data that is no download."""
    tag = match.group()
    if tag.startswith("<img"):
        return tag if ' src="' in tag else ""
    return tag if " download=" in tag else re.sub(r' href="data:[^"]*"', "", tag)


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_judge_value,
    generic_attribute_prefixes={"aria-"},
    url_schemes={"https", "mailto", "data"},
    link_rel=None,
)
