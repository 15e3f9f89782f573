"""Ids of different things are different types: a job id and a program id may be equal text."""

from typing import NewType

JobId = NewType("JobId", str)
"""Our own id of a job, not the partner's job number."""

ProgramId = NewType("ProgramId", str)
"""The partner's id of a program: 22 URL-safe characters, opaque (contract 1)."""

BusinessId = NewType("BusinessId", str)
"""The partner's encrypted id of a business: 22 URL-safe characters, opaque (contract 1)."""
