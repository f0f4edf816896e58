"""Every sentence a person may read, by who reads it.

The words people use; one or two facts, one next step, then a person and a number to call. What a whole feature says
(a meeting, a report) stands in a module of its own beside these and is imported by name.
"""

from handlers.wording.forms import *
from handlers.wording.in_groups import *
from handlers.wording.lists import *
from handlers.wording.short_answers import *
from handlers.wording.to_officials import *
from handlers.wording.to_villagers import *
