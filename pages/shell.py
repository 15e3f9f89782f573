"""The shell: navigation, banner and live region stay while the inside changes (design 4)."""

from nicegui import context, ui

from components.appearance import Appearance
from components.attention import Attention
from components.basics import empty, link_button, named, text, wrap
from components.job_watch import JobWatch
from components.key_sheet import keys
from components.language import language_switch, settle_language
from components.partner_banner import partner_banner
from components.permission import for_operators, looks_only
from components.person import settle_partner, settle_person
from components.person_badge import person_badge
from components.sandbox_banner import sandbox_banner
from components.section_tabs import offer
from components.static_files import icon_font, static_url
from pages.allowed import allowed, looks_banner, say_refusal
from pages.routes import ROUTES
from services.i18n import N_, _

_NAVIGATION = (
    ("/", N_("Overview"), "space_dashboard"),
    ("/programs", N_("Programs"), "campaign"),
    ("/create-program", N_("Create"), "add_circle_outline"),
    ("/jobs", N_("Jobs"), "history"),
    ("/settings", N_("Settings"), "tune"),
)


def shell() -> None:
    """Built once for each browser page."""
    settle_language()
    settle_person()
    ui.add_head_html(
        f'{icon_font()}<link rel="stylesheet" href="{static_url("adtrail.css")}">'
        f'<script defer src="{static_url("adtrail.js")}"></script>'
        f'<script defer src="{static_url("attention.js")}"></script>'
    )
    ui.on_exception(say_refusal)
    Attention()
    Appearance()
    JobWatch()
    ui.link(_("Skip to content"), "#main").classes("ad-skip")
    with ui.element("header").classes("ad-top"):
        with ui.link(target="/").classes("ad-brand"):
            ui.html('<img src="/static/favicon.svg" alt="" width="28" height="28">', sanitize=False)
            ui.label("Adtrail")
        _navigation()
        language_switch()
        keys()
        person_badge()
    sandbox_banner()
    partner_banner()
    looks_banner()
    offer(ROUTES)
    with ui.element("div").props('id="main" tabindex="-1"'):  # Quasar's page is the landmark
        _Pages({path: allowed(path, page) for path, page in ROUTES.items()})
    text("div", "", "ad-sr").props('id="ad-live" role="status" aria-live="polite"')
    text("div", "", "ad-sr").props('id="ad-live-urgent" role="alert" aria-live="assertive"')


def _navigation() -> None:
    links: dict[str, ui.link] = {}
    with named(ui.element("nav"), _("Main")).classes("ad-nav"):
        for path, words, icon in _NAVIGATION:
            if for_operators(path) and looks_only():
                continue
            with ui.link(target=path) as links[path]:
                ui.icon(icon).props('aria-hidden="true"')
                text("span", _(words))

    def mark(path: str) -> None:
        settle_partner()
        place = path.split("?", maxsplit=1)[0]
        for target, link in links.items():
            here = place == target or (target != "/" and place.startswith(f"{target}/"))
            link.props('aria-current="page"' if here else "", remove="" if here else "aria-current")

    router = context.client.sub_pages_router
    router.on_path_changed(mark)
    mark(router.current_path)


class _Pages(ui.sub_pages):
    def _render_404(self) -> None:
        ui.page_title(_("Not found - Adtrail"))
        title, advice = _("There is no such page"), _("The address is wrong.")
        with wrap(), empty("explore_off", title, advice, title_tag="h1"):
            link_button(_("To the overview"), "/", "primary")
