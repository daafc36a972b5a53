from . import test_plain_base, test_plain_log_in, test_plain_mapping
