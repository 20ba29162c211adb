"""每周一案: who gets it, what it says, and how it gets there."""
