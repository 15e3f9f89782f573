"""A PostgreSQL of our own in a temporary folder, on a free port of loopback."""

import os
import shutil
import subprocess
from pathlib import Path

from serving import free_port

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # the tests kill processes, not the machine
    "max_connections": "100",
}


def binaries():
    """The folder of PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self._bin = binaries()
        self._databases = 0
        folder.mkdir(exist_ok=True)
        if os.getuid() == 0:  # it refuses to run as root
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "adtrail", "-A", "trust", "--no-sync")
        self.start()

    def start(self):
        options = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
        self._run(
            "pg_ctl",
            *("-D", self.folder / "data", "-l", self.folder / "log", "-w"),
            *("-o", f"{options} -p {self.port}".replace("= ", "='' "), "start"),
        )

    def stop(self, mode="fast"):
        # Longer than its minute: a machine may take that to clear away what was killed.
        self._run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "-t", "300", "stop")

    def url(self, database):
        return f"postgresql://adtrail@127.0.0.1:{self.port}/{database}"

    def new_database(self, template="template1"):
        """The address of a new database, empty unless it is made like another."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def sql(self, database, statement):
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else None

    def guard(self, role, password):
        """A role that has to say its password; the others need none."""
        self.sql("postgres", f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
        rules = self.folder / "data" / "pg_hba.conf"
        mine = f"host all {role} 127.0.0.1/32 scram-sha-256\n"
        rules.write_text(mine + rules.read_text())
        self.sql("postgres", "SELECT pg_reload_conf()")

    def _run(self, program, *words):
        command = [self._bin / program, *words]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            [str(word) for word in command],
            cwd="/",
            stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, (program, done.stderr or self._said())

    def _said(self):
        """The end of the server's own log; pg_ctl's words would hold a pipe open for good."""
        log = self.folder / "log"
        return log.read_text()[-2000:] if log.exists() else None
