"""Where and when flights meet areas: boundaries, entries, an index."""
