"""pySFeel: it evaluates while it parses; its tokens are made once."""

from importlib.metadata import version

import peer
import pySFeel

task = peer.task()
persons = [peer.facts(person, float) for person in task["persons"]]
parser = pySFeel.SFeelParser()


def prepare(text):
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
