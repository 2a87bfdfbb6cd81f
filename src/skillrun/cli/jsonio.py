"""What goes to standard output as JSON: the public objects, nothing else."""

import json
import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from skillrun.cli.streams import write
from skillrun.engine import events
from skillrun.rules.reports.json_report import to_json_dict

if TYPE_CHECKING:
    from skillrun.gate.model import GateEvent, VerifyReport

# Files stand, and a tool says no.
FAILED_VERIFICATION = 5


def print_object(data: dict[str, Any], *, exact: bool = False) -> None:
    """Print one object, with its version in front; `exact` for a file's content to the byte."""
    line = json.dumps({"version": 1, **data}, ensure_ascii=False)
    write(sys.stdout, f"{line}\n", exact=exact)


def print_event(event: events.Event) -> None:
    """Print one event as a line of JSON Lines."""
    data = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    write(sys.stdout, json.dumps({"event": event.event, **data}, ensure_ascii=False) + "\n")


def print_gate_event(event: "GateEvent") -> None:
    """Print one event of a verification as a line of JSON Lines."""
    line = json.dumps({"event": event.event, **asdict(event)}, ensure_ascii=False)
    write(sys.stdout, f"{line}\n")


def report_object(report: events.Report) -> dict[str, Any]:
    """Make the object that `ask` and `apply` print."""
    data: dict[str, Any] = {
        "status": report.status,
        "exit_code": report.exit_code,
        "session": report.session,
        "model": report.model,
        "parts": report.parts,
        "repairs": report.repairs,
        "files": [_file(file) for file in report.files],
        "operations": [_operation(operation) for operation in report.operations],
        "violations": [to_json_dict(v) for v in report.violations],
        "recommendations": report.recommendations,
        "usage": asdict(report.usage),
    }
    if report.removed:
        data["removed"] = list(report.removed)
    if report.verification is not None:
        data["verification"] = verification_object(report.verification)
    if report.commit:
        data["commit"] = report.commit
    if report.kept:
        data["kept"] = report.kept
    if report.conflicts:
        data["conflicts"] = [asdict(conflict) for conflict in report.conflicts]
    if report.error:
        data["error"] = {"message": report.error, "advice": report.advice}
    return data


def verification_object(report: "VerifyReport") -> dict[str, Any]:
    """Make the object that `verify` prints; after a run it tells what failed before it too."""
    data = asdict(report)
    uncompared = {"uncompared": report.uncompared} if report.uncompared else {}
    return {
        "ok": data["ok"],
        "status": "verified" if report.ok else "as_before" if report.nothing_new else "failed",
        "exit_code": 0 if report.ok else FAILED_VERIFICATION,
        "seconds": round(report.seconds, 3),
        "sandbox": report.sandbox or None,
        "services": data["services"],
        "steps": [{**step, "seconds": round(step["seconds"], 3)} for step in data["steps"]],
        **uncompared,
    }


def _file(file: events.WrittenFile) -> dict[str, Any]:
    return {key: value for key, value in asdict(file).items() if key != "diff" or value}


def _operation(operation: events.OperationFinished) -> dict[str, Any]:
    data = {"command": operation.command, "status": operation.status}
    return data | {"output": operation.output} if operation.output else data


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [to_json_dict(v) if hasattr(v, "severity") else v for v in value]
    return value
