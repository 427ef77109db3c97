"""Councils: the same four to six people for the whole programme. Use cases by theme, each in its module."""
