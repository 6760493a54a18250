"""What AWS does and MiniStack does not: a module a subject, each put in place of MiniStack's own when imported."""

from . import principals, source_function  # noqa: F401
