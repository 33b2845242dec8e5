"""What administration refuses."""

from hushroom_domain.shared.errors import Invalid


class NotOnOneself(Invalid):
    code = "admin.oneself"
    message = "Administrators cannot deactivate or demote themselves"
