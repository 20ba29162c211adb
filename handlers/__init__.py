"""Talk in, talk out: the terminal now."""
