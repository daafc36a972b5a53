from . import (
    composer,
    composer_lines,
    preview,
)
