"""Changes of an assignment of a registered protocol: a new version of the act with its reason, as with its card.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.errors import IncompleteRequisites, NotFound, StateConflict
from domain.limits import too_long
from storage import act_versions, acts

if TYPE_CHECKING:
    from domain.requisites import Assignment as Wording
    from storage.database import UnitOfWork
    from storage.models import Act, Assignment


def of_act(act: Act, assignment_id: str) -> Assignment:
    """Return an assignment of an act. Raises :class:`NotFound`."""
    found = act.protocol.assignments if act.protocol else ()
    one = next((item for item in found if item.id == assignment_id), None)
    if one is None:
        raise NotFound
    return one


def change(unit: UnitOfWork, act_id: str, assignment_id: str, wording: Wording, *, version: int, reason: str) -> Act:
    """Change text, executors and term of an assignment; ``version`` is the one of the act that the person saw.

    Its point and section stay: they are those of the signed protocol.

    Raises:
        NotFound: The act has no such assignment.
        StateConflict: Somebody has changed the act in between.
        IncompleteRequisites: Text or reason is missing, the day is before the meeting, or nothing is different.
    """
    act = acts.get(unit.session, act_id)
    item = of_act(act, assignment_id)
    after = {
        "text": wording.text,
        "executors": list(wording.executors),
        "term": wording.term,
        "due_on": date.fromisoformat(wording.due) if wording.due else None,
        "counted": wording.counted,
    }
    changed = [name for name, value in after.items() if getattr(item, name) != value]
    if act.version != version:
        if not changed and act_versions.is_repeated(unit, act, version, reason):
            return act
        raise StateConflict
    faults = _faults(act, wording, changed, reason)
    if faults:
        raise IncompleteRequisites(fields=faults)
    for name, value in after.items():
        setattr(item, name, value)
    acts.touch(unit, act, "act.assignment", reason, point=item.point or str(item.seq), fields=changed)
    return act


def _faults(act: Act, wording: Wording, changed: list[str], reason: str) -> dict[str, str]:
    faults = {}
    if not wording.text.strip():
        faults["text"] = "Напишите, что поручено."
    elif not changed:
        faults["text"] = "Ничего не изменено: исправьте текст, исполнителей или срок."
    if "due_on" in changed and wording.due and wording.due < act.date.isoformat():
        faults["due"] = "Дата исполнения раньше даты протокола. Проверьте её."
    if not reason.strip():
        faults["reason"] = "Укажите основание изменения: оно останется в истории и журнале."
    words = {"text": wording.text, "executors": "\n".join(wording.executors), "term": wording.term, "reason": reason}
    return faults | too_long(words)
