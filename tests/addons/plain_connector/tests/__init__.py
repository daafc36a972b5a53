from . import test_plain_mapping
