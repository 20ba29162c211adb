"""Pictures that go with messages, each drawn in a process of its own: the only home of matplotlib and Pillow."""
