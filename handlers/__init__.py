"""Talk in, talk out: the terminal, and the chat. The chat's whole routing table is routes.py.

Nothing is imported here: Telegram's package takes a third of a second to load, which the terminal does without.
"""
