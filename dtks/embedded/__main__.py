"""python -m dtks.embedded start|stop|status [HOME]"""

import os
import sys
from pathlib import Path

from dtks import embedded


def main(arguments: list[str]) -> int:
    """The command line: start, stop or status of the servers of one home."""
    action = arguments[0] if arguments else ""
    home = Path(arguments[1] if len(arguments) > 1 else os.environ.get("PADAN_HOME", ".local"))
    try:
        if action == "start":
            embedded.start(home)
        elif action == "stop":
            embedded.stop(home)
        elif action != "status":
            print("Pakai: python -m dtks.embedded start|stop|status [HOME]", file=sys.stderr)
            return 2
        postgres, redis = ("berjalan" if answer else "mati" for answer in embedded.answering(home))
        print(f"PostgreSQL {postgres}, Redis {redis}: {embedded.describe(home)}")
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
