"""A file, a page or a link → what it says: the only part of the library that opens what strangers made."""
