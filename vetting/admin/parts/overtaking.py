"""When somebody else saved the row that a form shows: say who, what and when, and lose nothing.

A field that I left alone then shows theirs; what I typed stays, and is saved when I save again.
"""

import json
from datetime import date
from typing import Any

from django import forms
from django.db import models

from vetting.services.meanwhile import last_changes

NO_PART_OF_THE_ROW = {"because"}


def token_of(form: "forms.ModelForm[Any]") -> str:
    """The values that the form found in the database, as text."""
    return json.dumps(_shown(form), sort_keys=True)


def tell_if_overtaken(form: "forms.ModelForm[Any]") -> bool:
    """True, with a sentence for each field, where the row is no longer as the page showed it.

    A form that was sent without a token comes from a program and not from a page.
    """
    was, now = _sent(form), _shown(form)
    if was is None:
        return False
    moved = [name for name in now if name in was and was[name] != now[name]]
    moved = [name for name in moved if _plain(form.cleaned_data.get(name)) != now[name]]
    if not moved:
        return False
    row = type(form.instance)._default_manager.get(pk=form.instance.pk)
    who = last_changes(row, moved)
    posted: Any = form.data
    data = posted.copy()
    for name in moved:
        field, by = form.fields[name], who.get(name, "Somebody")
        before, after = (_words(field, values[name]) for values in (was, now))
        told = f"{by} changed {field.label or name} while you had this page open: it was "
        told += f"“{before}” and is “{after}”."
        if name in form.cleaned_data and _plain(form.cleaned_data[name]) == was[name]:
            _take_theirs(data, name, now[name])
            form.add_error(None, f"{told} It is shown here now.")
        else:
            form.add_error(name if name in form.fields else None, f"{told} Yours is still here.")
    form.data = data
    form.add_error(None, "Nothing was saved. Look at it again; saving once more keeps it as shown.")
    return True


def _sent(form: "forms.ModelForm[Any]") -> dict[str, Any] | None:
    try:
        sent = json.loads(form.data.get("seen", ""))
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


def _shown(form: "forms.ModelForm[Any]") -> dict[str, Any]:
    names = [name for name in form.fields if name not in NO_PART_OF_THE_ROW]
    return {name: _plain(form.get_initial_for_field(form.fields[name], name)) for name in names}


def _plain(value: Any) -> Any:
    """The same for what a form was given and for what it made of its input."""
    if isinstance(value, models.QuerySet):
        return sorted(row.pk for row in value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        rows = [_plain(one) for one in value]
        return sorted(rows) if all(isinstance(one, int) for one in rows) else rows
    return "" if value is None else value


def _words(field: forms.Field, value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        keys = value if isinstance(value, list) else [value or 0]
        return ", ".join(str(row) for row in field.queryset.filter(pk__in=keys)) or "nothing"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) or "nothing"


def _take_theirs(data: Any, name: str, value: Any) -> None:
    """Let the form show this value, as if it had been typed."""
    if isinstance(value, bool):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(value, list) and all(isinstance(one, int) for one in value):
        data.setlist(name, [str(one) for one in value])
    else:
        data[name] = "\n".join(value) if isinstance(value, list) else str(value)
