"""The built-in partner: imitates contract section 19 and is never kinder than the contract."""

from services.upstream.sandbox.app import Sandbox, create_sandbox
from services.upstream.sandbox.data import BUSINESSES, Business
from services.upstream.sandbox.scenarios import SCENARIOS, Scenario
from services.upstream.sandbox.transport import SandboxTransport

__all__ = [
    "BUSINESSES",
    "SCENARIOS",
    "Business",
    "Sandbox",
    "SandboxTransport",
    "Scenario",
    "create_sandbox",
]
