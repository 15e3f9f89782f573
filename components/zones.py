"""The zone of the person's own clock: the browser knows it, and every other one."""

from nicegui import ui

UTC = "UTC"
KNOWN = "ad-zones"
"""The id of a `datalist` that `own_zone` fills with the names of all zones."""

# Browsers that know Kyiv by its former name only are told the present one.
_ASK = f"""(() => {{
  const now = (zone) => (zone === 'Europe/Kiev' ? 'Europe/Kyiv' : zone);
  const list = document.getElementById('{KNOWN}');
  const names = Intl.supportedValuesOf?.('timeZone') ?? [];
  list?.replaceChildren(...names.map((name) => new Option(now(name))));
  return now(Intl.DateTimeFormat().resolvedOptions().timeZone);
}})()"""


async def own_zone() -> str:
    """Such as "Europe/Kyiv"; UTC where the browser does not say."""
    try:
        said = await ui.run_javascript(_ASK, timeout=5)
    except TimeoutError:
        return UTC
    return said if isinstance(said, str) and said else UTC
