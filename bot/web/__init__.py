"""The organizer's page in a browser: rows, as in handlers/, drawn by templates; everything through services."""
