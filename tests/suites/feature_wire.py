"""The sandbox with a wire before it that answers some writes of features by itself."""

import json

import httpx

from services.upstream.sandbox import SandboxTransport, create_sandbox

SOURCE = "ProgActiveManualBid000"
FEATURES = {
    "LINK_TRACKING": {"website": "https://a.example/", "menu": None, "call_to_action": None},
    "NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["diy", "free"]},
    "AD_GOAL": {"ad_goal": "WEBSITE_CLICKS"},
}
"""What SOURCE has; they are copied in the order keywords, links, goal."""


class FeatureWire(httpx.AsyncBaseTransport):
    """`answers` are by feature type: a response, an exception, or a function that makes one.

    A function is told the request, and lets it through to the sandbox by answering None.
    `tried` are the types of all writes, in their order.
    """

    def __init__(self, clock, seconds=0.1):
        self.sandbox = create_sandbox(clock, seconds)
        self.sandbox.state.programs[SOURCE].features.update(FEATURES)
        self.inside = SandboxTransport(self.sandbox)
        self.answers = {}
        self.tried = []
        self.refused = None  # the answer to what ends a program
        self.cut = None  # the answer to every request, or an exception
        self.asked = []

    async def handle_async_request(self, request):
        self.asked.append(f"{request.method} {request.url.path}")
        if isinstance(self.cut, Exception):
            raise self.cut
        if self.cut is not None:
            return self.cut
        if self.refused is not None and request.url.path.endswith("/end"):
            return self.refused
        if request.method == "POST" and request.url.path.endswith("/features/v1"):
            (feature,) = json.loads(request.content)
            self.tried.append(feature)
            if (answer := await self._own(feature, request)) is not None:
                return answer
        return await self.inside.handle_async_request(request)

    async def _own(self, feature, request):
        answer = self.answers.get(feature)
        if callable(answer):
            answer = await answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(http, words=None):
    """An answer of the partner, with its own words where it has some."""
    body = {"error": {"id": "ODD", "description": words}} if words else None
    return httpx.Response(http, json=body)
