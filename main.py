"""The command line and the composition root: `uv run main.py` serves Adtrail."""

import argparse
import os
import signal
import socket
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO, cast

from services.container import bootstrap, own_data_folder
from services.logs import configure
from services.settings import SettingError, Settings, load_settings, make_folder
from services.sharing import AlreadyRunning
from services.store.database import StoreUnavailable, open_engine, upgrade
from services.store.transfer import Counts, TransferRefused, export_jobs, import_jobs
from services.window import NoWindowHere, WindowTrial
from services.worker import NoWorkerHere, check_worker, run_worker

_BAD_START = 2


def main() -> None:
    """Parse the command line and do what it says; exit code 2 and one line for a bad start."""
    arguments = _parser().parse_args(_with_default_verb(sys.argv[1:]))
    os.umask(0o077)  # the database and what is exported hold what is nobody else's to read
    try:
        settings = load_settings(**_flags(arguments))
        configure(settings.log_level, settings.log_format)
        arguments.run(settings, arguments)
    except _REFUSALS as error:
        print(f"adtrail: {error}", file=sys.stderr)
        sys.exit(_BAD_START)


class PortTaken(RuntimeError):
    """Somebody else listens there; the message names the way out."""


_REFUSALS = (
    SettingError,
    AlreadyRunning,
    StoreUnavailable,
    PortTaken,
    NoWorkerHere,
    NoWindowHere,
    TransferRefused,
)


def serve(settings: Settings, arguments: argparse.Namespace) -> None:
    """Pages and REST on one port, in a browser or a desktop window."""
    _check_port(settings.host, settings.port)
    with WindowTrial() if arguments.native else nullcontext() as window:
        # Imported here: `migrate` and `sandbox` need no user interface, and start without it.
        from pages.app import run  # noqa: PLC0415

        if window is not None:
            window.check()
    # The server stops gracefully and then raises the signal again, for this.
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, lambda *_: sys.exit(0))
    run(bootstrap(settings), show=arguments.show, native=arguments.native)


def sandbox(settings: Settings, arguments: argparse.Namespace) -> None:
    """The simulated partner on a port of its own."""
    import uvicorn  # noqa: PLC0415

    from services.clock import SystemClock  # noqa: PLC0415
    from services.upstream.sandbox import create_sandbox  # noqa: PLC0415

    del arguments
    _check_port(settings.host, settings.port)
    print(f"The simulated partner listens on http://{settings.host}:{settings.port}", flush=True)
    seconds, pair = settings.sandbox_seconds, settings.credentials
    simulated = create_sandbox(SystemClock(), seconds, credentials=pair)
    uvicorn.run(
        simulated.app,
        interface="asgi3",  # uvicorn does not see it in a method
        host=settings.host,
        port=settings.port,
        log_level="warning",
    )


def migrate(settings: Settings, arguments: argparse.Namespace) -> None:
    """Bring the database's schema up to date."""
    del arguments
    make_folder(settings)
    upgrade(open_engine(settings.database))
    print("The database is up to date.")


def worker(settings: Settings, arguments: argparse.Namespace) -> None:
    """Run jobs without serving pages (with PostgreSQL)."""
    del arguments
    check_worker(settings)
    run_worker(bootstrap(settings), lambda: print("The worker is ready.", flush=True))


def export(settings: Settings, arguments: argparse.Namespace) -> None:
    """Write all jobs and their events to a file of JSON lines; - for standard output."""
    engine = open_engine(settings.database)
    upgrade(engine)
    try:
        with _opened(arguments.file, "w") as out:
            counts = export_jobs(engine, out)
    except OSError as error:
        raise TransferRefused(
            f"{arguments.file} cannot be written ({error.strerror}). It is not complete.",
        ) from None
    _say_counts("Exported", counts)


def import_(settings: Settings, arguments: argparse.Namespace) -> None:
    """Read such a file into an empty database; - for standard input."""
    with own_data_folder(settings), _opened(arguments.file, "r") as lines:
        engine = open_engine(settings.database)
        upgrade(engine)
        said: list[str] = []
        counts = import_jobs(engine, lines, said.append)
    _say_counts("Imported", counts)
    for sentence in said:
        print(sentence, file=sys.stderr)


def _opened(name: str, mode: str) -> AbstractContextManager[TextIO]:
    if name == "-":
        return nullcontext(sys.stdout if mode == "w" else sys.stdin)
    try:
        return cast("TextIO", Path(name).open(mode, encoding="utf-8"))
    except OSError as error:
        raise TransferRefused(f"{name} cannot be opened ({error.strerror}).") from None


def _say_counts(did: str, counts: Counts) -> None:
    # On standard error: standard output may be the export itself.
    print(f"{did} {counts.jobs} jobs and {counts.events} events.", file=sys.stderr)


def openapi(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print the OpenAPI document."""
    from pages.app import openapi_document  # noqa: PLC0415

    del settings, arguments
    print(openapi_document())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="adtrail", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="command")
    for verb in (serve, sandbox, worker, migrate, export, import_, openapi):
        name = verb.__name__.rstrip("_")
        command = verbs.add_parser(name, help=(verb.__doc__ or "").strip())
        command.set_defaults(run=verb)
        if verb in (serve, sandbox):
            command.add_argument("--host", help="address to listen on")
            command.add_argument("--port", type=int, help="port to listen on")
        if verb in (export, import_):
            command.add_argument("file", metavar="FILE")
        if verb is serve:
            command.add_argument("--no-show", dest="show", action="store_false", help="no browser")
            command.add_argument("--native", action="store_true", help="open a desktop window")
    return parser


def _with_default_verb(words: list[str]) -> list[str]:
    """`serve` is what a command line without a verb means."""
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help"}):
        return ["serve", *words]
    return words


def _flags(arguments: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(arguments, name, None) for name in ("host", "port")}


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop what listens there, or choose another with --port.",
            ) from None


if __name__ == "__main__":  # the window's process imports this file under another name
    main()
