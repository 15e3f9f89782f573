"""What kept a request from its answer, in words: the library's names for it are for experts.

A closed table: each row is a kind of trouble and how httpx says it, the first that fits counts.
"""

import re

from services.i18n import N_

_BROKEN_OFF = N_("The connection broke off.")
_NO_CERTIFICATE = N_("Its TLS certificate is not valid.")
_NO_TLS = N_("No secure connection (TLS) could be made.")
_NO_NAME = N_("The name in its address was not found.")
_NO_ADDRESS = N_("Its address cannot be used.")
_NO_CONNECTION = N_("No connection could be made.")
_NOT_CONNECTED_IN_TIME = N_("No connection could be made in time.")
_NOT_IN_TIME = N_("No answer came in time.")
_NO_HTTP = N_("What came back is not a valid answer.")
_SOMETHING = N_("The connection failed.")

_NAMELESS = "Name or service not known|nodename nor servname|name resolution|No address associated"
_KINDS = [
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"Connect\w+: .*CERTIFICATE_VERIFY_FAILED.*", _NO_CERTIFICATE),
        (r"Connect\w+: .*\b(SSL|TLS).*", _NO_TLS),
        (rf"Connect\w+: .*({_NAMELESS}|getaddrinfo).*", _NO_NAME),
        (r"Connect(ion)?Refused\w*.*|ConnectError.*", _NO_CONNECTION),
        (r"(ConnectTimeout|PoolTimeout).*", _NOT_CONNECTED_IN_TIME),
        (r"(Read|Write)?Timeout(Error)?\b.*", _NOT_IN_TIME),
        (r"(Read|Write|Close|Network|ConnectionReset|BrokenPipe|StreamClosed)\w*\b.*", _BROKEN_OFF),
        (r"RemoteProtocolError: .*(disconnected|closed|incomplete).*", _BROKEN_OFF),
        (r"(RemoteProtocol|LocalProtocol|Protocol|Decoding)Error\b.*", _NO_HTTP),
        (r"(UnsupportedProtocol|InvalidURL)\b.*", _NO_ADDRESS),
        (r"\w+(Error|Exception|Timeout|Closed|Consumed|Read)\b.*", _SOMETHING),
    )
]


def words_for(raw: str) -> str | None:
    """The sentence for what the library said, not translated yet; None for what is none of it."""
    return next((words for pattern, words in _KINDS if pattern.fullmatch(raw)), None)
