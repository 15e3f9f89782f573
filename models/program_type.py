"""The ten program types and the words that go with them (contract 3)."""

from enum import StrEnum
from typing import NamedTuple


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
        return PROGRAM_TYPES[self].label

    @property
    def description(self) -> str:
        """One line for a person who has not met the product."""
        return PROGRAM_TYPES[self].description

    @property
    def is_cpc(self) -> bool:
        """Whether the type takes a budget and bids: only CPC does (contract 3)."""
        return self is ProgramType.CPC


class TypeWords(NamedTuple):
    label: str
    description: str


# Labels are contract 3's; the descriptions say in our own words what the names promise.
PROGRAM_TYPES: dict[ProgramType, TypeWords] = {
    ProgramType.BP: TypeWords("Branded Profile", "A business page with the brand's own material."),
    ProgramType.EP: TypeWords("Enhanced Profile", "A fuller business page with extra content."),
    ProgramType.CPC: TypeWords("Cost-per-click ads", "Search ads, paid for each click."),
    ProgramType.RCA: TypeWords(
        "Remove Competitor Ads", "Keeps other businesses' ads off the business page."
    ),
    ProgramType.CTA: TypeWords("Call To Action", "A button on the business page to act at once."),
    ProgramType.SLIDESHOW: TypeWords("Slideshow", "Photos shown one after another on the page."),
    ProgramType.BH: TypeWords("Business Highlights", "Short points that set the business apart."),
    ProgramType.VL: TypeWords("Verified License", "Shows that the trade license was checked."),
    ProgramType.LOGO: TypeWords("Logo", "The business's logo on its page and in results."),
    ProgramType.PORTFOLIO: TypeWords("Portfolio", "Finished projects with photos and details."),
}


class Pacing(StrEnum):
    """How the budget is spread over the month; the value is the partner's `pacing_method`."""

    PACED = "paced"
    UNPACED = "unpaced"


class FeePeriod(StrEnum):
    """What a budget's month is; the value is the partner's `fee_period`."""

    CALENDAR_MONTH = "CALENDAR_MONTH"
    ROLLING_MONTH = "ROLLING_MONTH"
