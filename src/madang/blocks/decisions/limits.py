"""How often one caller may have rules worked on, and how much of that a process does at once: everybody may ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore, Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from madang.blocks.api.authentication import caller
from madang.blocks.api.problems import TooMany, Unavailable
from madang.blocks.decisions.errors import Busy
from madang.blocks.identity.errors import TooOften
from madang.blocks.identity.limits import counted, spend
from madang.blocks.ui.errors import error_page, service_unavailable

COME_AGAIN = 5
"""Seconds after which a process that was busy is likely not to be."""


class Load:
    """Work of one kind.

    Attributes:
        action: what is counted.
        rate: how often one caller may have it done ("60/m").
        patience: seconds that somebody waits for a place at most.
    """

    def __init__(self, action: str, rate: str, *, places: int, waiting: int, patience: float = 1.0) -> None:
        self.action, self.rate, self.patience = action, rate, patience
        self._places = BoundedSemaphore(places)
        self._held = BoundedSemaphore(places + waiting)
        self._own = max(1, places // 2)
        self._by_caller: Counter[str] = Counter()
        self._counting = Lock()

    @contextmanager
    def place(self, who: str = "") -> Iterator[None]:
        """Take one of the process's places; raises Busy when none becomes free, or too many wait already.

        One caller (``who``) holds or waits for half of the places at most, so that nobody takes them from all others.
        """
        with self._counting:
            if who and self._by_caller[who] >= self._own:
                raise self._busy()
            self._by_caller[who] += 1
        try:
            with self._any_place():
                yield
        finally:
            with self._counting:
                self._by_caller[who] -= 1
                if not self._by_caller[who]:
                    del self._by_caller[who]

    @contextmanager
    def _any_place(self) -> Iterator[None]:
        if not self._held.acquire(blocking=False):
            raise self._busy()
        try:
            if not self._places.acquire(timeout=self.patience):
                raise self._busy()
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._held.release()

    @contextmanager
    def admitted(self, request: HttpRequest, known: Any = None) -> Iterator[None]:
        """Take a place, and count it for who asks; raises TooOften and Busy. Who found no place spent nothing."""
        with self.place(counted(request, known)):
            spend(request, self.action, self.rate, known)
            yield

    @contextmanager
    def problems(self, request: HttpRequest) -> Iterator[None]:
        """The same for the API, where a key counts for its account; raises TooMany (429) and Unavailable (503)."""
        try:
            with self.admitted(request, caller(request)):
                yield
        except TooOften as error:
            raise TooMany(str(error), retry_after=error.retry_after) from error
        except Busy as error:
            raise Unavailable(str(error), retry_after=COME_AGAIN) from error

    def page(self, *methods: str) -> Callable[..., Any]:
        """Decorate a page of which these methods are such work; it answers 429 or 503 with a sentence."""

        def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            @wraps(view)
            def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
                if request.method not in methods:
                    return view(request, *args, **kwargs)
                try:
                    with self.admitted(request):
                        return view(request, *args, **kwargs)
                except TooOften as error:
                    return error_page(request, 429, reason=str(error), retry_after=error.retry_after)
                except Busy as error:
                    return service_unavailable(request, str(error), retry_after=COME_AGAIN)

            return bounded

        return around

    @staticmethod
    def _busy() -> Busy:
        return Busy(_("지금 규칙에 묻는 사람이 많습니다. 잠시 뒤에 다시 물어 주세요."))


ASKED = Load("decisions.asked", "240/m", places=4, waiting=4)
"""One question to one rule: 2 seconds at most."""
COMPARED = Load("decisions.compared", "60/m", places=2, waiting=2)
"""What takes longer: a text checked, two versions compared, many rules asked."""
