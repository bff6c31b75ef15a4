"""How quick the officers' console is: the queue's calls against a full office, and what the first page weighs."""
