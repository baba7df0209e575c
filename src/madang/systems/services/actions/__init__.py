"""Every change that this system makes beside the acts of ``cases``."""

from madang.systems.services.actions.cards import issue_card, report_loss
from madang.systems.services.actions.paying import pay
from madang.systems.services.actions.photos import bring_photo

__all__ = ["bring_photo", "issue_card", "pay", "report_loss"]
