"""Small DMN models as XML, written the way modellers' tools write them."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(
    *parts: str, namespace: str = "urn:test", name: str = "Test", version: str = MODEL, attributes: str = ""
) -> str:
    """A whole model out of the XML of its elements."""
    return (
        f'<definitions xmlns="{version}" id="d" name={quoteattr(name)} namespace="{namespace}" {attributes}>\n'
        + "\n".join(parts)
        + "\n</definitions>"
    )


def input_data(name: str, type_ref: str = "", identity: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    identity = identity or "i_" + name.replace(" ", "_")
    return (
        f"<inputData id={quoteattr(identity)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{typed}/></inputData>"
    )


def literal(text: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f"<literalExpression{typed}><text>{escape(text)}</text></literalExpression>"


def decision(
    name: str,
    logic: str = "",
    *,
    identity: str = "",
    inputs: Iterable[str] = (),
    decisions: Iterable[str] = (),
    knowledge: Iterable[str] = (),
    type_ref: str = "",
    extra: str = "",
) -> str:
    """A decision; `inputs`, `decisions` and `knowledge` are ids (or whole hrefs) it requires."""

    def href(target: str) -> str:
        return target if "#" in target else f"#{target}"

    typed = f' typeRef="{type_ref}"' if type_ref else ""
    needs = [
        f'<informationRequirement><requiredInput href="{href(each)}"/></informationRequirement>'
        for each in inputs
    ]
    needs += [
        f'<informationRequirement><requiredDecision href="{href(each)}"/></informationRequirement>'
        for each in decisions
    ]
    needs += [
        f'<knowledgeRequirement><requiredKnowledge href="{href(each)}"/></knowledgeRequirement>'
        for each in knowledge
    ]
    return (
        f"<decision id={quoteattr(identity or name)} name={quoteattr(name)}><variable name={quoteattr(name)}{typed}/>"
        f"{''.join(needs)}{extra}{logic}</decision>"
    )


def table(
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]],
    outputs: Sequence[tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]],
    rules: Iterable[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    annotations: Sequence[str] = (),
) -> str:
    """A decision table. Inputs: (expression, type[, allowed values]); outputs: (name, type[, values[, default]]);
    a rule's cells: inputs, outputs, annotations."""
    parts = [
        f'<decisionTable hitPolicy="{policy}"{f" aggregation={quoteattr(aggregation)}" if aggregation else ""}>'
    ]
    for text, type_ref, *values in inputs:
        allowed = f"<inputValues><text>{escape(values[0])}</text></inputValues>" if values else ""
        typed = f' typeRef="{type_ref}"' if type_ref else ""
        parts.append(
            f"<input><inputExpression{typed}><text>{escape(text)}</text></inputExpression>{allowed}</input>"
        )
    for name, type_ref, *values in outputs:
        named = f" name={quoteattr(name)}" if name else ""
        typed = f' typeRef="{type_ref}"' if type_ref else ""
        allowed = (
            f"<outputValues><text>{escape(values[0])}</text></outputValues>" if values and values[0] else ""
        )
        default = (
            f"<defaultOutputEntry><text>{escape(values[1])}</text></defaultOutputEntry>"
            if len(values) > 1
            else ""
        )
        parts.append(f"<output{named}{typed}>{allowed}{default}</output>")
    parts += [f"<annotation name={quoteattr(name)}/>" for name in annotations]
    for index, cells in enumerate(rules):
        parts.append(f'<rule id="r{index + 1}">')
        for place, cell in enumerate(cells):
            tag = "inputEntry" if place < len(inputs) else "outputEntry"
            tag = "annotationEntry" if place >= len(inputs) + len(outputs) else tag
            parts.append(f"<{tag}><text>{escape(cell)}</text></{tag}>")
        parts.append("</rule>")
    parts.append("</decisionTable>")
    return "".join(parts)
