"""Schemathesis over the whole API: no server error, every answer as the schema says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from madang.config.urls import api

OPERATIONS = [
    (method, path)
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in operations
]


@pytest.fixture
def api_schema(transactional_db: None) -> Any:
    return schemathesis.openapi.from_wsgi(reverse("api-1:openapi-json"), get_wsgi_application())


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_call_breaks_the_api(api_schema: Any, editor_key: str, method: str, path: str) -> None:
    operation = api_schema[path][method.upper()]

    @given(case=operation.as_strategy())
    @hypothesis_settings(
        max_examples=40,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def calls(case: Any) -> None:
        # What a rule of the house refuses (a forged cursor, a blank title) no schema can say, so data that
        # fits the schema may still be answered with a problem.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {editor_key}", "Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance],
        )

    calls()


def test_there_are_operations_to_call() -> None:
    assert ("get", "/api/v1/search") in OPERATIONS
