"""What source alone cannot tell."""


class Unknown:
    """What source alone cannot tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown()
