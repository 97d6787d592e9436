"""Loops are compiled wherever the package lies, and kept where nobody else can write."""

import pytest
from numba import config
from numba.core.caching import CacheImpl, UserProvidedCacheLocator

from itperception.inference import compiling


@pytest.fixture
def read_only(monkeypatch, tmp_path):
    """Let numba find no folder, neither beside a module nor the user's."""
    monkeypatch.setattr(CacheImpl, "_locator_classes", [UserProvidedCacheLocator])
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setattr(compiling, "gettempdir", lambda: str(tmp_path))
    compiling._temporary.cache_clear()
    yield tmp_path
    compiling._temporary.cache_clear()


def twice(x):
    return 2 * x


def test_a_read_only_install_keeps_loops_in_a_folder_of_the_users(read_only, capsys):
    assert compiling.compiled(twice)(21) == 42

    (folder,) = read_only.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [*folder.rglob("*.nbi")]
    told = capsys.readouterr().err
    assert f"are kept in {folder}" in told

    assert compiling.compiled(lambda x: 3 * x)(2) == 6
    assert not capsys.readouterr().err


@pytest.mark.parametrize("made", ["open to all", "a link", "a file"])
def test_a_folder_of_somebody_elses_is_left_alone(made, read_only, capsys):
    compiling._temporary()
    (folder,) = read_only.iterdir()
    compiling._temporary.cache_clear()
    if made == "open to all":
        folder.chmod(0o777)
    else:
        folder.rmdir()
        folder.symlink_to(read_only) if made == "a link" else folder.write_text("")
    capsys.readouterr()

    assert compiling.compiled(twice)(21) == 42

    assert "compiled anew by each process" in capsys.readouterr().err
    assert not [*read_only.rglob("*.nbi")]
