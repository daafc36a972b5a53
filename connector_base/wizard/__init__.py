from . import assistant, connection, export, mapping
