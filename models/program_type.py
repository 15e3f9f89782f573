"""The ten program types and the words that go with them (contract 3)."""

from enum import StrEnum
from typing import NamedTuple

from models.wording import N_, _


class ProgramType(StrEnum):
    """What can be bought; the value is the partner's `program_name`, in upper case."""

    BP = "BP"
    EP = "EP"
    CPC = "CPC"
    RCA = "RCA"
    CTA = "CTA"
    SLIDESHOW = "SLIDESHOW"
    BH = "BH"
    VL = "VL"
    LOGO = "LOGO"
    PORTFOLIO = "PORTFOLIO"

    @property
    def label(self) -> str:
        """The product's name, such as "Enhanced Profile"."""
        return _(PROGRAM_TYPES[self].label)

    @property
    def description(self) -> str:
        """One line for a person who has not met the product."""
        return _(PROGRAM_TYPES[self].description)

    @property
    def is_cpc(self) -> bool:
        """Whether the type takes a budget and bids: only CPC does (contract 3)."""
        return self is ProgramType.CPC


class TypeWords(NamedTuple):
    label: str
    description: str


# Labels are contract 3's; the descriptions say in our own words what the names promise.
PROGRAM_TYPES: dict[ProgramType, TypeWords] = {
    ProgramType.BP: TypeWords(
        N_("Branded Profile"), N_("A business page with the brand's own material.")
    ),
    ProgramType.EP: TypeWords(
        N_("Enhanced Profile"), N_("A fuller business page with extra content.")
    ),
    ProgramType.CPC: TypeWords(N_("Cost-per-click ads"), N_("Search ads, paid for each click.")),
    ProgramType.RCA: TypeWords(
        N_("Remove Competitor Ads"), N_("Keeps other businesses' ads off the business page.")
    ),
    ProgramType.CTA: TypeWords(
        N_("Call To Action"), N_("A button on the business page to act at once.")
    ),
    ProgramType.SLIDESHOW: TypeWords(
        N_("Slideshow"), N_("Photos shown one after another on the page.")
    ),
    ProgramType.BH: TypeWords(
        N_("Business Highlights"), N_("Short points that set the business apart.")
    ),
    ProgramType.VL: TypeWords(
        N_("Verified License"), N_("Shows that the trade license was checked.")
    ),
    ProgramType.LOGO: TypeWords(N_("Logo"), N_("The business's logo on its page and in results.")),
    ProgramType.PORTFOLIO: TypeWords(
        N_("Portfolio"), N_("Finished projects with photos and details.")
    ),
}


class Pacing(StrEnum):
    """How the budget is spread over the month; the value is the partner's `pacing_method`."""

    PACED = "paced"
    UNPACED = "unpaced"


class FeePeriod(StrEnum):
    """What a budget's month is; the value is the partner's `fee_period`."""

    CALENDAR_MONTH = "CALENDAR_MONTH"
    ROLLING_MONTH = "ROLLING_MONTH"
