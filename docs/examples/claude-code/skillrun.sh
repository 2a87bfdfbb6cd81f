#!/bin/sh
# Holds the file that was just edited against the standard. Exit 2 hands what is written to
# standard error back to the agent, which then mends it.
file=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["tool_input"].get("file_path", ""))')
[ -f "$file" ] || exit 0
report=$(skillrun check "$file" --workspace "${CLAUDE_PROJECT_DIR:-.}" --color never 2>&1)
case $? in
0) exit 0 ;;
1) printf '%s\n' "$report" | head -n 80 >&2; exit 2 ;;
*) printf '%s\n' "$report" >&2; exit 1 ;;
esac
