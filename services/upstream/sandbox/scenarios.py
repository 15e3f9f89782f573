"""Businesses that make something happen: each id is the switch for one scenario (contract 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.i18n import N_


class Submitting(Enum):
    """What happens to the submit itself."""

    DROP_AFTER = auto()
    DROP_BEFORE = auto()
    SLOW = auto()


class Polling(Enum):
    """What happens to one status poll."""

    NORMAL = auto()
    UNKNOWN_404 = auto()
    UNKNOWN_500 = auto()
    TOO_MANY_SECONDS = auto()
    TOO_MANY_DATE = auto()
    BROKEN_JSON = auto()
    HTML_503 = auto()
    UNAUTHORIZED = auto()


class Twist(Enum):
    """What is unusual about the receipt; those before MIXED are rejections."""

    WHOLE_TOP_COMPLETED = auto()
    WHOLE_TOP_REJECTED = auto()
    INSIDE_LONG = auto()
    INSIDE_SHORT = auto()
    INSIDE_GROUP_ONLY = auto()
    WRAPPER_CHAIN = auto()
    MIXED = auto()
    PARTLY = auto()
    NO_PROGRAM_ID = auto()
    BARE_PROGRAM_ID = auto()
    NEVER = auto()

    @property
    def rejects(self) -> bool:
        return self.value < Twist.MIXED.value


class Standing(Enum):
    """What the partner holds against the business."""

    GOOD = auto()
    CLOSED = auto()
    REMOVED = auto()
    UNAUTHORIZED = auto()
    BLOCKED = auto()
    RESTRICTED_CATEGORY = auto()
    CATEGORIES_REFUSED = auto()
    NO_CATEGORIES = auto()
    OTHER_PROVIDER = auto()
    FEE_PERIOD_REFUSED = auto()
    PAUSE_NOT_GRANTED = auto()


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """`polling` lists the first polls of a job; the last entry of an `endless` one repeats."""

    business_id: str
    title: str
    outcome: str
    submitting: Submitting | None = None
    polling: Sequence[Polling] = ()
    endless: bool = False
    twist: Twist | None = None
    standing: Standing = Standing.GOOD

    def poll(self, number: int) -> Polling:
        """What happens to the poll with this number, counted from 0."""
        if number < len(self.polling):
            return self.polling[number]
        return self.polling[-1] if self.endless else Polling.NORMAL


_REFUSED_RECEIPTS = (
    Scenario(
        business_id="TestRejectTopCompleted",
        title="Rejected as a whole, top says COMPLETED",
        outcome=N_("The receipt says COMPLETED at the top while the business is rejected."),
        twist=Twist.WHOLE_TOP_COMPLETED,
    ),
    Scenario(
        business_id="TestRejectTopRejected0",
        title="Rejected as a whole",
        outcome=N_("The job is rejected with one error on the business."),
        twist=Twist.WHOLE_TOP_REJECTED,
    ),
    Scenario(
        business_id="TestRejectInsideLong00",
        title="Rejected inside, long",
        outcome=N_("The job is rejected inside, with every value listed below the error."),
        twist=Twist.INSIDE_LONG,
    ),
    Scenario(
        business_id="TestRejectInsideShort0",
        title="Rejected inside, short",
        outcome=N_("The job is rejected inside, with nothing but the error."),
        twist=Twist.INSIDE_SHORT,
    ),
    Scenario(
        business_id="TestRejectGroupOnly000",
        title="Only the group is rejected",
        outcome=N_("Top and business say COMPLETED, only the group inside is rejected."),
        twist=Twist.INSIDE_GROUP_ONLY,
    ),
    Scenario(
        business_id="TestRejectWrapperChain",
        title="The cause is three levels deep",
        outcome=N_("One category is not recognized; the cause lies below two wrapper codes."),
        twist=Twist.WRAPPER_CHAIN,
    ),
    Scenario(
        business_id="TestMixedBusinesses000",
        title="Two businesses, one rejected",
        outcome=N_("The receipt names two businesses, and only one of them went through."),
        twist=Twist.MIXED,
    ),
    Scenario(
        business_id="TestPartlyApplied00000",
        title="Partly applied",
        outcome=N_("Everything goes through except one value, which is rejected."),
        twist=Twist.PARTLY,
    ),
)
_ODD_RECEIPTS = (
    Scenario(
        business_id="TestNoProgramId0000000",
        title="Completed without a program id",
        outcome=N_("The job completes, but the receipt does not name the program."),
        twist=Twist.NO_PROGRAM_ID,
    ),
    Scenario(
        business_id="TestBareProgramId00000",
        title="Program id as bare text",
        outcome=N_("The job completes, and the program id is plain text instead of an object."),
        twist=Twist.BARE_PROGRAM_ID,
    ),
    Scenario(
        business_id="TestNeverFinishes00000",
        title="Never finishes",
        outcome=N_("The job is processing for ever."),
        twist=Twist.NEVER,
    ),
)
_POLLING = (
    Scenario(
        business_id="TestStatus404000000000",
        title="Job number unknown (404)",
        outcome=N_("Every status check answers 404, although the job is carried out."),
        polling=(Polling.UNKNOWN_404,),
        endless=True,
    ),
    Scenario(
        business_id="TestStatus500Unknown00",
        title="Job number unknown (500)",
        outcome=N_("Every status check answers 500, although the job is carried out."),
        polling=(Polling.UNKNOWN_500,),
        endless=True,
    ),
    Scenario(
        business_id="TestStatus500Once00000",
        title="One 500, then fine",
        outcome=N_("The first status check answers 500, then all is well."),
        polling=(Polling.UNKNOWN_500,),
    ),
    Scenario(
        business_id="TestStatus429Twice0000",
        title="Too many requests",
        outcome=N_("Two status checks are refused with Retry-After, then all is well."),
        polling=(Polling.TOO_MANY_SECONDS, Polling.TOO_MANY_DATE),
    ),
    Scenario(
        business_id="TestStatusInvalidJson0",
        title="Broken JSON",
        outcome=N_("Two status checks answer 200 with broken JSON, then all is well."),
        polling=(Polling.BROKEN_JSON,) * 2,
    ),
    Scenario(
        business_id="TestStatusHtml50300000",
        title="Maintenance page",
        outcome=N_("Three status checks answer 503 with a web page, then all is well."),
        polling=(Polling.HTML_503,) * 3,
    ),
    Scenario(
        business_id="TestStatus401Midway000",
        title="Credentials refused in the middle",
        outcome=N_("The second and third status check answer 401, then all is well."),
        polling=(Polling.NORMAL, Polling.UNAUTHORIZED, Polling.UNAUTHORIZED),
    ),
)
_SUBMITTING = (
    Scenario(
        business_id="TestDropAfterCreate000",
        title="Answer lost, request arrived",
        outcome=N_("The connection drops after the request was recorded: it is carried out."),
        submitting=Submitting.DROP_AFTER,
    ),
    Scenario(
        business_id="TestDropBeforeCreate00",
        title="Answer lost, request lost",
        outcome=N_("The connection drops before the request was recorded: nothing happens."),
        submitting=Submitting.DROP_BEFORE,
    ),
    Scenario(
        business_id="TestSlowAnswer00000000",
        title="Slow answer",
        outcome=N_("The partner takes three seconds to answer the submit."),
        submitting=Submitting.SLOW,
    ),
)
_BUSINESS = (
    Scenario(
        business_id="TestClosedBusiness0000",
        title="Closed business",
        outcome=N_("Rejected: the business is closed."),
        standing=Standing.CLOSED,
    ),
    Scenario(
        business_id="TestRemovedFromSearch0",
        title="Removed from search",
        outcome=N_("Rejected: the business was removed from search."),
        standing=Standing.REMOVED,
    ),
    Scenario(
        business_id="TestUnauthorized000000",
        title="Somebody else's business",
        outcome=N_("Rejected: this account may not change the business."),
        standing=Standing.UNAUTHORIZED,
    ),
    Scenario(
        business_id="TestAdvertisingBlocked",
        title="Advertising blocked",
        outcome=N_("Rejected: advertising is blocked for this location."),
        standing=Standing.BLOCKED,
    ),
    Scenario(
        business_id="TestRestrictedCategory",
        title="Restricted category",
        outcome=N_("CPC is rejected: the business is in a category that may not advertise."),
        standing=Standing.RESTRICTED_CATEGORY,
    ),
    Scenario(
        business_id="TestCategoriesRefused0",
        title="Categories may not be named",
        outcome=N_("Rejected when categories are named, accepted without them."),
        standing=Standing.CATEGORIES_REFUSED,
    ),
    Scenario(
        business_id="TestNoCategories000000",
        title="No categories",
        outcome=N_("CPC is rejected: the business has no approved category."),
        standing=Standing.NO_CATEGORIES,
    ),
    Scenario(
        business_id="TestOtherProvider00000",
        title="Bought elsewhere",
        outcome=N_("Rejected: the client already buys this product from another provider."),
        standing=Standing.OTHER_PROVIDER,
    ),
    Scenario(
        business_id="TestFeePeriodRefused00",
        title="Fee period not supported",
        outcome=N_("Rejected when a fee period is chosen, accepted without it."),
        standing=Standing.FEE_PERIOD_REFUSED,
    ),
    Scenario(
        business_id="TestPauseNotGranted000",
        title="Pausing not granted",
        outcome=N_("Programs are created, but pausing and resuming them answers 404."),
        standing=Standing.PAUSE_NOT_GRANTED,
    ),
)

SCENARIOS: tuple[Scenario, ...] = (
    *_REFUSED_RECEIPTS,
    *_ODD_RECEIPTS,
    *_POLLING,
    *_SUBMITTING,
    *_BUSINESS,
)
_ORDINARY = Scenario(business_id="", title="Ordinary", outcome=N_("Nothing unusual happens."))
_BY_BUSINESS = {scenario.business_id: scenario for scenario in SCENARIOS}


def scenario_of(business_id: str) -> Scenario:
    """The scenario of this business; for an ordinary one, the one in which nothing happens."""
    return _BY_BUSINESS.get(business_id, _ORDINARY)
