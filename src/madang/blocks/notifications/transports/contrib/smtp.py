"""E-mail by SMTP (Django's backend), as plain text.

Where the process dies between the server's yes and our commit the mail goes twice, with one Message-ID: servers and
readers then show one. An address that the server refuses for good bounces at once; messages that come back later by
mail are not read here (``actions.report`` takes what an operator or a program knows).
"""

from __future__ import annotations

import smtplib
from email.errors import MessageError

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from madang.blocks.notifications.models import Reason
from madang.blocks.notifications.transports.base import Handed, Later, Never, Parcel

SECONDS = 15


class Smtp:
    """One message a parcel."""

    name = "smtp"

    def carry(self, parcel: Parcel) -> Handed:
        message = EmailMessage(
            subject=parcel.content["title"],
            body="\n\n".join(parcel.content["paragraphs"]) + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[parcel.address],
            headers={
                "Message-ID": f"<{parcel.reference}@{settings.MAIL_DOMAIN}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": parcel.language,
            },
        )
        try:
            line = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=SECONDS)
            line.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            if all(500 <= code < 600 for code in codes):
                raise Never(Reason.NO_SUCH_ADDRESS) from error
            raise Later from error
        except smtplib.SMTPResponseException as error:
            if 500 <= error.smtp_code < 600 and isinstance(error, smtplib.SMTPDataError):
                raise Never(Reason.REFUSED) from error
            raise Later from error
        except (BadHeaderError, MessageError, UnicodeError) as error:
            raise Never(Reason.NO_SUCH_ADDRESS) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Later from error
        return Handed(reference=parcel.reference)


TRANSPORT = Smtp()
