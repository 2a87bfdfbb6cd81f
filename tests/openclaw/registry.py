"""A stand-in for ClawHub on loopback: the part of its API that installing, updating and publishing use."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

_API = "/api/v1"


@dataclass
class Registry:
    """Skills by name, each with its versions in the order of their release.

    Attributes:
        skills: The files of each version: contents by path.
        asked: Method and path of every request, in order.
    """

    skills: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._listener.daemon_threads = True
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.02,), daemon=True
        )

    @property
    def url(self) -> str:
        """The registry's address."""
        return f"http://127.0.0.1:{self._listener.server_port}"

    def release(self, name: str, version: str, folder: Path) -> None:
        """Publish a folder as a version, without what ClawHub drops."""
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        self.skills.setdefault(name, {})[version] = files

    def answer(self, method: str, target: str, body: Mapping[str, Any]) -> bytes | dict[str, Any]:
        """Answer a request; a KeyError is a 404."""
        self.asked.append(f"{method} {target}")
        parts = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        match parts.path.removeprefix(_API).strip("/").split("/"):
            case ["skills", "-", "security-verdicts"]:
                return {"items": [_verdict(item) for item in body["items"]]}
            case ["skills", name, "install"]:
                return self._install(name)
            case ["skills", name]:
                return self._about(name)
            case ["download"]:
                return _zipped(self.skills[query["slug"]][query["version"]])
            case ["resolve"]:
                return self._resolved(query["slug"], query["hash"])
            case ["whoami"]:
                return {"user": {"handle": "tester", "displayName": "Tester", "image": None}}
            case _:
                raise KeyError(target)

    def _latest(self, name: str) -> str:
        return list(self.skills[name])[-1]

    def _install(self, name: str) -> dict[str, Any]:
        version = self._latest(name)
        archive = {
            "version": version,
            "downloadUrl": f"{_API}/download?slug={name}&version={version}",
        }
        return {"ok": True, "slug": name, "installKind": "archive", "archive": archive}

    def _about(self, name: str) -> dict[str, Any]:
        skill = {"slug": name, "displayName": name, "tags": {}, "stats": {}}
        return {
            "skill": {**skill, "createdAt": 0, "updatedAt": 0},
            "latestVersion": {"version": self._latest(name), "createdAt": 0, "changelog": ""},
            "owner": None,
        }

    def _resolved(self, name: str, wanted: str) -> dict[str, Any]:
        versions = self.skills[name]
        match = next((v for v, files in versions.items() if fingerprint(files) == wanted), None)
        return {
            "match": {"version": match} if match else None,
            "latestVersion": {"version": self._latest(name)},
        }

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The digest by which ClawHub knows a version again."""
    lines = (f"{path}:{hashlib.sha256(files[path]).hexdigest()}" for path in sorted(files))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _verdict(item: Mapping[str, str]) -> dict[str, Any]:
    name, version = item["slug"], item["version"]
    return {
        "ok": True,
        "decision": "pass",
        "reasons": [],
        "requestedSlug": name,
        "requestedVersion": version,
        "slug": name,
        "version": version,
        "publisherHandle": "tester",
        "overview": "Nothing was found.",
        "securityAuditUrl": "http://127.0.0.1/audit",
        "security": {"status": "clean", "passed": True},
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def _handler(registry: Registry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Stay silent."""

        def do_GET(self) -> None:
            self._answer("GET", {})

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            self._answer("POST", json.loads(self.rfile.read(length) or b"{}"))

        def _answer(self, method: str, body: Mapping[str, Any]) -> None:
            try:
                answer = registry.answer(method, self.path, body)
            except KeyError:
                self._send(404, b'{"error": "not found"}', "application/json")
                return
            if isinstance(answer, bytes):
                self._send(200, answer, "application/zip")
            else:
                self._send(200, json.dumps(answer).encode(), "application/json")

        def _send(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
