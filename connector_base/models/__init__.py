from . import (
    ground,
    provider,
    connection,
    mapping,
    relation,
    composing,
    export,
    payment,
    control,
)
