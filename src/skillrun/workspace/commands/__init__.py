"""The shell commands of an answer: read against what a skill allows, planned, carried out."""
