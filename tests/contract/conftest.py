import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "unit")]

import odoo_namespace  # noqa: E402

odoo_namespace.prepare()
