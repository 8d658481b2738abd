"""Where the process begins: a signal that comes while modules are loaded ends it as quietly as any later one."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(130))
signal.signal(signal.SIGTERM, lambda _number, _frame: os._exit(143))


def main() -> NoReturn:
    """Run the command line."""
    from newskit_cli.main import main as run

    run()


if __name__ == "__main__":
    main()
