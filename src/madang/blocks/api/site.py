"""The one API of the site: every room's router under ``/api/v1``, errors as problem+json."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from madang.blocks.api.parsing import JsonParser
from madang.blocks.api.problems import MEDIA_TYPE, Problem, ProblemSchema, problem_response
from madang.blocks.api.rendering import JsonRenderer
from madang.blocks.rooms.manifest import registered

UNREADABLE = (
    "보낸 내용을 JSON으로 읽을 수 없습니다. UTF-8의 온전한 글자로 보내 주세요. / "
    "What was sent cannot be read as JSON. Send whole characters in UTF-8."
)


class SiteApi(NinjaAPI):
    """The site's API; its OpenAPI document says of every operation that failures are problem details."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = ProblemSchema.model_json_schema()
        answer = {
            "description": "Problem details (RFC 9457)",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].update({"4XX": answer, "5XX": answer})
        return schema


def build() -> SiteApi:
    """Return the API with the routers of all registered rooms."""
    api = SiteApi(
        title="Madang",
        version="1",
        description="마당의 공개 API. Public API of Madang.",
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api-1",
        renderer=JsonRenderer(),
        parser=JsonParser(),
    )
    router: Any
    for room, router in registered("api"):
        api.add_router(room.name if room.api_prefix is None else room.api_prefix, router)
    _answer_errors(api)
    return api


def _answer_errors(api: SiteApi) -> None:
    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        answer = problem_response(request, error.status, error.code, error.detail, **error.more)
        if "retry_after" in error.more:
            answer["Retry-After"] = str(error.more["retry_after"])
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [
            {"where": [str(part) for part in each["loc"]], "what": each["msg"]} for each in error.errors
        ]
        return problem_response(
            request, 422, "invalid", "요청의 값이 맞지 않습니다. / Some values do not fit.", errors=fields
        )

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem_response(
            request, 401, "unauthenticated", "API 키가 필요합니다. / An API key is needed."
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem_response(request, 403, "forbidden", str(error) or "권한이 없습니다. / Not allowed.")

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        detail = (
            "찾는 것이 없습니다. 번호를 확인하거나 /api/v1/search 로 찾아 보세요. / "
            "There is no such thing. Check the id, or look for it with /api/v1/search."
        )
        return problem_response(request, 404, "not-found", detail)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        detail = UNREADABLE if error.status_code == 400 else str(error)
        return problem_response(request, error.status_code, "error", detail)
