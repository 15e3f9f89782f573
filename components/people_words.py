"""How roles and people are spoken of."""

from models.people import Role
from services.i18n import N_, _

_ROLES: dict[Role, tuple[str, str]] = {
    Role.VIEWER: (N_("Viewer"), N_("looks at everything, changes nothing")),
    Role.OPERATOR: (N_("Operator"), N_("makes and decides jobs")),
    Role.ADMIN: (N_("Administrator"), N_("changes settings and people, too")),
}


_OURS = frozenset({"adtrail", "local"})  # who says nothing on one's own machine


def by(actor: str) -> str:
    """Such as "by Olena"; empty for Adtrail itself and on one's own machine."""
    if actor in _OURS:
        return ""
    return _("through REST") if actor == "rest" else _("by {}").format(actor)


def role_name(role: Role) -> str:
    return _(_ROLES[role][0])


def role_choices(most: Role = Role.ADMIN) -> dict[str, str]:
    """Word and meaning of each, up to the most that somebody may give."""
    return {
        role.value: f"{_(name)}: {_(meaning)}"
        for role, (name, meaning) in _ROLES.items()
        if most.allows(role)
    }
