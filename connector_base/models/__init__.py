from . import (
    ground,
    connection,
    mapping,
    relation,
    composing,
    export,
    payment,
    control,
)
