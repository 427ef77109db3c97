"""`kith demo`: a whole program on one's own machine. Beside the command, all of Kith that knows the sandbox."""
