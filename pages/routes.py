"""Every address that has a page, and who builds it."""

from collections.abc import Awaitable, Callable

from pages.bulk import bulk_page
from pages.bulk_batch import bulk_batch_page
from pages.businesses import businesses_page
from pages.create_program import create_program_page
from pages.edit_program import edit_program_page
from pages.features import features_page
from pages.job import job_page
from pages.jobs import jobs_page
from pages.overview import overview_page
from pages.people import people_page
from pages.program_status import program_status_page
from pages.programs import programs_page
from pages.schedules import schedules_page
from pages.settings import settings_page
from pages.settings_changes import settings_changes_page

ROUTES: dict[str, Callable[..., Awaitable[None] | None]] = {
    "/": overview_page,
    "/create-program": create_program_page,
    "/edit/{program_id}": edit_program_page,
    "/features/{program_id}": features_page,
    "/program-status/{program_id}": program_status_page,
    "/programs": programs_page,
    "/bulk": bulk_page,
    "/bulk/{bulk_id}": bulk_batch_page,
    "/businesses": businesses_page,
    "/schedules": schedules_page,
    "/jobs": jobs_page,
    "/jobs/{job_id}": job_page,
    "/settings": settings_page,
    "/settings/people": people_page,
    "/settings/changes": settings_changes_page,
}
