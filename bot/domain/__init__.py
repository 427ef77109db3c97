"""Pure rules and shared values. No I/O, no clock, no global random, no Slack, no SQL."""
