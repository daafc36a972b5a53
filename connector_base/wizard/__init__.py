from . import connection, mapping, export
