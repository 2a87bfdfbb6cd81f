"""What skillrun takes from the machine that it runs on: folders, environment, memory."""
