"""The address of a picture that stands in the page itself.

Percent-encoding changes only what cannot stand in an address or in an attribute, so a
picture that is text stays shorter than in base64, and can be read in the page's source.
"""

from urllib.parse import quote

SAFE = "!'()*,/:;=?@+"  # with letters, digits and _.-~ all that stands as it is


def svg_address(svg: bytes) -> str:
    """Return an SVG as an address, to stand in an attribute between double quotes.

    Parameters
    ----------
    svg : bytes
        UTF-8.

    Examples
    --------
    >>> svg_address(b"<svg width='9'/>")
    "data:image/svg+xml,%3Csvg%20width='9'/%3E"
    """
    return f"data:image/svg+xml,{quote(svg, safe=SAFE)}"
