"""How long the work takes, beside a peer or a plain twin on the same machine in the same minute."""
