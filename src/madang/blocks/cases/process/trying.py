"""A process tried on its sample cases, without a database: which step was not possible, and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from madang.blocks.cases.process.guards import holds, scope
from madang.blocks.cases.process.parts import Process, Sample, SampleStep, Transition
from madang.blocks.forms.asking import missing
from madang.blocks.forms.definition import Definition
from madang.blocks.forms.errors import Fault, UnfitAnswer
from madang.blocks.forms.values import value_of


def faults_of_samples(process: Process, form: Definition) -> list[Fault]:
    """Return what goes wrong in each sample."""
    faults = []
    for place, sample in enumerate(process.samples):
        sentence = _walk(process, form, sample)
        if sentence:
            faults.append(Fault(f"samples/{place} ({sample.title})", sentence))
    return faults


def _walk(process: Process, form: Definition, sample: Sample) -> str:
    answers: dict[str, Any] = {}
    for name, raw in sample.answers.items():
        question = form.question(name)
        if question is None:
            return _("서식에 없는 문항에 답합니다: ‘%(name)s’.") % {"name": name}
        try:
            answers[name] = value_of(question, raw)
        except UnfitAnswer as error:
            return f"{name}: {error}"
    known = scope(form, answers, sample.facts)
    state, taken = process.begins.name, Counter[str]()
    for step in sample.steps:
        transition = process.transition(step.take)
        if transition is None:
            return _("그런 단계는 없습니다: ‘%(name)s’.") % {"name": step.take}
        refused = _refused(process, transition, state, step, taken)
        if not refused and transition.guard and not holds(transition.guard, form, known):
            refused = _("조건이 맞지 않습니다: %(guard)s") % {"guard": transition.guard}
        if not refused and "lodge" in transition.effects and (open_ := missing(form, answers)):
            refused = _("답하지 않은 문항이 있습니다: %(names)s") % {
                "names": ", ".join(each.name for each in open_)
            }
        if refused:
            return f"{step.take}: {refused}"
        taken[transition.name] += 1
        state = transition.to
    if state != sample.ends:
        return _("‘%(state)s’에서 끝났습니다. ‘%(ends)s’에서 끝나야 합니다.") % {
            "state": state,
            "ends": sample.ends,
        }
    return ""


def _refused(
    process: Process, transition: Transition, state: str, step: SampleStep, taken: Counter[str]
) -> str:
    if state not in transition.sources:
        return _("‘%(state)s’ 상태에서는 할 수 없습니다.") % {"state": state}
    if step.by not in transition.by:
        return _("‘%(role)s’은(는) 할 수 없습니다.") % {"role": step.by}
    if step.channel not in (transition.channels or process.channels):
        return _("‘%(channel)s’ 경로에서는 할 수 없습니다.") % {"channel": step.channel}
    if transition.at_most is not None and taken[transition.name] >= transition.at_most:
        return _("%(count)d번까지만 할 수 있습니다.") % {"count": transition.at_most}
    return ""
