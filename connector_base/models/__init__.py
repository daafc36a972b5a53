from . import connection, mapping, relation, composing, export, payment, control
