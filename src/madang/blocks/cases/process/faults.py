"""What is wrong with a process that could be read: unreachable states, dead ends, loops, tasks of nobody, bad guards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from madang_rules.feel.types import ANY, Type

from madang.blocks.cases.process.parts import APPLICANT, Effect, Process, State, StateKind, Transition
from madang.blocks.forms.definition import Definition
from madang.blocks.forms.definition.faults import of_condition, types_of
from madang.blocks.forms.errors import Fault


def faults_of(
    process: Process,
    form: Definition,
    roles: frozenset[str],
    facts: frozenset[str],
    acts: frozenset[str],
) -> list[Fault]:
    """Return every fault, each at its place; empty when the process can be used."""
    faults = _names(process)
    if faults:  # the graph cannot be walked while names are missing
        return faults
    names: dict[str, Type] = {**types_of(form), **dict.fromkeys(facts, ANY)}
    if form.key != process.form:
        faults.append(Fault("form", _("절차가 가리키는 서식과 올린 서식의 코드가 다릅니다.")))
    faults += _graph(process)
    faults += _tasks(process, roles)
    for place, each in enumerate(process.transitions):
        at = f"transitions/{place} ({each.name})"
        faults += [Fault(at, sentence) for sentence in _of_transition(process, each, roles, names, acts)]
    for name, condition in process.fee.facts.items() if process.fee else ():
        faults += [Fault(f"fee/facts/{name}", sentence) for sentence in _condition(condition, names)]
    if not faults:
        from madang.blocks.cases.process.trying import faults_of_samples

        faults = faults_of_samples(process, form)
    return faults


def _names(process: Process) -> list[Fault]:
    faults = []
    parts: dict[str, Sequence[State | Transition]] = {
        "states": process.states,
        "transitions": process.transitions,
    }
    for kind, named in parts.items():
        seen: set[str] = set()
        for place, each in enumerate(named):
            if each.name in seen:
                faults.append(
                    Fault(
                        f"{kind}/{place}",
                        _("같은 이름이 둘 있습니다: ‘%(name)s’. 하나를 바꾸어 주세요.") % {"name": each.name},
                    )
                )
            seen.add(each.name)
    states = {each.name for each in process.states}
    for place, each in enumerate(process.transitions):
        faults += [
            Fault(
                f"transitions/{place} ({each.name})",
                _("그런 상태는 없습니다: ‘%(name)s’. 철자를 확인하거나 상태를 더해 주세요.") % {"name": name},
            )
            for name in (*each.sources, each.to)
            if name not in states
        ]
    drafts = [each for each in process.states if each.kind == StateKind.DRAFT]
    if len(drafts) != 1:
        faults.append(Fault("states", _("처음 상태(draft)가 하나 있어야 합니다.")))
    if not any(each.kind == StateKind.CLOSED for each in process.states):
        faults.append(Fault("states", _("끝나는 상태(closed)가 하나는 있어야 합니다.")))
    return faults


def _graph(process: Process) -> list[Fault]:
    forward: dict[str, set[str]] = {each.name: set() for each in process.states}
    backward: dict[str, set[str]] = {each.name: set() for each in process.states}
    unbound: dict[str, set[str]] = {each.name: set() for each in process.states}
    for step in process.transitions:
        for source in step.sources:
            forward[source].add(step.to)
            backward[step.to].add(source)
            if step.guard is None and step.at_most is None:
                unbound[source].add(step.to)
    reached = _walk(forward, [process.begins.name])
    ends = [each.name for each in process.states if each.kind == StateKind.CLOSED]
    ending = _walk(backward, ends)
    faults = []
    for place, each in enumerate(process.states):
        at = f"states/{place} ({each.name})"
        if each.name not in reached:
            faults.append(
                Fault(at, _("처음 상태에서 여기로 오는 길이 없습니다. 길을 내거나 상태를 지워 주세요."))
            )
        if each.name not in ending:
            faults.append(
                Fault(at, _("여기서 끝으로 가는 길이 없습니다. 끝나는 상태로 가는 길을 내 주세요."))
            )
        if each.kind == StateKind.CLOSED and any(
            Effect.CLOSE not in step.effects for step in process.transitions if step.to == each.name
        ):
            faults.append(Fault(at, _("끝나는 상태로 가는 길에는 모두 효과 close가 있어야 합니다.")))
    if loop := _loop(unbound):
        faults.append(
            Fault(
                "transitions",
                _("끝없이 돌 수 있습니다: %(loop)s. 조건(guard)이나 횟수(at_most)를 두어 주세요.")
                % {"loop": " → ".join(loop)},
            )
        )
    return faults


def _walk(edges: dict[str, set[str]], begin: Iterable[str]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        for name in edges[waiting.pop()] - found:
            found.add(name)
            waiting.append(name)
    return found


def _loop(edges: dict[str, set[str]]) -> list[str]:
    """A cycle of steps that nothing bounds, in order; empty when there is none."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        stack = [(start, iter(sorted(edges[start])))] if start not in done else []
        path += [start] if stack else []
        while stack:
            _name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done.add(path.pop())
                stack.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                path.append(following)
                stack.append((following, iter(sorted(edges[following]))))
    return []


def _tasks(process: Process, roles: frozenset[str]) -> list[Fault]:
    faults = []
    for place, each in enumerate(process.states):
        at = f"states/{place} ({each.name})"
        if each.task is not None and each.task.role not in roles:
            faults.append(
                Fault(
                    at, _("일을 맡을 역할 ‘%(role)s’이(가) 이 누리집에 없습니다.") % {"role": each.task.role}
                )
            )
        if each.kind == StateKind.OPEN and each.task is None:
            faults.append(Fault(at, _("일이 진행되는 상태에는 맡을 역할(task)이 있어야 합니다.")))
    return faults


def _of_transition(
    process: Process, step: Transition, roles: frozenset[str], names: dict[str, Type], acts: frozenset[str]
) -> list[str]:
    said = [
        _("그런 역할은 없습니다: ‘%(role)s’.") % {"role": role}
        for role in step.by
        if role != APPLICANT and role not in roles
    ]
    said += [
        _("이 서비스가 받지 않는 경로입니다: ‘%(channel)s’.") % {"channel": channel}
        for channel in step.channels
        if channel not in process.channels
    ]
    said += [_("그런 효과는 없습니다: ‘%(act)s’.") % {"act": act} for act in step.acts if act not in acts]
    decides = Effect.DECIDE in step.effects
    if decides != (step.outcome is not None):
        said.append(_("결정(decide)에는 결과(outcome)가 있어야 하고, 결과는 결정에만 둡니다."))
    if decides and APPLICANT in step.by:
        said.append(_("신청인은 스스로 결정할 수 없습니다. 담당자의 역할만 적어 주세요."))
    if step.outcome in ("part", "refused") and not step.asks_reason:
        said.append(_("거부나 일부 인용에는 까닭을 적게 해야 합니다(asks_reason)."))
    if Effect.LODGE in step.effects and step.sources != (process.begins.name,):
        said.append(_("접수(lodge)는 처음 상태에서만 할 수 있습니다."))
    if Effect.CLOSE in step.effects and process.state(step.to).kind != StateKind.CLOSED:
        said.append(_("효과 close는 끝나는 상태로 가는 길에만 둡니다."))
    return said + (_condition(step.guard, names) if step.guard else [])


def _condition(text: str, names: dict[str, Type]) -> list[str]:
    otherwise = _("조건이 모르는 이름 ‘%(name)s’을(를) 읽습니다. 문항의 이름인지 확인해 주세요.")
    return of_condition(text, names, otherwise)
