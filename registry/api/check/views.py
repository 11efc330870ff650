"""GET and POST check/: reads the question, has it matched and judged, and sends the answer."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from rest_framework.request import Request

from registry.api.alternatives import at_hand
from registry.api.check.directory import open_directory
from registry.api.check.items import LONGEST, NAMELESS, NAMING, Item, Question, read_question
from registry.api.check.judging import Judge
from registry.api.check.results import Results, results
from registry.api.check.schema import CheckAnswerSerializer, CheckQuestionSerializer
from registry.api.door.authentication import HasCheckScope
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.door.freshness import Stamp
from registry.api.door.problems import Invalid
from registry.api.lists.parameters import AS_OF, HOST, Parameter, choice, read, text_of
from registry.api.policies import policy_on
from registry.api.receipts import with_receipt
from registry.api.shapes import Shown, shown_to
from registry.api.written import an_object, sent
from vetting.scoring.use import Activity, Area, Data, Output, Use
from vetting.scoring.written import written

USE = (
    Parameter("data", choice(Data), "What goes into it.", many=True),
    Parameter("output", choice(Output), "Where the result goes."),
    Parameter("activities", choice(Activity), "What is done with it.", many=True),
    Parameter("approvals_held", choice(Area), "Written approvals that you hold.", many=True),
)
ITEM = (
    Parameter(
        "ref", text_of(LONGEST["ref"], trimmed=False), "Your own mark, sent back as it came."
    ),
    Parameter("tool", text_of(LONGEST["tool"]), "A tool or offering as people call it."),
    Parameter("plan", text_of(LONGEST["plan"]), "The plan of the tool, such as Enterprise."),
    Parameter("offering", text_of(LONGEST["offering"]), "The slug or full name of an offering."),
    Parameter("domain", HOST, "A host, such as chatgpt.com."),
    Parameter("url", HOST, "A web address; its host and the host's parent domains count."),
)
GET_PARAMETERS = (*ITEM, *USE, AS_OF)
ONLY_THE_TOOL = "Only the tool was judged: say what it is used for, and the use is judged too."


class Check(Endpoint):
    """The decision call, which leaves a receipt for every answer.

    At most five queries with the key's and the receipt's, whatever the number of items; after an
    act also the policy's and that of the alternatives.
    """

    permission_classes = (HasCheckScope,)
    parameters = None

    @described(
        "check_one",
        "May we use this?",
        CheckAnswerSerializer,
        tag="check",
        parameters=GET_PARAMETERS,
        writes=True,
        description="One item. Give at least one of `tool`, `offering`, `domain` and `url`.",
    )
    def get(self, request: Request) -> HttpResponse:
        asked = read(request.query_params, GET_PARAMETERS)
        given = {p.name: asked[p.name] for p in ITEM if asked[p.name] is not None}
        if not any(name in given for name in NAMING):
            raise Invalid([("tool", NAMELESS)])
        use = {p.name: asked[p.name] for p in USE if asked[p.name] is not None}
        day = asked["as_of"] or self.today
        item = Item(**given)
        return self.answered(Question(day, Use(**use) if use else None, (item,)), request)

    @described(
        "check_batch",
        "May we use these?",
        CheckAnswerSerializer,
        tag="check",
        body=CheckQuestionSerializer,
        writes=True,
        description="Up to 1,000 items under one use. A faulty item gets its own errors and the "
        "answer escalate; the others are answered all the same.",
    )
    def post(self, request: Request) -> HttpResponse:
        read(request.query_params, ())
        question = read_question(request.data, today=self.today)
        return self.answered(question, request)

    def answered(self, question: Question, request: Request) -> HttpResponse:
        policy = policy_on(question.day, self.stamp)
        shown = shown_to(request, policy.rules.notice if policy else "")
        found = _results(question, shown, self.stamp)
        notice = shown.notice if question.use else f"{shown.notice} {ONLY_THE_TOOL}".strip()
        answer = an_object(
            {
                "as_of": written(question.day.isoformat()),
                "policy": written(policy.version if policy else None),
                "notice": written(notice),
                "summary": written(found.summary),
                "results": found.text,
            }
        )
        return with_receipt(question, sent(answer), found.summary, policy, request)


def _results(question: Question, shown: Shown, stamp: Stamp) -> Results:
    directory = open_directory(question.items, question.day)
    usable = partial(at_hand, day=question.day, stamp=stamp)
    judge = Judge(question.use or Use(), usable)
    return results(question.items, directory, judge, shown)
