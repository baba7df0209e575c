"""pySFeel: it evaluates while it parses; its tokens are made once.

`a >= 1 and b <= 2` it reads as null or false unless each comparison stands in brackets, so it gets them.
"""

from importlib.metadata import version

import peer
import pySFeel

task = peer.task()
persons = [peer.facts(person, float) for person in task["persons"]]
parser = pySFeel.SFeelParser()


def in_brackets(text):
    """Put brackets around the operands of the outermost `and`."""
    parts = []
    for part in text.split(" and "):
        last = parts[-1] if parts else ""
        if last.count("(") != last.count(")") or (" between " in last and " and " not in last):
            parts[-1] += f" and {part}"
        else:
            parts.append(part)
    return " and ".join(f"({part})" for part in parts) if len(parts) > 1 else text


def prepare(text):
    text = in_brackets(text)
    tokens = list(parser.lexer.tokenize(text))

    def run(person):
        parser.names = person
        parser.clearErrors()
        return parser.parse(iter(tokens))

    parser.names = persons[0]
    parser.sFeelParse(text)
    if parser.collectErrors():
        raise ValueError(text)
    return run


peer.report(
    {"version": version("pySFeel"), **peer.timed(prepare, persons, task["conditions"], task["seconds"])}
)
