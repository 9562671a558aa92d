"""How a brief is read: one stage per module, each taking from the text what it understands."""
