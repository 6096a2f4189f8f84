import sys
from pathlib import Path

from tests.battles.markdown.answers import write, write_page

if len(sys.argv) > 1:
    write_page(Path(sys.argv[1]))
else:
    write()
