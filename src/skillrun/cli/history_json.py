"""Sessions as JSON: the keys are public."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skillrun.sessions.history import History
    from skillrun.sessions.records import FileState, KeptFile, KeptMessage, KeptSession, Run


def session_object(session: "KeptSession") -> dict[str, Any]:
    """Make the object that stands for a session in the list."""
    first, last = session.runs[0], session.runs[-1]
    return {
        "session": session.name,
        "started": first.started.isoformat(),
        "workspace": first.workspace,
        "kind": first.kind,
        "request": first.request,
        "requests": len(session.runs),
        "model": last.model,
        "skill": last.skill,
        "files": session.files,
        "status": last.status,
        "exit_code": last.exit_code,
        "undone": session.undone,
        "usage": asdict(session.usage),
    }


def whole_session_object(history: "History", session: "KeptSession") -> dict[str, Any]:
    """Make the object that tells everything about a session."""
    from skillrun.sessions.store import answers_folder

    messages = history.messages(session)
    answer = sorted(answers_folder(history.folder, session.name).glob("answer-*.md"))
    return {
        **session_object(session),
        "answer": [str(path) for path in answer],
        "runs": [
            _run_object(run, history.files(run), [m for m in messages if m.run == run.id])
            for run in session.runs
        ],
    }


def _run_object(
    run: "Run", files: "tuple[KeptFile, ...]", messages: "list[KeptMessage]"
) -> dict[str, Any]:
    turns = [
        {"stop_reason": one.stop_reason, "usage": asdict(one.usage) if one.usage else None}
        for one in messages
        if one.role == "assistant"
    ]
    return {
        "kind": run.kind,
        "request": run.request,
        "model": run.model,
        "skill": run.skill,
        "started": run.started.isoformat(),
        "ended": run.ended.isoformat() if run.ended else None,
        "status": run.status,
        "exit_code": run.exit_code,
        "parts": run.parts,
        "repairs": run.repairs,
        "turns": turns,
        "files": [_file_object(file) for file in files],
        "operations": list(run.operations),
        "violations": list(run.violations),
        "recommendations": run.recommendations,
        "usage": asdict(run.usage),
        "error": {"message": run.error, "advice": run.advice} if run.error else None,
    }


def _file_object(file: "KeptFile") -> dict[str, Any]:
    return {
        "path": file.path,
        "action": file.action,
        "by_command": file.by_command,
        "before": _state(file.before),
        "after": _state(file.after),
    }


def _state(state: "FileState") -> dict[str, Any] | None:
    if state.kind == "absent":
        return None
    sha256 = state.value if state.kind == "file" else None
    return {"kind": state.kind, "sha256": sha256, "mode": f"{state.mode:04o}"}
