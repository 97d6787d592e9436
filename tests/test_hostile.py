"""A hostile document is read, or refused with file and reason; nothing else happens."""

import pytest

from itperception.errors import ItPerceptionError
from tests.hostile import documents, read, write

DOCUMENTS = list(documents())


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[f"{d.file}: {d.name[:40]!a}" for d in DOCUMENTS]
)
def test_a_hostile_document_is_read_or_refused_with_its_reason(document, tmp_path):
    write(tmp_path, document)
    if document.said is None:
        assert read(tmp_path, document.file) is not None
        return
    with pytest.raises(ItPerceptionError) as refused:
        read(tmp_path, document.file)
    told = str(refused.value)
    assert document.said in told
    assert len(told) < 100_000
