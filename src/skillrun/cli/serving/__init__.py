"""The abilities of the command for other agents, over the Model Context Protocol."""
