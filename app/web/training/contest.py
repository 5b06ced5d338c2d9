"""The runs of a program with `choose(...)` side by side: who takes part, how each is doing, how each has ended."""

import asyncio
from dataclasses import dataclass

from msgspec.structs import replace

from app.errors import ProgramError, SourceError
from app.graph.model import Choice, Request, Run
from app.graph.variants import combinations, label, taking
from app.pipeline import Pipeline
from app.pool import Follower

AT_ONCE = 2


@dataclass(eq=False)
class Entrant:
    """One run: its request, what it has chosen, who follows it, and itself once it is over."""

    asked: Request
    choices: tuple[Choice, ...]
    follower: Follower | None
    run: Run | None = None

    @property
    def label(self) -> str:
        """What it has chosen, in words."""
        return label(self.choices)


class Contest:
    """All runs of one program, a few at a time; only the program's own until that has told what there is to choose.
    Who is `patient` waits for long runs too, and sees how they go."""

    def __init__(self, pipeline: Pipeline, asked: Request, patient: bool = False) -> None:
        self._pipeline = pipeline
        self._patient = patient
        self._turns = asyncio.Semaphore(AT_ONCE)
        self.entrants: tuple[Entrant, ...] = (Entrant(asked, (), self._follower()),)

    async def run(self) -> None:
        """Until every run is over; one that is refused has no passes.

        Raises: as `Pipeline.run`, for the program itself.
        """
        [own] = self.entrants
        first = own.run = await self._pipeline.run(own.asked, own.follower)
        if not first.choices:
            return
        self.entrants = tuple(self._entrant(own.asked, first, picked) for picked in combinations(first))
        await asyncio.gather(*(self._finish(each, first) for each in self.entrants))

    def _follower(self) -> Follower | None:
        return Follower() if self._patient else None

    def _entrant(self, asked: Request, first: Run, picked: tuple[int, ...]) -> Entrant:
        choices = tuple(replace(choice, picked=which) for choice, which in zip(first.choices, picked, strict=True))
        own = choices == first.choices
        request = asked if own else taking(asked, picked)
        return Entrant(request, choices, self._follower(), first if own else None)

    async def _finish(self, entrant: Entrant, first: Run) -> None:
        if entrant.run is not None:
            return
        async with self._turns:
            try:
                entrant.run = await self._pipeline.run(entrant.asked, entrant.follower)
            except (SourceError, ProgramError) as error:
                entrant.run = replace(
                    first, passes=(), series=(), printed="", error=error.problem, choices=entrant.choices
                )


async def compared(pipeline: Pipeline, asked: Request, patient: bool = False) -> list[tuple[Entrant, Run]]:
    """Every entrant with its run.

    Raises: as `Contest.run`.
    """
    contest = Contest(pipeline, asked, patient)
    await contest.run()
    return [(each, each.run) for each in contest.entrants if each.run is not None]
