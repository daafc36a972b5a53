from . import assistant, connection, export, help, mapping
