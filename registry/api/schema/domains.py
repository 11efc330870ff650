"""The types of the list of hosts, and how its two plain forms look."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from registry.api.schema.catalogue import STATUSES, page_of
from vetting.scoring.hosts import HostStatus

HOST_STATUSES = [status.value for status in HostStatus]


class HostOfferingSerializer(serializers.Serializer):
    """An offering that is used on a host."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="Tool and plan.")
    status = serializers.ChoiceField(STATUSES)
    url = serializers.URLField()


class HostSerializer(serializers.Serializer):
    """A host that tools or plans are used on: what is told of it on a day."""

    host = serializers.CharField()
    status = serializers.ChoiceField(HOST_STATUSES)
    because = serializers.CharField(help_text="Why, in a sentence.")
    offerings = HostOfferingSerializer(
        many=True, help_text="Those used on exactly this host, the worst first."
    )


HOSTS = OpenApiExample(
    "Hosts",
    {
        "next": None,
        "previous": None,
        "results": [
            {
                "host": "pix.example",
                "status": "mixed",
                "because": "Some plans used on this host may be used and others not: "
                "check the plan.",
                "offerings": [
                    {
                        "slug": "pix-free",
                        "name": "Pix - Free",
                        "status": "banned",
                        "url": "https://registry.studio.example/api/v1/offerings/pix-free/",
                    },
                    {
                        "slug": "pix-team",
                        "name": "Pix - Team",
                        "status": "approved",
                        "url": "https://registry.studio.example/api/v1/offerings/pix-team/",
                    },
                ],
            }
        ],
    },
)
HostPageSerializer = extend_schema_serializer(examples=[HOSTS])(page_of(HostSerializer, "Host"))

HOSTS_AS_TEXT = OpenApiResponse(
    OpenApiTypes.STR,
    examples=[OpenApiExample("A list for a proxy", "mix.example\nvox.example\n")],
)
HOSTS_AS_CSV = OpenApiResponse(
    OpenApiTypes.STR,
    examples=[
        OpenApiExample(
            "A table",
            "host,status,because,offerings,names\r\n"
            'vox.example,banned,"No plan used on this host may be used, and at least one is '
            'banned.",vox-pro,Vox - Pro (banned)\r\n',
        )
    ],
)
