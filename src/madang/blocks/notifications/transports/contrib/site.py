"""The site itself: the notice stands among its reader's own, whatever else carries it."""

from __future__ import annotations

from madang.blocks.notifications.transports.base import Handed, Parcel


class Site:
    """Nothing has to be carried; whether it is read, the reader says."""

    name = "site"

    def carry(self, parcel: Parcel) -> Handed:
        return Handed(reference=parcel.reference)


TRANSPORT = Site()
