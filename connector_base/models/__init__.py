from . import (
    provider,
    connection,
    mapping,
    relation,
    composing,
    export,
    payment,
    control,
)
