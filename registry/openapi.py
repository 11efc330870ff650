"""What the OpenAPI document says of the whole API, and what its lists of values are called."""

from typing import Any

OPENAPI: dict[str, Any] = {
    "TITLE": "Registry of generative-AI tools",
    "DESCRIPTION": "Which generative-AI tools a production may use, and under which conditions. "
    "Send an API key as `Authorization: Bearer <key>`. Unknown parameters and odd values are "
    "refused with RFC 9457 problem details, never ignored. Within version 1 things are only added; "
    "what is to go is marked as deprecated, here and in its answers, at least 12 months before.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": "/", "description": "The registry that sent this document."}],
    "TAGS": [
        {"name": "check", "description": "May we use this? The decision call, one item or many."},
        {"name": "offerings", "description": "Plans and deployments of tools, with their status."},
        {"name": "tools", "description": "What people call it, with the offerings of each."},
        {"name": "vendors", "description": "Who makes the tools."},
        {"name": "domains", "description": "Hosts, with a list that a proxy can block."},
        {"name": "changes", "description": "Every change of a status in order, for mirrors."},
        {"name": "policies", "description": "The rules, version by version."},
        {"name": "receipts", "description": "What your production was told, to the letter."},
        {"name": "requests", "description": "Tools that your production asks to have vetted."},
        {
            "name": "subscriptions",
            "description": "Offerings whose changes your production is told of; see the webhooks "
            "of this document for what is sent.",
        },
        {"name": "webhooks", "description": "Where your production is told of them."},
        {"name": "about", "description": "Where everything is, and how the API says no."},
    ],
    "WEBHOOKS": [
        "registry.api.schema.events.STATUS_LOOSENED",
        "registry.api.schema.events.STATUS_TIGHTENED",
        "registry.api.schema.events.OFFERING_EXPIRING",
        "registry.api.schema.events.REQUEST_ANSWERED",
        "registry.api.schema.events.REGISTRY_TEST",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "registry.api.schema.partial.with_partial_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ProblemTypeUri": "registry.api.schema.problems.TYPES",
        "Status": "registry.api.schema.catalogue.STATUSES",
        "StatusReason": "registry.api.schema.catalogue.STATUS_REASONS",
        "Ceiling": "registry.api.schema.catalogue.CEILINGS",
        "Kind": "registry.api.schema.catalogue.KINDS",
        "Principle": "registry.api.schema.detail.PRINCIPLES",
        "CriterionState": "registry.api.schema.detail.STATES",
        "Act": "registry.api.schema.catalogue.ACTS",
        "Cause": "registry.api.schema.changes.CAUSES",
        "Permission": "registry.api.schema.detail.ANSWERS",
        "HostStatus": "registry.api.schema.domains.HOST_STATUSES",
        "AnswerType": "registry.api.schema.policies.ANSWER_TYPES",
        "CountsFrom": "registry.api.schema.policies.COUNTS_FROM",
        "Deployment": "registry.api.schema.policies.DEPLOYMENTS",
        "Effect": "registry.api.schema.policies.EFFECTS",
        "Match": "registry.api.check.schema.MATCHES",
        "Area": "registry.api.check.schema.AREAS",
        "Data": "registry.api.check.schema.DATA",
        "Output": "registry.api.check.schema.OUTPUTS",
        "Activity": "registry.api.check.schema.ACTIVITIES",
        "Channel": "registry.api.schema.webhooks.CHANNELS",
        "WebhookState": "registry.api.schema.webhooks.STATES",
        "StatusMovedType": "registry.api.schema.events.MOVED_TYPES",
        "ExpiringType": "registry.api.schema.events.EXPIRING_TYPES",
        "RequestAnsweredType": "registry.api.schema.events.ANSWERED_TYPES",
        "RegistryTestType": "registry.api.schema.events.TEST_TYPES",
        "RequestState": "registry.api.schema.requests.STATES",
    },
}
