"""网格员是谁: a villager asks who answers for his place; he hears names and numbers of those who do."""

from handlers import contact_tree, filing
from handlers.asked_who import asks_who
from handlers.filters import in_private
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording import who_answers as say
from storage.models import Area
from storage.organisation import Role

router = Router("who_answers")


def _asks(turn: Turn) -> bool:
    return turn.officer is None and asks_who(turn.text)


@router.on(in_private, _asks)
async def who_is_it(turn: Turn) -> None:
    """By the place he scanned last, else by his village; a household is asked for nothing."""
    villager = await turn.villager()
    organisation, today = turn.organisation, turn.policy.calendar.day_of(turn.now)
    bound = villager.bound_until is not None and villager.bound_until > turn.now
    grid = organisation.areas.get(villager.grid or "") if bound else None
    village = organisation.areas.get(villager.village or "")
    if village is None:
        await turn.answer(say.WHO_NO_VILLAGE.say(电话=filing.office_phone(organisation)), why="reply")
        return
    officers = contact_tree.there(organisation, Role.GRID_OFFICER, grid.code, today) if grid is not None else []
    heads = contact_tree.there(organisation, Role.GRID_HEAD, village.code, today)
    first, above = (officers or heads)[:1], (heads if officers else [])[:1]
    if not first:
        await turn.answer(say.WHO_NO_VILLAGE.say(电话=filing.office_phone(organisation, village.code)), why="reply")
        return
    place: Area = grid or village
    contacts = contact_tree.there(organisation, Role.CONTACT, grid.code, today) if grid is not None else []
    post = "网格员" if officers else "网格长"
    if contacts:
        text = say.WHO_HERE.say(
            地点=place.name,
            哪样=post,
            人=first[0].name,
            电话=first[0].phone,
            清单=f"{contacts[0].name}{contacts[0].phone}",
            部门=above[0].name if above else "村里",
        )
    else:
        text = say.WHO_HERE_SHORT.say(地点=place.name, 哪样=post, 人=first[0].name, 电话=first[0].phone)
    await turn.answer(text, why="reply")
