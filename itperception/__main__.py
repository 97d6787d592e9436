"""``python -m itperception``."""

from itperception.cli import main

if __name__ == "__main__":
    main(prog_name="itperception")
