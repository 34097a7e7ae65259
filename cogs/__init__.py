"""Everything that a person sees in Discord. Modules are extensions, except those whose name begins with `_`."""
