"""Paths of rules that name an item of a list, as `$.resources[0]`; MiniStack resolves them to nothing."""

import re

from ministack.services import eventbridge

ITEM = re.compile(r"([^\[\]]+)\[(\d+)\]")


class Indexed(dict):
    """A map in which `resources[0]` is an item of `resources`."""

    def __missing__(self, key):
        item = ITEM.fullmatch(key)
        if not item:
            raise KeyError(key)
        return self[item[1]][int(item[2])]


def indexed(value):
    if isinstance(value, dict):
        return Indexed({key: indexed(item) for key, item in value.items()})
    return [indexed(item) for item in value] if isinstance(value, list) else value


class IndexedView:
    def __init__(self, view):
        self.view = view

    def event_with_detail(self):
        return indexed(self.view.event_with_detail())

    def envelope(self):
        return self.view.envelope()


def resolve_list_items():
    """See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"""
    transform = eventbridge._apply_input_transformer
    eventbridge._apply_input_transformer = lambda transformer, rule, view: transform(transformer, rule, IndexedView(view))
