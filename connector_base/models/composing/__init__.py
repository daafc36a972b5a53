from . import problems
